import { rangeInName } from '#kernel/search/names.ts';
import type { Mention } from '#protocol/conversations.ts';

/** Somebody who can be mentioned. */
export interface Mentionable {
  who: Mention;
  name: string;
}

/** Most that are offered at once. */
const OFFERED = 8;

/** What is being looked for: the text after an @ that stands right before the caret. */
export function mentionQuery(text: string, caret: number): string | undefined {
  return /(?:^|[^\p{L}\p{N}@])@([^\s@]{0,30})$/u.exec(text.slice(0, caret))?.[1];
}

export function matching(query: string, people: readonly Mentionable[]): Mentionable[] {
  const found = people.flatMap((one) => {
    const range = rangeInName(one.name, query);
    return range === undefined ? [] : [{ one, begins: range.from === 0 }];
  });
  const beginningFirst = found.sort((a, b) => Number(b.begins) - Number(a.begins));
  return beginningFirst.slice(0, OFFERED).map(({ one }) => one);
}

/** The text with the name in place of what was looked for, and where the caret goes. */
export function withMention(text: string, caret: number, name: string): { text: string; caret: number } {
  const from = text.slice(0, caret).lastIndexOf('@');
  const before = `${text.slice(0, from)}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

/** Whom the text mentions. Of people with the same name, the one who was picked; else the first. */
export function mentionsIn(text: string, people: readonly Mentionable[], picked: readonly Mentionable[]): Mention[] {
  const mentions = new Set<Mention>();
  let rest = text;
  const longestFirst = [...picked, ...people].sort((a, b) => b.name.length - a.name.length);
  for (const { who, name } of longestFirst) {
    if (!rest.includes(`@${name}`)) continue;
    mentions.add(who);
    rest = rest.replaceAll(`@${name}`, '@');
  }
  return [...mentions];
}
