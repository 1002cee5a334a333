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
  const wanted = query.toLocaleLowerCase();
  const rank = ({ name }: Mentionable) => name.toLocaleLowerCase().indexOf(wanted);
  const found = people.filter((one) => rank(one) >= 0);
  return found.sort((a, b) => Math.sign(rank(a)) - Math.sign(rank(b))).slice(0, OFFERED);
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
