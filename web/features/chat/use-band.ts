import { type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { TimelineRow } from './lines.ts';

/** How far beyond the view rows stay drawn, in px: whoever turns round finds them there. */
const BAND_PX = 600;
/** The band moves on in steps of so many rows, so that scrolling seldom draws the whole list anew. */
const STEP = 8;

interface Band {
  first: string | undefined;
  count: number;
}

const NO_BAND: Band = { first: undefined, count: 0 };

/**
 * The rows that stay drawn on both sides of the view. The list itself draws ahead only where it believes the scrolling to
 * go, and for a while after older lines came in it believes wrongly.
 */
export function useBand(list: RefObject<VirtualizerHandle | null>, rows: readonly TimelineRow[]) {
  const [band, setBand] = useState(NO_BAND);
  const visited = useRef(new Set<string>());
  const follow = useCallback(() => {
    for (const { key } of inView(list.current, rows)) visited.current.add(key);
    const next = bandOf(list.current, rows);
    setBand((now) => (now.first === next.first && now.count === next.count ? now : next));
  }, [list, rows]);
  const drawn = useMemo(() => {
    const first = rows.findIndex(({ key }) => key === band.first);
    if (first < 0) return [];
    const count = Math.min(band.count, rows.length - first);
    const all = Array.from({ length: count }, (_, n) => first + n);
    return all.filter((index) => visited.current.has(rows[index]?.key ?? ''));
  }, [rows, band]);
  return { drawn, follow };
}

function inView(list: VirtualizerHandle | null, rows: readonly TimelineRow[]): readonly TimelineRow[] {
  if (list === null) return [];
  const { scrollOffset, viewportSize } = list;
  return rows.slice(list.findItemIndex(scrollOffset), list.findItemIndex(scrollOffset + viewportSize) + 1);
}

function bandOf(list: VirtualizerHandle | null, rows: readonly TimelineRow[]): Band {
  if (list === null) return NO_BAND;
  const { scrollOffset, viewportSize } = list;
  const first = list.findItemIndex(Math.max(0, scrollOffset - BAND_PX));
  const last = list.findItemIndex(scrollOffset + viewportSize + BAND_PX);
  const from = Math.max(0, Math.floor(first / STEP) * STEP);
  const to = Math.min(rows.length, Math.ceil((last + 1) / STEP) * STEP);
  return { first: rows[from]?.key, count: Math.max(0, to - from) };
}
