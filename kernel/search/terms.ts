import type { FileKind } from '#kernel/content-files.ts';
import type { UserId } from '#protocol/common.ts';
import type { Mention } from '#protocol/conversations.ts';
import type { Phrase, Query } from './query.ts';
import { touches, wordsOf } from './words.ts';

/**
 * What an index keeps of a message: exact terms, and nothing else. Terms are letters, figures and marks, with `§` before
 * what is not of the text and `›` after the beginnings of words. Finding by terms finds too much, never too little:
 * what is found is checked against the text (`rangesIn`).
 */
export interface SearchDocument {
  by: UserId;
  text: string;
  mentions?: readonly Mention[] | undefined;
  /** As what its files are shown. */
  files?: readonly FileKind[] | undefined;
}

/** What a message has, besides its words. */
export type Trait =
  | { is: 'message' }
  | { is: 'file' }
  | { is: 'picture' }
  | { is: 'from'; user: UserId }
  | { is: 'link' }
  | { is: 'mention'; of: Mention };

/** Words are as long as this in an index, in UTF-16 code units. */
const LONGEST = 40;
/** Beginnings of words up to this length are terms; longer ones are found by this much of them. */
const BEGINNING = 6;
/** More terms of a query than this don't make fewer messages. */
const MOST_TERMS = 24;
const LINK = /https?:\/\/[^\s]/i;

export function hasLink(text: string): boolean {
  return LINK.test(text);
}

/** The terms of a message, each once. */
export function termsOf({ by, text, mentions = [], files = [] }: SearchDocument): string[] {
  const terms = new Set([traitTerm({ is: 'message' }), traitTerm({ is: 'from', user: by })]);
  if (hasLink(text)) terms.add(traitTerm({ is: 'link' }));
  for (const kind of files) terms.add(traitTerm({ is: kind === 'picture' ? 'picture' : 'file' }));
  for (const of of mentions) terms.add(traitTerm({ is: 'mention', of }));
  const words = wordsOf(text);
  for (const [index, word] of words.entries()) {
    terms.add(cut(word.text));
    const next = words[index + 1];
    if (!word.single) for (const beginning of beginningsOf(word.text)) terms.add(beginning);
    else if (next?.single && touches(word, next)) terms.add(word.text + next.text);
  }
  return [...terms];
}

export function traitTerm(trait: Trait): string {
  switch (trait.is) {
    case 'message':
      return '§a';
    case 'link':
      return '§l';
    case 'file':
      return '§d';
    case 'picture':
      return '§p';
    case 'from':
      return `§f${trait.user.replace('_', '')}`;
    case 'mention':
      return `§m${trait.of.replace('_', '')}`;
  }
}

/** The terms that every message has which the query stands in. */
export function queryTerms(query: Query): string[] {
  return [...new Set(query.flatMap(phraseTerms))].slice(0, MOST_TERMS);
}

function phraseTerms({ words, open }: Phrase): string[] {
  return words.flatMap((word, index) => {
    const last = index === words.length - 1;
    if (last && open) return [beginning(word.text)];
    const next = words[index + 1];
    // A pair says more than each of its characters.
    if (word.single && next?.touching) return [word.text + next.text];
    return word.touching && index > 0 ? [] : [cut(word.text)];
  });
}

function beginningsOf(word: string): string[] {
  const characters = [...word.slice(0, BEGINNING * 2)].slice(0, BEGINNING);
  return characters.map((_, index) => `${characters.slice(0, index + 1).join('')}›`);
}

function beginning(word: string): string {
  return `${[...word.slice(0, BEGINNING * 2)].slice(0, BEGINNING).join('')}›`;
}

function cut(word: string): string {
  return word.length <= LONGEST ? word : [...word.slice(0, LONGEST + 1)].slice(0, LONGEST / 2).join('');
}
