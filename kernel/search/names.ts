import { syllablesOf } from './pinyin.ts';
import type { Range } from './query.ts';

/**
 * How people, groups and departments are found by their names while somebody types: by any part of them, and Chinese ones
 * by pinyin, whole ("liuting") or by its first letters ("lt"), from any character on. Rules: docs/spec/search.md.
 */

/** Of a run of Chinese characters, more than this are not read. */
const LONGEST_RUN = 8;
/** Characters that are read in several ways make at most this many readings of a run. */
const MOST_READINGS = 4;
const RUN = /\p{Script=Han}+/gu;
const LETTERS = /^[a-z]{1,60}$/;
const BETWEEN = /[\s'’·-]+/g;

interface Reading {
  /** Where the first character stands in the name, in UTF-16 code units. */
  from: number;
  characters: readonly string[];
  /** One for each character. */
  syllables: readonly string[];
}

/** Whether the name holds the words, or is read so; everything answers no words. */
export function nameAnswers(name: string, words: string): boolean {
  return rangeInName(name, words) !== undefined;
}

/** The first place in the name that the words stand for; undefined when there is none. */
export function rangeInName(name: string, words: string): Range | undefined {
  const wanted = words.trim().toLowerCase();
  const at = name.toLowerCase().indexOf(wanted);
  if (at >= 0) return { from: at, to: at + wanted.length };
  const letters = lettersOf(words);
  return letters === undefined ? undefined : rangeRead(name, letters);
}

/**
 * What a database keeps to find a name by how it is read: every reading from every character on, each after a space; ''
 * for a name without Chinese characters.
 */
export function readingKey(name: string): string {
  const keys = new Set<string>();
  for (const { syllables } of readingsOf(name)) {
    for (const [index] of syllables.entries()) {
      const rest = syllables.slice(index);
      keys.add(rest.join(''));
      keys.add(firstLetters(rest));
    }
  }
  return [...keys].map((key) => ` ${key}`).join('');
}

/** With what a `readingKey` begins somewhere, after a space; undefined when the words are no pinyin. */
export function lettersOf(words: string): string | undefined {
  const letters = words.normalize('NFKC').toLowerCase().replaceAll('ü', 'v').replace(BETWEEN, '');
  return LETTERS.test(letters) ? letters : undefined;
}

function rangeRead(name: string, letters: string): Range | undefined {
  let first: Range | undefined;
  for (const reading of readingsOf(name)) {
    for (const [index] of reading.characters.entries()) {
      const count = charactersRead(reading.syllables.slice(index), letters);
      if (count === 0) continue;
      const from = reading.from + reading.characters.slice(0, index).join('').length;
      const to = from + reading.characters.slice(index, index + count).join('').length;
      if (first === undefined || from < first.from) first = { from, to };
    }
  }
  return first;
}

/** How many characters the letters stand for, from the first of them on; 0 when they don't. */
function charactersRead(syllables: readonly string[], letters: string): number {
  if (firstLetters(syllables).startsWith(letters)) return letters.length;
  let read = '';
  for (const [index, syllable] of syllables.entries()) {
    read += syllable;
    if (read.startsWith(letters)) return index + 1;
  }
  return 0;
}

function firstLetters(syllables: readonly string[]): string {
  return syllables.map((syllable) => syllable.charAt(0)).join('');
}

function readingsOf(name: string): Reading[] {
  return [...name.matchAll(RUN)].flatMap(({ 0: run, index }) => {
    const characters = [...run].slice(0, LONGEST_RUN);
    return alternatives(characters).map((syllables) => ({ from: index, characters, syllables }));
  });
}

/** The likeliest reading first. */
function alternatives(characters: readonly string[]): string[][] {
  let readings: string[][] = [[]];
  for (const character of characters) {
    const syllables = syllablesOf(character);
    readings = syllables.flatMap((syllable) => readings.map((reading) => [...reading, syllable]));
    readings = readings.slice(0, MOST_READINGS);
  }
  return readings;
}
