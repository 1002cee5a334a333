import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { VListHandle } from 'virtua';
import { useClient } from '#web/app/client.tsx';
import { navigate } from '#web/app/navigation.ts';
import { type Listed, neighbour } from './list-model.ts';
import { listSheet } from './list-state.ts';

interface ListKeys {
  list: RefObject<VListHandle | null>;
  rows: readonly Listed[];
  selected: string | undefined;
  /** Rows of the list that stand before these. */
  before: number;
}

const STEPS: Partial<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, last) => last,
  PageDown: (at, last) => Math.min(at + 8, last),
  PageUp: (at) => Math.max(at - 8, 0),
};

/** Once a conversation has been looked at for so long, those beside it are brought into memory: keys lead to them next. */
const WARM_AFTER_MS = 400;

/** Arrows move in the list, Alt and arrows from one conversation to the next wherever one is, `?` tells of all keys. */
export function useListKeys({ list, rows, selected, before }: ListKeys) {
  const [focused, setFocused] = useState<string>();
  const latest = useRef({ rows, selected, before });
  latest.current = { rows, selected, before };
  const client = useClient();
  useEffect(() => {
    if (selected === undefined) return;
    const timer = setTimeout(() => {
      const at = latest.current.rows.findIndex(({ item }) => item.id === selected);
      for (const beside of [at - 1, at + 1]) {
        const row = at < 0 ? undefined : latest.current.rows[beside];
        if (row !== undefined) void client.warm(row.item.id);
      }
    }, WARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, selected]);

  function show(id: string, focus: boolean) {
    const index = latest.current.rows.findIndex(({ item }) => item.id === id);
    list.current?.scrollToIndex(index + latest.current.before, { align: 'nearest' });
    if (!focus) return;
    setFocused(id);
    // One that was far out of view is drawn by the next frame.
    if (!focusRow(id)) requestAnimationFrame(() => focusRow(id));
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = STEPS[event.key];
    const at = rows.findIndex(({ item }) => item.id === (event.target as HTMLElement).dataset['id']);
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || at < 0) return;
    const row = rows[step(at, rows.length - 1)];
    event.preventDefault();
    if (row !== undefined) show(row.item.id, true);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: everything it needs is in `latest`
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent) {
      if (isHelp(event)) {
        event.preventDefault();
        listSheet.set({ is: 'keys' });
        return;
      }
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
      if (step === undefined || !event.altKey || event.ctrlKey || event.metaKey) return;
      const { rows, selected } = latest.current;
      const next = neighbour(rows, selected, step, event.shiftKey);
      event.preventDefault();
      if (next === undefined) return;
      navigate(`/c/${next}`);
      show(next, false);
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const reachable = [focused, selected].find((id) => rows.some(({ item }) => item.id === id)) ?? rows[0]?.item.id;
  return { onKeyDown, reachable };
}

function focusRow(id: string): boolean {
  const row = document.querySelector<HTMLElement>(`.row[data-id="${id}"]`);
  row?.focus({ preventScroll: true });
  return row !== null;
}

/** `?`, unless somebody is writing, or something is open over the page. */
function isHelp(event: globalThis.KeyboardEvent): boolean {
  if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target as HTMLElement | null;
  const writes = target?.closest('input, textarea, select, [contenteditable="true"]');
  return !writes && document.querySelector('[role="dialog"], [role="menu"]') === null;
}
