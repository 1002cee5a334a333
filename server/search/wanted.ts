import { mentionsMe } from '#kernel/mention-fold.ts';
import { parseQuery, type Query, type Range, rangesIn } from '#kernel/search/query.ts';
import { hasLink, queryTerms, traitTerm } from '#kernel/search/terms.ts';
import type { UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import { kindsIn, textOf } from './document.ts';
import type { TermGroups } from './ports.ts';

export type MessageSearch = ParamsOf<'search.messages'>;

/** What somebody looks for: the terms that find too much, and the test that leaves what is right. */
export interface Wanted {
  terms: TermGroups;
  /** Where the words stand; undefined when it isn't what is looked for. */
  rangesIn(line: MessageLine): Range[] | undefined;
}

/** Undefined when nothing is asked for: no words that can be found, and no condition. */
export function wantedBy(user: UserId, search: MessageSearch): Wanted | undefined {
  const query = parseQuery(search.query);
  if (query.length === 0 && (search.query.trim() !== '' || !hasConditions(search))) return undefined;
  return { terms: termsOf(user, query, search), rangesIn: (line) => rangesOf(user, query, search, line) };
}

function hasConditions({ from, after, before, has = [], conversation }: MessageSearch): boolean {
  return has.length > 0 || [from, after, before, conversation].some((one) => one !== undefined);
}

function termsOf(user: UserId, query: Query, { from, has = [] }: MessageSearch): TermGroups {
  const groups = queryTerms(query).map((term) => [term]);
  if (from !== undefined) groups.push([traitTerm({ is: 'from', user: from })]);
  if (has.includes('link')) groups.push([traitTerm({ is: 'link' })]);
  if (has.includes('file')) groups.push([traitTerm({ is: 'file' })]);
  if (has.includes('picture')) groups.push([traitTerm({ is: 'picture' })]);
  if (has.includes('mention')) {
    groups.push([user, 'all' as const, 'here' as const].map((of) => traitTerm({ is: 'mention', of })));
  }
  return groups.length === 0 ? [[traitTerm({ is: 'message' })]] : groups;
}

function rangesOf(user: UserId, query: Query, search: MessageSearch, line: MessageLine): Range[] | undefined {
  const { from, after = 0, before = Number.POSITIVE_INFINITY, has = [] } = search;
  if ((from !== undefined && line.by !== from) || line.at < after || line.at >= before) return undefined;
  const text = textOf(line);
  if (has.includes('link') && !hasLink(text)) return undefined;
  if (!hasFiles(line, has)) return undefined;
  if (has.includes('mention') && !mentionsMe(line.mentions, user, line.here)) return undefined;
  return rangesIn(text, query);
}

function hasFiles(line: MessageLine, has: NonNullable<MessageSearch['has']>): boolean {
  const kinds = has.includes('file') || has.includes('picture') ? kindsIn(line) : [];
  if (has.includes('picture') && !kinds.includes('picture')) return false;
  return !has.includes('file') || kinds.some((kind) => kind !== 'picture');
}
