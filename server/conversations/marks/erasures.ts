import type { Kysely } from 'kysely';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { ConversationTables } from '../tables.ts';
import type { MarkTables } from './tables.ts';

/** What people took away for themselves is left out of all that they are told: docs/spec/keeping.md [KP20]. */

/** The places that `user` has taken away. */
export function erasedOf(db: Kysely<ConversationTables>, user: UserId, conversation: ConversationId) {
  return db
    .selectFrom('message_erasures')
    .select('seq')
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversation);
}

/** Those of the places that `user` has taken away. For whatever tells of messages: search, pins, threads. */
export async function erasedAmong<Tables extends MarkTables>(
  reader: Kysely<Tables>,
  user: UserId,
  conversation: ConversationId,
  seqs: readonly Seq[],
): Promise<ReadonlySet<Seq>> {
  if (seqs.length === 0) return new Set();
  const db = reader as unknown as Kysely<MarkTables>;
  const rows = await db
    .selectFrom('message_erasures')
    .select('seq')
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversation)
    .where('seq', 'in', seqs)
    .execute();
  return new Set(rows.map((row) => row.seq));
}

/** The items of one conversation without what `user` has taken away. */
export async function withoutErased<Tables extends MarkTables, Item extends { seq: Seq }>(
  db: Kysely<Tables>,
  user: UserId,
  conversation: ConversationId,
  items: readonly Item[],
): Promise<Item[]> {
  const seqs = items.map((item) => item.seq);
  const erased = await erasedAmong(db, user, conversation, seqs);
  return items.filter((item) => !erased.has(item.seq));
}

/** The events of one conversation as `user` is told of them: what they took away counts, and says nothing. */
export async function blankErased(
  db: Kysely<ConversationTables>,
  user: UserId,
  conversation: ConversationId,
  events: readonly ConversationEvent[],
): Promise<ConversationEvent[]> {
  const messages = events.filter((event) => event.type === 'message').map((event) => event.seq);
  const erased = await erasedAmong(db, user, conversation, messages);
  return events.map((event) => {
    if (event.type !== 'message' || !erased.has(event.seq)) return event;
    const { content, replyTo: _, quote: __, ...rest } = event;
    // Only whether it was a call tells whether it counts [CA31].
    const call = content?.type === 'call' ? { content } : {};
    return { ...rest, ...call, text: '', erased: true };
  });
}

/** Of these conversations those whose last line `user` has taken away, and the last one that is left to them. */
export async function lastSeenAmong(
  db: Kysely<ConversationTables>,
  user: UserId,
  conversations: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, Seq>> {
  if (conversations.length === 0) return new Map();
  const rows = await db
    .selectFrom('message_erasures as x')
    .innerJoin('conversations as c', (join) =>
      join.onRef('c.id', '=', 'x.conversation_id').onRef('c.shown_seq', '=', 'x.seq'),
    )
    .select('c.id')
    .where('x.user_id', '=', user)
    .where('x.conversation_id', 'in', conversations)
    .execute();
  const found = new Map<ConversationId, Seq>();
  for (const { id } of rows) found.set(id, (await lastLeft(db, user, id)) ?? 0);
  return found;
}

async function lastLeft(db: Kysely<ConversationTables>, user: UserId, id: ConversationId): Promise<Seq | undefined> {
  const row = await db
    .selectFrom('conversation_lines as l')
    .select('l.seq')
    .where('l.conversation_id', '=', id)
    .where('l.hidden', '=', 0)
    .where('l.seq', 'not in', erasedOf(db, user, id))
    .orderBy('l.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq;
}
