/**
 * What search takes a text for: words as they are compared, and where they stand. Index, check and highlighting use the
 * same words, so that they never disagree. Rules: docs/spec/search.md.
 */
export interface Word {
  /** Folded: width (NFKC), case and accents are gone. */
  text: string;
  /** Where it stands in the original, in UTF-16 code units; `to` is after its last. */
  from: number;
  to: number;
  /** A character of a script that is written without spaces stands for itself. */
  single: boolean;
}

/** Chinese, Japanese, Korean: each letter is a word. A voiced mark belongs to the kana before it. */
const SINGLE =
  '(?=\\p{L}|\\p{N})[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\u{AC00}-\\u{D7A3}][\\u3099\\u309A\\uFF9E\\uFF9F]?';
const WORDS = new RegExp(`(${SINGLE})|(?:(?!${SINGLE})[\\p{L}\\p{N}\\p{M}])+`, 'gu');
/** Accents of Latin, Greek and Cyrillic letters. */
const ACCENTS = /[\u0300-\u036f]/g;
const NO_LETTER = /[^\p{L}\p{N}\p{M}]/gu;
const PLAIN = /^[a-z0-9]*$/;

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORDS)) {
    const folded = fold(match[0]);
    if (folded === '') continue;
    const from = match.index;
    words.push({ text: folded, from, to: from + match[0].length, single: match[1] !== undefined });
  }
  return words;
}

/** A word without width, case and accents. Empty when nothing of it is a letter or a figure. */
function fold(word: string): string {
  const lower = word.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower.normalize('NFKD').toLowerCase().replace(ACCENTS, '').normalize('NFKC').replace(NO_LETTER, '');
}

/** Whether nothing stands between the two: the second word begins where the first one ends. */
export function touches(first: Word | undefined, second: Word | undefined): boolean {
  return first !== undefined && second !== undefined && first.to === second.from;
}
