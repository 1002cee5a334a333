import { touches, type Word, wordsOf } from './words.ts';

/** Words that must follow one another. Of two single characters, the second must touch the first. */
export interface Phrase {
  words: readonly { text: string; single: boolean; touching: boolean }[];
  /** The last word may be the beginning of one. */
  open: boolean;
}

/** What somebody looks for: every phrase, wherever they stand. */
export type Query = readonly Phrase[];

/** A place in a text, in UTF-16 code units; `to` is after it. */
export interface Range {
  from: number;
  to: number;
}

const QUOTED = /["“”„«»「」『』]([^"“”„«»「」『』]*)["“”„«»「」『』]|(\S+)/gu;

/** Reads what was typed: runs without a space, and what stands between quotes, are phrases. */
export function parseQuery(text: string): Query {
  const phrases: Phrase[] = [];
  const typed = text.trimStart();
  for (const match of typed.matchAll(QUOTED)) {
    const [whole, quoted, run] = match;
    const words = wordsOf(quoted ?? run ?? '');
    const last = words.at(-1);
    if (last === undefined) continue;
    const end = match.index + whole.length === typed.length;
    phrases.push({ words: words.map(asked), open: end && quoted === undefined && !last.single });
  }
  return phrases;
}

function asked(word: Word, index: number, words: readonly Word[]): Phrase['words'][number] {
  const before = words[index - 1];
  return {
    text: word.text,
    single: word.single,
    touching: word.single && before?.single === true && touches(before, word),
  };
}

/**
 * Where the phrases stand in the text, in order and without overlaps; undefined when one of them doesn't. A query without
 * words stands everywhere and nowhere: no range.
 */
export function rangesIn(text: string, query: Query): Range[] | undefined {
  if (query.length === 0) return [];
  const words = wordsOf(text);
  const found: Range[] = [];
  for (const phrase of query) {
    const places = placesOf(words, phrase);
    if (places.length === 0) return undefined;
    found.push(...places);
  }
  return joined(found);
}

function placesOf(words: readonly Word[], phrase: Phrase): Range[] {
  const places: Range[] = [];
  for (let at = 0; at + phrase.words.length <= words.length; at += 1) {
    const [first, last] = [words[at], words[at + phrase.words.length - 1]];
    if (first && last && standsAt(words, at, phrase)) places.push({ from: first.from, to: last.to });
  }
  return places;
}

function standsAt(words: readonly Word[], at: number, { words: wanted, open }: Phrase): boolean {
  return wanted.every(({ text, touching }, index) => {
    const word = words[at + index];
    if (word === undefined || (touching && !touches(words[at + index - 1], word))) return false;
    return open && index === wanted.length - 1 ? word.text.startsWith(text) : word.text === text;
  });
}

function joined(ranges: Range[]): Range[] {
  const sorted = ranges.sort((a, b) => a.from - b.from || b.to - a.to);
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last !== undefined && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else result.push({ ...range });
  }
  return result;
}
