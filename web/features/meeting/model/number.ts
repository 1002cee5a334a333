import { LIMITS } from '#protocol/limits.ts';

const DIGITS = LIMITS.meetingNumberDigits;
const SEPARATORS = /[\s\-–—.·]/g;
const LINK = /\/m\/([0-9][0-9\s\-–—.·]*)/;
const GROUPED = /(?<![0-9])[1-9](?:[\s\-–—.·]?[0-9]){8}(?![0-9])/g;

/** '482917306' → '482 917 306'. Fewer digits are grouped as far as they go. */
export function groupNumber(digits: string): string {
  return digits.replace(/(\d{3})(?=\d)/g, '$1 ');
}

/**
 * The meeting number in what somebody pasted or typed: bare digits, digits with separators, full-width digits,
 * a link, or a whole invitation. Undefined when there is none, or more than one different.
 */
export function findNumber(text: string): string | undefined {
  const plain = text.normalize('NFKC');
  const linked = LINK.exec(plain)?.[1]?.replace(SEPARATORS, '').slice(0, DIGITS);
  if (linked !== undefined && isNumber(linked)) return linked;
  const found = new Set([...plain.matchAll(GROUPED)].map(([match]) => match.replace(SEPARATORS, '')));
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

export function isNumber(digits: string): boolean {
  return digits.length === DIGITS && /^[1-9][0-9]*$/.test(digits);
}

export interface TypedNumber {
  /** What the field shows. */
  text: string;
  /** Where the caret belongs in `text`. */
  caret: number;
}

/** A field's content after an edit: digits only, at most nine, in groups of three, the caret behind the same digit. */
export function typeNumber(text: string, caret: number): TypedNumber {
  const found = text.length > DIGITS + 2 ? findNumber(text) : undefined;
  if (found !== undefined) return { text: groupNumber(found), caret: groupNumber(found).length };
  const before = digitsOf(text.slice(0, caret)).slice(0, DIGITS).length;
  const shown = groupNumber(digitsOf(text).slice(0, DIGITS));
  return { text: shown, caret: caretBehind(shown, before) };
}

export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/[^0-9]/g, '');
}

function caretBehind(shown: string, digits: number): number {
  let seen = 0;
  for (let at = 0; at < shown.length; at += 1) {
    if (seen === digits) return at;
    if (shown[at] !== ' ') seen += 1;
  }
  return shown.length;
}

/** The address of a meeting, for people to open. */
export function meetingLink(origin: string, number: string): string {
  return `${origin}/m/${number}`;
}
