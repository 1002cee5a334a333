import type { Range } from './query.ts';

/** A piece of a text around what was found. */
export interface Snippet {
  text: string;
  /** In `text`. */
  ranges: Range[];
  /** Whether the text goes on before and after. */
  before: boolean;
  after: boolean;
}

/** How much stands before the first place, in UTF-16 code units. */
const LEAD = 30;

/** At most `most` code units around the first range. Never cuts a surrogate pair. */
export function snippetOf(text: string, ranges: readonly Range[], most: number): Snippet {
  const first = ranges[0]?.from ?? 0;
  const fits = text.length <= most;
  const start = fits ? 0 : wholeAt(text, Math.max(0, Math.min(first - LEAD, text.length - most)));
  const end = fits ? text.length : wholeAt(text, Math.min(text.length, start + most));
  const inside = ranges
    .filter((range) => range.from < end && range.to > start)
    .map((range) => ({ from: Math.max(range.from, start) - start, to: Math.min(range.to, end) - start }));
  return { text: text.slice(start, end), ranges: inside, before: start > 0, after: end < text.length };
}

/** The place itself, or the one before when it is in the middle of a character. */
function wholeAt(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return place > 0 && code >= 0xdc00 && code <= 0xdfff ? place - 1 : place;
}
