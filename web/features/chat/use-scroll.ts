import { type RefObject, startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { ConversationView } from '#client/view.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { authorOf, type TimelineRow } from './lines.ts';
import { setBusy } from './messages/calm.ts';
import { type Anchor, indexOfRow } from './scroll/anchor.ts';
import { useFirstPlace } from './scroll/first-place.ts';
import { rememberPlace } from './scroll/remembered-places.ts';
import { ScrollKeeper } from './scroll/scroll-keeper.ts';
import { useHands } from './scroll/use-hands.ts';
import { useBand } from './use-band.ts';
import { isWatched, useWatching } from './watching.ts';

/** Closer to either end than this, in px, more is loaded. */
const LOAD_PX = 900;
/** Further from the end than this, in px, the way back is offered. */
const AWAY_PX = 320;
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

interface ScrollOptions {
  view: ConversationView;
  rows: readonly TimelineRow[];
  me: string;
  /** The line that the address names. */
  target: number | undefined;
  scroller: RefObject<HTMLElement | null>;
}

/** Where a conversation is scrolled to. The keeper alone moves it (`scroll/scroll-keeper.ts`). */
export function useTimelineScroll({ view, rows, me, target, scroller }: ScrollOptions): TimelineScroll {
  const client = useClient();
  const list = useRef<VirtualizerHandle>(null);
  const [away, setAway] = useState(false);
  const shift = useShift(rows);
  const buffer = useBuffer(list);
  const band = useBand(list, rows);
  const latest = useRef({ view, rows });
  latest.current = { view, rows };
  const [keeper] = useState(() => new ScrollKeeper(() => groundOf(scroller.current, list.current, latest.current)));
  useHands(scroller, keeper);
  const placed = useFirstPlace({ keeper, view, rows, target });
  useRemembered(keeper, placed, latest);

  const markSeen = useCallback(() => {
    const handle = list.current;
    if (!placed.current || handle === null || handle.viewportSize === 0 || !isWatched()) return;
    const { view, rows } = latest.current;
    const seq = lastSeen(handle, rows);
    if (view.summary && seq !== undefined && seq > view.summary.read.seq && view.unread > 0)
      client.markRead(view.id, seq);
  }, [client, placed]);
  const markDrawn = useOnceDrawn(markSeen);

  const follow = useCallback(() => {
    const handle = list.current;
    if (handle === null || !placed.current) return;
    const { view } = latest.current;
    if (buffer > 0) band.follow();
    const below = handle.scrollSize - handle.viewportSize - handle.scrollOffset;
    setAway(below > AWAY_PX || (view.hasAfter && view.loading !== 'newest'));
    // On the way to another window what stands on the screen asks for no more.
    if (!keeper.isUnderway) loadMore(client, view, handle.scrollOffset, below);
    markDrawn();
  }, [client, keeper, placed, markDrawn, buffer, band.follow]);

  const fetching = useRef(false);
  const fetch = useCallback(() => {
    const { anchor } = keeper;
    if (!keeper.isUnderway || anchor.at === 'free' || fetching.current) return;
    fetching.current = true;
    const { id } = latest.current.view;
    const seq = anchor.at === 'row' && 'seq' in anchor.row ? anchor.row.seq : undefined;
    const loaded = seq === undefined ? client.loadNewest(id) : client.loadAround(id, seq);
    void loaded.then(() =>
      requestAnimationFrame(() => {
        fetching.current = false;
        keeper.giveUp(anchor);
        // Somewhere else was asked for meanwhile.
        fetch();
      }),
    );
  }, [client, keeper]);
  const go = useCallback(
    (anchor: Anchor) => {
      keeper.jump(anchor);
      fetch();
    },
    [keeper, fetch],
  );
  const jumpTo = useCallback((seq: number) => go({ at: 'row', row: { seq }, top: 'middle' }), [go]);

  useNewLines(keeper, placed, rows, me);
  // Whoever writes from far above is taken to the end.
  const toNewest = view.loading === 'newest' && view.hasAfter;
  useLayoutEffect(() => {
    if (!placed.current) return;
    if (toNewest) keeper.hold({ at: 'end' });
    const lost = rows.length > 0 ? keeper.handleRows() : undefined;
    if (lost?.seq !== undefined) keeper.hold({ at: 'row', row: { seq: lost.seq }, top: lost.top });
    fetch();
  }, [keeper, placed, rows, toNewest, fetch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows and a new window are looked at once they stand
  useEffect(() => {
    const frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [rows, view.hasBefore, view.loading, follow]);

  useWatching(markDrawn);

  // Without a connection what is around the target could not be loaded.
  const online = useStatus().at === 'online';
  useEffect(() => {
    if (target === undefined || !online || !placed.current) return;
    const { view, rows } = latest.current;
    if (indexOfRow({ seq: target }, { ...view, rows }) < 0) jumpTo(target);
  }, [target, online, placed, jumpTo]);

  return {
    ...{ list, shift, buffer, away, jumpTo },
    drawn: band.drawn,
    onScroll: () => {
      setBusy(list, true);
      keeper.handleScroll();
      follow();
    },
    onScrollEnd: () => {
      setBusy(list, false);
      keeper.handleRest();
    },
    onResize: () => {
      keeper.handleResize();
      follow();
    },
    toFirst: () => {
      const [first] = latest.current.rows;
      if (first !== undefined) keeper.jump({ at: 'row', row: { key: first.key }, top: 0 });
    },
    toLatest: () => go({ at: 'end' }),
  };
}

function groundOf(
  scroller: HTMLElement | null,
  list: VirtualizerHandle | null,
  { view, rows }: { view: ConversationView; rows: readonly TimelineRow[] },
) {
  if (scroller === null || list === null) return undefined;
  return { scroller, list, rows, hasBefore: view.hasBefore, hasAfter: view.hasAfter };
}

/** Keeps the end in view when a line comes in, and goes there with a line of one's own. */
function useNewLines(keeper: ScrollKeeper, placed: RefObject<boolean>, rows: readonly TimelineRow[], me: string): void {
  const known = useRef<string>(undefined);
  const last = rows.at(-1);
  const mine = last !== undefined && last.line.state !== 'sent' && authorOf(last.line) === me;
  useLayoutEffect(() => {
    const first = known.current === undefined;
    const isNew = last?.key !== known.current;
    if (placed.current) known.current = last?.key;
    if (!placed.current || first || !isNew) return;
    if (mine) keeper.hold({ at: 'end' });
    else keeper.followEnd();
  }, [keeper, placed, last?.key, mine]);
}

/** Whoever comes back to the conversation finds it where they left it. */
function useRemembered(
  keeper: ScrollKeeper,
  placed: RefObject<boolean>,
  latest: RefObject<{ view: ConversationView }>,
): void {
  useLayoutEffect(
    () => () => {
      if (!placed.current) return;
      const { id, unread } = latest.current.view;
      const at = keeper.reading;
      rememberPlace(id, at?.seq === undefined ? undefined : { seq: at.seq, top: at.top, unread });
    },
    [keeper, placed, latest],
  );
}

/**
 * Calls back once what changed just now is drawn, at the latest when it goes: until it is drawn, rows count with heights that
 * they may not have.
 */
function useOnceDrawn(callback: () => void): () => void {
  const frame = useRef(0);
  useLayoutEffect(
    () => () => {
      if (frame.current === 0) return;
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      callback();
    },
    [callback],
  );
  return useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      // Heights are measured after the callbacks of a frame.
      frame.current = requestAnimationFrame(() => {
        frame.current = 0;
        callback();
      });
    });
  }, [callback]);
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
