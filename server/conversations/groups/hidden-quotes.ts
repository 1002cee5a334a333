import type { Kysely } from 'kysely';
import { seenFrom } from '#kernel/visibility.ts';
import type { UserId } from '#protocol/common.ts';
import type { Line } from '#protocol/conversations.ts';
import type { ConversationTables } from '../tables.ts';

/** [GR71] The lines without what they quote from before the reader joined. */
export async function withoutHiddenQuotes(
  db: Kysely<ConversationTables>,
  reader: UserId,
  lines: readonly Line[],
): Promise<Line[]> {
  const quoting = lines.filter((line) => line.type === 'message' && line.replyTo !== undefined);
  if (quoting.length === 0) return [...lines];
  const rows = await db
    .selectFrom('conversation_members')
    .select(['conversation_id', 'visible_from'])
    .where('user_id', '=', reader)
    .where('conversation_id', 'in', [...new Set(quoting.map(({ conversation }) => conversation))])
    .where('visible_from', 'is not', null)
    .execute();
  if (rows.length === 0) return [...lines];
  const from = new Map(rows.map((row) => [row.conversation_id, row.visible_from ?? 1]));
  return lines.map((line) => seenFrom(line, from.get(line.conversation) ?? 1));
}
