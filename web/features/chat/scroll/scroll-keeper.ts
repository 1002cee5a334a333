import type { VirtualizerHandle } from 'virtua';
import type { Seq } from '#protocol/common.ts';
import {
  type Anchor,
  afterScroll,
  afterViewChange,
  indexOfRow,
  type Layout,
  type Loaded,
  NEAR_END_PX,
  placeFor,
  ROUNDING_PX,
  seqOfRow,
} from './anchor.ts';

type List = Pick<
  VirtualizerHandle,
  'scrollOffset' | 'scrollSize' | 'viewportSize' | 'getItemOffset' | 'getItemSize' | 'findItemIndex'
>;

/** What is scrolled, and what the list knows of it since the last event. */
export interface Ground extends Loaded {
  scroller: Pick<HTMLElement, 'scrollTop' | 'clientHeight' | 'scrollHeight'>;
  list: List;
}

/** A row in the view, `top` px below its upper edge. */
interface Seen {
  key: string;
  /** Absent while the line is on its way. */
  seq: Seq | undefined;
  top: number;
}

/** The browser's animation of an earlier scrolling goes on for no longer than this, in ms. */
const COASTS_MS = 400;

/**
 * Keeps the place of a history, and alone moves it. It holds an anchor through whatever changes until somebody scrolls:
 * whatever moved the history and was neither the keeper nor the list is somebody's scrolling, by whatever means. While
 * hands are on it nothing is moved under them.
 */
export class ScrollKeeper {
  readonly #ground: () => Ground | undefined;
  readonly #now: () => number;
  #anchor: Anchor = { at: 'free' };
  /** Where the history was left, in px: when it is elsewhere, somebody scrolled. */
  #place = 0;
  #viewHeight = 0;
  #nearEnd = false;
  #seen: readonly Seen[] = [];
  #hands = false;
  /** Something changed while hands were on it. */
  #owed = false;
  /** Until then what moves it was begun before it was sent where it is. */
  #coastsUntil = 0;

  constructor(ground: () => Ground | undefined, now: () => number = () => performance.now()) {
    this.#ground = ground;
    this.#now = now;
  }

  get anchor(): Anchor {
    return this.#anchor;
  }

  /** Whether a new line keeps the end in view. */
  get followsEnd(): boolean {
    return this.#anchor.at === 'end' || this.#nearEnd;
  }

