import type { TimelineRow } from '../lines.ts';

/** A row by its key; or by a place in the conversation, whether or not it has a row of its own. */
type RowName = { key: string } | { seq: number };

/** What stays in its place in the view while heights, rows and the view change. */
export type Anchor =
  | { at: 'end' }
  /** A row: `top` is how far below the view's upper edge it begins, in px. */
  | { at: 'row'; row: RowName; top: number | 'middle' }
  /** Nothing: whoever reads has scrolled there, and the list keeps what stands on the screen. */
  | { at: 'free' };

/** Closer to the end than this, in px, new lines keep the end in view. */
export const NEAR_END_PX = 48;
/** Differences up to this, in px, come of rounding. */
export const ROUNDING_PX = 1;
/** What stays above a row that is too high to stand in the middle, in px. */
const ABOVE_HIGH_ROW_PX = 16;

export interface Loaded {
  rows: readonly TimelineRow[];
  /** Whether earlier and later lines exist that are not among the rows. */
  hasBefore: boolean;
  hasAfter: boolean;
}

/** The history as it is laid out, in px. */
export interface Layout extends Loaded {
  viewHeight: number;
  wholeHeight: number;
  topOf: (index: number) => number;
  heightOf: (index: number) => number;
}

export function seqOfRow({ line }: TimelineRow): number | undefined {
  return line.state === 'sent' ? line.event.seq : undefined;
}

/**
 * The index of the row; -1 when it is not among the rows. A place without a row, because it is not told or was erased,
 * is at the next row, once the lines around it are there.
 */
export function indexOfRow(row: RowName, { rows, hasBefore, hasAfter }: Loaded): number {
  if ('key' in row) return rows.findIndex(({ key }) => key === row.key);
  const index = rows.findIndex((each) => (seqOfRow(each) ?? 0) >= row.seq);
  if (index < 0) return hasAfter ? -1 : rows.findLastIndex((each) => seqOfRow(each) !== undefined);
  const exact = rows[index] !== undefined && seqOfRow(rows[index]) === row.seq;
  return exact || index > 0 || !hasBefore ? index : -1;
}

/** Where the view has to begin, in px from the start of the history; undefined: where it is. */
export function placeFor(anchor: Anchor, layout: Layout): number | undefined {
  const wanted = wantedPlace(anchor, layout);
  if (wanted === undefined) return undefined;
  return Math.max(0, Math.min(wanted, layout.wholeHeight - layout.viewHeight));
}

function wantedPlace(anchor: Anchor, layout: Layout): number | undefined {
  if (anchor.at === 'free') return undefined;
  if (anchor.at === 'end') return layout.hasAfter ? undefined : layout.wholeHeight - layout.viewHeight;
  const index = indexOfRow(anchor.row, layout);
  if (index < 0) return undefined;
  const top = layout.topOf(index);
  if (anchor.top !== 'middle') return top - anchor.top;
  const around = layout.viewHeight - layout.heightOf(index);
  return top - Math.max(ABOVE_HIGH_ROW_PX, around / 2);
}

/** What a scrolling that is not the keeper's own leaves of the anchor; `belowPx` is what the end is away. */
export function afterScroll(anchor: Anchor, movedPx: number, belowPx: number): Anchor {
  if (Math.abs(movedPx) <= ROUNDING_PX) return anchor;
  // Rows that shrink and a view that grows move it up too, but to the end.
  if (belowPx <= ROUNDING_PX) return { at: 'end' };
  return anchor.at === 'end' && movedPx > 0 ? anchor : { at: 'free' };
}

/** The anchor in a view that became lower or higher by so much: what stands at its lower edge stays there. */
export function afterViewChange(anchor: Anchor, grownPx: number): Anchor {
  if (anchor.at !== 'row' || anchor.top === 'middle') return anchor;
  return { ...anchor, top: anchor.top + grownPx };
}
