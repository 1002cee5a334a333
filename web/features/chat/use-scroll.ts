import { type RefObject, startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { ConversationView } from '#client/view.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { authorOf, type TimelineRow } from './lines.ts';
import { setBusy } from './messages/calm.ts';
import { useBand } from './use-band.ts';
import { isWatched, useWatching } from './watching.ts';

/** Closer to the end than this, in px, new lines keep the end in view. */
const AT_END_PX = 48;
/** Closer to either end than this, in px, more is loaded. */
const LOAD_PX = 900;
/** Further from the end than this, in px, the way back is offered. */
const AWAY_PX = 320;
/** How much of what was read stays above the unread line, in px. */
const ABOVE_UNREAD_PX = 96;
/** How much beyond the window is drawn, in px: little until the first place is taken, so that it shows at once. */
const BUFFER_PX = { first: 0, later: 400 };
/** The rest is drawn this long after, in ms, when the first is on the screen. */
const BUFFER_AFTER_MS = 100;

export interface TimelineScroll {
  list: RefObject<VirtualizerHandle | null>;
  /** Whether rows came in at the top with this drawing. */
  shift: boolean;
  /** How much is drawn beyond the window, in px. */
  buffer: number;
  /** Rows that stay drawn, by their index. */
  drawn: readonly number[];
  /** Far enough from the end that the way back is offered. */
  away: boolean;
  onScroll: () => void;
  onScrollEnd: () => void;
  onResize: () => void;
  toLatest: () => void;
  /** To the first line that is loaded. */
  toFirst: () => void;
  /** Shows the line at the place in the middle, loading what is around it if need be. */
  jumpTo: (seq: number) => void;
}

/**
 * Where a conversation is scrolled to: begins at `target`, the unread line or the end, holds the end, never jumps.
 */
export function useTimelineScroll(
  view: ConversationView,
  rows: readonly TimelineRow[],
  me: string,
  target: number | undefined,
): TimelineScroll {
  const client = useClient();
  const list = useRef<VirtualizerHandle>(null);
  const holdsEnd = useRef(true);
  const placed = useRef(false);
  /** Where it stood when it was looked at last. */
  const last = useRef({ offset: 0, size: 0 });
  /** On the way to another window: what stands on the screen asks for no more. */
  const settling = useRef(false);
  /** Gone to as soon as its row stands. */
  const wanted = useRef<number>(undefined);
  const around = useRef<'unasked' | 'loading' | 'done'>('unasked');
  const [away, setAway] = useState(false);
  const shift = useShift(rows);
  const buffer = useBuffer(list);
  const band = useBand(list, rows);
  const latest = useRef({ view, rows });
  latest.current = { view, rows };

  const toEnd = useCallback(() => {
    const { rows } = latest.current;
    if (rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
  }, []);

  const markSeen = useCallback(() => {
    const handle = list.current;
    if (!placed.current || handle === null || !isWatched()) return;
    const { view, rows } = latest.current;
    const seq = lastSeen(handle, rows);
    if (view.summary && seq !== undefined && seq > view.summary.read.seq && view.unread > 0)
      client.markRead(view.id, seq);
  }, [client]);

  const follow = useCallback(() => {
    const handle = list.current;
    if (handle === null || !placed.current) return;
    const { view } = latest.current;
    if (buffer > 0) band.follow();
    const below = handle.scrollSize - handle.viewportSize - handle.scrollOffset;
    const moved = handle.scrollOffset - last.current.offset;
    const shrunk = Math.min(0, handle.scrollSize - last.current.size);
    last.current = { offset: handle.scrollOffset, size: handle.scrollSize };
    // Only who scrolls up lets the end go: lines that come in, faster than they are scrolled to, do not.
    if (below < AT_END_PX && !view.hasAfter) holdsEnd.current = true;
    else if (view.hasAfter || moved < shrunk - 1) holdsEnd.current = false;
    setAway(below > AWAY_PX || (view.hasAfter && view.loading !== 'newest'));
    if (!settling.current) loadMore(client, view, handle.scrollOffset, below);
    markSeen();
  }, [client, markSeen, buffer, band.follow]);

  useLayoutEffect(() => {
    if (placed.current) return;
    const first = firstPlace(view, rows, target);
    if (around.current === 'unasked' && first !== undefined) {
      around.current = 'loading';
      void client.loadAround(view.id, first).then(() => {
        around.current = 'done';
      });
    }
    if (around.current === 'loading') return;
    placed.current = placeFirst(rows, list.current, target);
    if (placed.current) holdsEnd.current = target === undefined && !rows.some((row) => row.unreadAbove);
  }, [client, view, rows, target]);

  const lastRow = rows.at(-1);
  const lastKey = lastRow?.key;
  const mine = lastRow !== undefined && lastRow.line.state !== 'sent' && authorOf(lastRow.line) === me;
  useLayoutEffect(() => {
    if (!placed.current || lastKey === undefined) return;
    if (mine) holdsEnd.current = true;
    if (holdsEnd.current) toEnd();
  }, [lastKey, mine, toEnd]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows and a new window are looked at once they stand
  useEffect(() => {
    const frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [rows, view.hasBefore, view.loading, follow]);

  useWatching(markSeen);

  const jumpTo = useCallback(
    (seq: number) => {
      const { view, rows } = latest.current;
      holdsEnd.current = false;
      wanted.current = undefined;
      if (toMiddle(list.current, rows, seq)) return;
      settling.current = true;
      wanted.current = seq;
      void client.loadAround(view.id, seq).then(() =>
        requestAnimationFrame(() => {
          // Once more, now that the rows around it have their heights.
          toMiddle(list.current, latest.current.rows, seq);
          requestAnimationFrame(() => {
            settling.current = false;
            if (wanted.current === seq) wanted.current = undefined;
          });
        }),
      );
    },
    [client],
  );

  useLayoutEffect(() => {
    if (wanted.current !== undefined && toMiddle(list.current, rows, wanted.current)) wanted.current = undefined;
  }, [rows]);

  // Without a connection what is around the target could not be loaded.
  const online = useStatus().at === 'online';
  useEffect(() => {
    if (target === undefined || !online || !placed.current) return;
    if (indexOf(latest.current.rows, target) < 0) jumpTo(target);
  }, [target, online, jumpTo]);

  return {
    list,
    shift,
    buffer,
    drawn: band.drawn,
    jumpTo,
    away,
    onScroll: () => {
      setBusy(list, true);
      follow();
    },
    onScrollEnd: () => setBusy(list, false),
    onResize: () => {
      if (holdsEnd.current && placed.current) toEnd();
      follow();
    },
    toFirst: () => {
      holdsEnd.current = false;
      list.current?.scrollToIndex(0);
    },
    toLatest: () => {
      holdsEnd.current = true;
      if (!latest.current.view.hasAfter) return toEnd();
      settling.current = true;
      void client.loadNewest(view.id).then(() => {
        toEnd();
        requestAnimationFrame(() => {
          settling.current = false;
        });
      });
    },
  };
}

/** `owner` is busy until the first lines are on the screen. */
function useBuffer(owner: object): number {
  const [buffer, setBuffer] = useState(BUFFER_PX.first);
  useLayoutEffect(() => {
    setBusy(owner, true);
    const timer = setTimeout(() => {
      setBusy(owner, false);
      startTransition(() => setBuffer(BUFFER_PX.later));
    }, BUFFER_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setBusy(owner, false);
    };
  }, [owner]);
  return buffer;
}

function toMiddle(list: VirtualizerHandle | null, rows: readonly TimelineRow[], seq: number): boolean {
  const index = indexOf(rows, seq);
  if (index >= 0) list?.scrollToIndex(index, { align: 'center' });
  return index >= 0;
}

/** True in the one drawing in which rows came in before the first one that was drawn last time. */
function useShift(rows: readonly TimelineRow[]): boolean {
  const drawn = useRef<string>(undefined);
  const first = rows[0]?.key;
  const shift = drawn.current !== undefined && first !== drawn.current && rows.some((row) => row.key === drawn.current);
  useLayoutEffect(() => {
    drawn.current = first;
  });
  return shift;
}

/** What has to be loaded before the first place can be taken: what is around it. */
function firstPlace(view: ConversationView, rows: readonly TimelineRow[], target: number | undefined) {
  if (target === undefined) return beginsEarlier(view) ? (view.readAtOpen ?? 0) + 1 : undefined;
  return rows.length > 0 && indexOf(rows, target) < 0 ? target : undefined;
}

function indexOf(rows: readonly TimelineRow[], seq: number): number {
  return rows.findIndex(({ line }) => line.state === 'sent' && line.event.seq === seq);
}

/** Whether what is unread begins before the lines that are loaded. */
function beginsEarlier({ lines, unread, unreadFrom, readAtOpen, hasBefore, failure }: ConversationView): boolean {
  const known = lines.length > 0 && readAtOpen !== undefined && failure === undefined;
  return known && unread > 0 && unreadFrom === undefined && hasBefore;
}

/** Takes the first place, at the target, what is unread or the end, once there is something to show. */
function placeFirst(rows: readonly TimelineRow[], list: VirtualizerHandle | null, target: number | undefined): boolean {
  if (rows.length === 0 || list === null) return false;
  if (target !== undefined && toMiddle(list, rows, target)) return true;
  const unread = rows.findIndex((row) => row.unreadAbove);
  if (unread >= 0) list.scrollToIndex(unread, { align: 'start', offset: -ABOVE_UNREAD_PX });
  else list.scrollToIndex(rows.length - 1, { align: 'end' });
  return true;
}

function loadMore(client: ReturnType<typeof useClient>, view: ConversationView, above: number, below: number): void {
  if (view.loading !== 'none' || view.failure) return;
  if (above < LOAD_PX && view.hasBefore) void client.loadBefore(view.id);
  else if (below < LOAD_PX && view.hasAfter) void client.loadAfter(view.id);
}

function lastSeen(list: VirtualizerHandle, rows: readonly TimelineRow[]): number | undefined {
  const index = list.findItemIndex(list.scrollOffset + list.viewportSize - 1);
  for (let at = Math.min(index, rows.length - 1); at >= 0; at -= 1) {
    const line = rows[at]?.line;
    if (line?.state === 'sent') return line.event.seq;
  }
  return undefined;
}
