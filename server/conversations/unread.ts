import type { Kysely } from 'kysely';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationTables } from './tables.ts';

/** The conversations in which somebody has not read all messages, and how many those are. */
export async function unreadOf(
  db: Kysely<ConversationTables>,
  user: UserId,
): Promise<{ conversation: ConversationId; unread: number }[]> {
  const rows = await db
    .selectFrom('conversation_members as m')
    .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
    .select(['c.id', 'c.message_count', 'm.read_count'])
    .where('m.user_id', '=', user)
    .whereRef('c.message_count', '>', 'm.read_count')
    .execute();
  return rows.map((row) => ({ conversation: row.id, unread: row.message_count - row.read_count }));
}
