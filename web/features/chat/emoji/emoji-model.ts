import type { Language } from '#protocol/failures.ts';
import type { EmojiRow } from './emoji-row.ts';

export interface Emoji {
  emoji: string;
  group: number;
  name: Record<Language, string>;
  /** What it is found by, in lower case. */
  words: readonly string[];
  /** Whether it takes skin tones. */
  toned: boolean;
}

/** The groups of emojibase, in the order in which they are shown, with the emoji that stands for each. */
export const GROUPS = [
  { group: 0, sign: '😀', name: 'smileys' },
  { group: 1, sign: '👋', name: 'people' },
  { group: 3, sign: '🐻', name: 'nature' },
  { group: 4, sign: '🍎', name: 'food' },
  { group: 5, sign: '🚗', name: 'travel' },
  { group: 6, sign: '⚽', name: 'activities' },
  { group: 7, sign: '💡', name: 'objects' },
  { group: 8, sign: '❤️', name: 'symbols' },
  { group: 9, sign: '🚩', name: 'flags' },
] as const;

export function readRows(rows: readonly EmojiRow[]): Emoji[] {
  return rows.map(([emoji, group, en, enTags, zh, zhTags, toned]) => ({
    emoji,
    group,
    name: { en, zh: zh === '' ? en : zh },
    words: [en, zh, ...enTags.split(' '), ...zhTags.split(' ')].filter(Boolean).map((word) => word.toLowerCase()),
    toned: toned === 1,
  }));
}

const RANKS = 7;

/** Emoji that the words mean, the best first. */
export function findEmoji(all: readonly Emoji[], query: string, most: number): Emoji[] {
  const wanted = query.trim().toLowerCase().replaceAll('_', ' ');
  if (wanted === '') return [];
  const ranks: Emoji[][] = Array.from({ length: RANKS }, () => []);
  for (const one of all) {
    const rank = rankOf(one, wanted);
    if (rank !== undefined) ranks[rank]?.push(one);
  }
  return ranks.flat().slice(0, most);
}

/** By the name before the other words, by whole words before beginnings, and by beginnings before middles. */
function rankOf({ emoji, name, words }: Emoji, wanted: string): number | undefined {
  const labels = [name.en.toLowerCase(), name.zh];
  if (emoji === wanted || labels.includes(wanted)) return 0;
  if (labels.some((label) => ` ${label} `.includes(` ${wanted} `))) return 1;
  if (words.includes(wanted)) return 2;
  if (labels.some((label) => label.startsWith(wanted))) return 3;
  if (labels.some((label) => label.includes(` ${wanted}`))) return 4;
  if (words.some((word) => word.startsWith(wanted))) return 5;
  return words.some((word) => word.includes(wanted)) ? RANKS - 1 : undefined;
}

/** Where a word for an emoji may begin: not within a text that has a colon of its own, as times and lists do. */
const BEGINS = String.raw`(?:^|[\s(（“「，。！？,!?])[:：]`;
/** Faces as `:D` and `:p` are no words: two letters at least, or one Chinese character. */
const WORD = String.raw`(\p{Script=Han}[\p{L}\p{N}]{0,29}|[\p{L}_+-][\p{L}\p{N}_+-]{1,29})`;
const QUERY = new RegExp(`${BEGINS}${WORD}$`, 'u');

/** What is being looked for: the word after a colon that stands right before the caret. */
export function emojiQuery(text: string, caret: number): string | undefined {
  return QUERY.exec(text.slice(0, caret))?.[1];
}

/** The text with the emoji in place of what was looked for, and where the caret goes. */
export function withEmoji(text: string, caret: number, query: string, emoji: string): { text: string; caret: number } {
  const before = text.slice(0, caret - query.length - 1) + emoji;
  return { text: before + text.slice(caret), caret: before.length };
}
