import { nameAnswers } from '#kernel/search/names.ts';
import { parseQuery, rangesIn } from '#kernel/search/query.ts';
import type { ConversationId, Person } from '#protocol/common.ts';
import type { Reach, Searchable } from '../conversations/api.ts';

/** The asker's conversations whose title holds the words, then those in which one of the people is; the newest first. */
export async function matchingConversations(
  source: Pick<Searchable, 'withAnyOf'>,
  reaches: readonly Reach[],
  people: readonly Person[],
  text: string,
): Promise<ConversationId[]> {
  const query = parseQuery(text);
  if (query.length === 0) return [];
  const ordered = reaches.toSorted((a, b) => b.changedAt - a.changedAt);
  const titled = ordered.filter(({ title }) => rangesIn(title, query) !== undefined || nameAnswers(title, text));
  const ids = ordered.map((reach) => reach.conversation);
  const among = new Set(
    await source.withAnyOf(
      ids,
      people.map((person) => person.id),
    ),
  );
  const found = [...titled.map((reach) => reach.conversation), ...ids.filter((id) => among.has(id))];
  return [...new Set(found)];
}
