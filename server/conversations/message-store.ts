import type { Kysely } from 'kysely';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { type LineRow, lineQuery } from './lines.ts';
import { eventFromRow } from './rows.ts';
import type { ConversationTables } from './tables.ts';

type Db = Kysely<ConversationTables>;

/** The events at these places, in order. */
export async function eventsAt(
  db: Db,
  conversation: ConversationId,
  seqs: readonly Seq[],
): Promise<ConversationEvent[]> {
  const rows = await db
    .selectFrom('conversation_events')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('seq', 'in', seqs)
    .orderBy('seq')
    .execute();
  return rows.map(eventFromRow);
}

/** Everybody who reacted with the emoji of this key, in the order of reacting. */
export async function reactorsOf(db: Db, conversation: ConversationId, seq: Seq, emoji: string): Promise<UserId[]> {
  const rows = await db
    .selectFrom('message_reactions')
    .select('user_id')
    .where('conversation_id', '=', conversation)
    .where('seq', '=', seq)
    .where('emoji', '=', emoji)
    .orderBy('reacted_seq')
    .execute();
  return rows.map((row) => row.user_id);
}

/** The pinned messages, in the order of pinning. */
export async function pinnedLines(db: Db, conversation: ConversationId): Promise<LineRow[]> {
  return lineQuery(db)
    .innerJoin('conversation_pins as p', (join) =>
      join.onRef('p.conversation_id', '=', 'l.conversation_id').onRef('p.seq', '=', 'l.seq'),
    )
    .where('l.conversation_id', '=', conversation)
    .orderBy('p.pinned_seq')
    .execute();
}

export async function countPins(db: Db, conversation: ConversationId): Promise<number> {
  const rows = await db
    .selectFrom('conversation_pins')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .execute();
  return rows.length;
}
