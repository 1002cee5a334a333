import type { TermGroups } from '../../search/ports.ts';

/** No conversation has this number: its terms are those of all. */
export const ALL = 0;

/**
 * A term is one of its conversation, so that finding costs what the conversation has, however much others have. To FTS5's
 * `ascii` it is one word: letters, figures and what is not ASCII.
 */
function termIn(number: number, term: string): string {
  return `${number.toString(36)}§${term}`;
}

/** What FTS5 takes in: each term for its conversation, and those that tell something for all. */
export function wordsOf(number: number, terms: readonly string[]): string {
  const own = terms.map((term) => termIn(number, term));
  return [...own, ...terms.filter(isTelling).map((term) => termIn(ALL, term))].join(' ');
}

/** Whether there may be few messages with it: not with a trait, a single character or the first two letters of words. */
export function isTelling(term: string): boolean {
  return !term.startsWith('§') && term.length >= (term.endsWith('›') ? 4 : 2);
}

/** Terms hold nothing that means something to FTS5 once they are quoted. */
export function match(number: number, terms: TermGroups): string {
  const groups = terms.map((group) => group.map((term) => `"${termIn(number, term)}"`).join(' OR '));
  return groups.map((group) => `(${group})`).join(' AND ');
}