  /** Whether it waits for a row that is not there yet, or for an end that is not. */
  get isUnderway(): boolean {
    const ground = this.#ground();
    if (ground === undefined || !isHeld(this.#anchor, ground)) return false;
    return this.#anchor.at === 'row' ? indexOfRow(this.#anchor.row, ground) < 0 : ground.hasAfter;
  }

  /** The first row in the view, to come back to; undefined where the end is followed. */
  get reading(): Seen | undefined {
    return this.followsEnd ? undefined : this.#seen.find(({ seq }) => seq !== undefined);
  }

  /** Goes there and stays there until somebody scrolls. */
  hold(anchor: Anchor): void {
    this.#anchor = anchor;
    this.#hands = false;
    this.#settle();
  }

  /** Somebody asked to be taken there, perhaps in the midst of scrolling: that has no say any more. */
  jump(anchor: Anchor): void {
    this.#coastsUntil = this.#now() + COASTS_MS;
    this.hold(anchor);
  }

  /** A new line came in: the end is gone to where it is followed. */
  followEnd(): void {
    if (!this.followsEnd || this.#ground()?.hasAfter !== false) return;
    this.#anchor = { at: 'end' };
    this.#settle();
  }

  /** It could not be gone to: what stands on the screen stays. */
  giveUp(anchor: Anchor): void {
    const row = anchor.at === 'row' ? anchor.row : undefined;
    const same = this.#anchor.at === 'row' ? this.#anchor.row === row : this.#anchor.at === anchor.at;
    if (!same || !this.isUnderway) return;
    this.#anchor = { at: 'free' };
    this.#look();
  }

  /**
   * Rows came, went or are others: what was seen stays where it was. Tells what was seen when nothing of it is there any
   * more.
   */
  handleRows(): Seen | undefined {
    const ground = this.#ground();
    if (ground === undefined) return undefined;
    const wasFree = !isHeld(this.#anchor, ground);
    if (wasFree && this.#seen.length > 0) {
      const kept = this.#seen.find(({ key }) => indexOfRow({ key }, ground) >= 0);
      if (kept === undefined) return this.#seen[0];
      this.#anchor = { at: 'row', row: { key: kept.key }, top: kept.top };
    }
    this.#settle(wasFree);
    return undefined;
  }

  /** Rows or the view have another height. */
  handleResize(): void {
    const ground = this.#ground();
    if (ground === undefined) return;
    const grown = this.#viewHeight === 0 ? 0 : ground.list.viewportSize - this.#viewHeight;
    this.#viewHeight = ground.list.viewportSize;
    this.#anchor = afterViewChange(this.#anchor, grown);
    if (this.#anchor.at !== 'free') this.#settle();
    else if (grown !== 0) ground.scroller.scrollTop -= grown;
  }

  handleScroll(): void {
    const ground = this.#ground();
    if (ground === undefined || ground.list.viewportSize === 0) return;
    const { scrollOffset } = ground.list;
    const moved = this.#now() < this.#coastsUntil ? 0 : scrollOffset - this.#place;
    this.#place = scrollOffset;
    // The list doesn't know yet of a view that has grown just now.
    const below = this.#anchor.at === 'end' ? trueBelowOf(ground) : listBelowOf(ground);
    this.#anchor = afterScroll(this.#anchor, moved, ground.hasAfter ? Number.POSITIVE_INFINITY : below);
    if (this.#anchor.at === 'end' || moved === 0) this.#settle();
    this.#look();
  }

  /** Nobody scrolls any more. */
  handleRest(): void {
    this.#look();
  }

  /** Somebody is about to scroll. */
  handleIntent(): void {
    this.#coastsUntil = 0;
  }

  /** Somebody is about to scroll up, or has let go. */
  handleHands(on: boolean): void {
    this.#hands = on;
    if (!on && this.#owed) this.#settle();
  }

  /** On the way to another place the end is none of its business. */
  #mayFollow(ground: Ground): boolean {
    return !ground.hasAfter && !this.isUnderway;
  }

  /** Moves to where the anchor says. */
  #settle(evenInHands = false): void {
    const ground = this.#ground();
    if (ground === undefined) return;
    this.#owed = this.#hands && !evenInHands;
    if (this.#owed) return;
    const { scroller } = ground;
    const place = placeFor(this.#anchor, layoutOf(ground));
    if (place !== undefined && Math.abs(scroller.scrollTop - place) > ROUNDING_PX) scroller.scrollTop = place;
    this.#place = scroller.scrollTop;
    this.#nearEnd = this.#mayFollow(ground) && trueBelowOf(ground) < NEAR_END_PX;
  }

  #look(): void {
    const ground = this.#ground();
    if (ground === undefined || ground.list.viewportSize === 0) return;
    this.#nearEnd = this.#mayFollow(ground) && listBelowOf(ground) < NEAR_END_PX;
    this.#seen = seenOf(ground);
  }
}

/** A row of which only the key is known is not looked for once it is gone. */
function isHeld(anchor: Anchor, ground: Ground): boolean {
  if (anchor.at !== 'row') return anchor.at === 'end';
  return 'seq' in anchor.row || indexOfRow(anchor.row, ground) >= 0;
}

function trueBelowOf({ scroller }: Ground): number {
  return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
}

/** Without laying out the page anew. */
function listBelowOf({ list }: Ground): number {
  return list.scrollSize - list.viewportSize - list.scrollOffset;
}

function layoutOf({ scroller, list, rows, hasBefore, hasAfter }: Ground): Layout {
  return {
    ...{ rows, hasBefore, hasAfter },
    viewHeight: scroller.clientHeight,
    wholeHeight: scroller.scrollHeight,
    topOf: (index) => list.getItemOffset(index),
    heightOf: (index) => list.getItemSize(index),
  };
}

function seenOf({ list, rows }: Ground): readonly Seen[] {
  const { scrollOffset, viewportSize } = list;
  const first = list.findItemIndex(scrollOffset);
  const last = list.findItemIndex(scrollOffset + viewportSize);
  return rows.slice(first, last + 1).map((row, n) => {
    return { key: row.key, seq: seqOfRow(row), top: list.getItemOffset(first + n) - scrollOffset };
  });
}
