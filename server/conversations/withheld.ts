import type { Kysely, Transaction } from 'kysely';
import { hiddenFrom, toldOf } from '#kernel/visibility.ts';
import { withheldEvent } from '#kernel/withheld.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import type { ConversationRow, ConversationTables } from './tables.ts';

/**
 * Messages that somebody sends to who has blocked them: docs/spec/directory.md [DR12]. For the sender they are messages
 * like others. For the other one they are taken away from the first moment on, don't count, and nothing is told of them
 * or of what becomes of them.
 */

type Db = Kysely<ConversationTables>;

/** Whether what `from` says to `to` alone is to be kept from them, as the transaction sees it. */
export type Withholds = (reader: Kysely<never>, from: UserId, to: UserId) => Promise<boolean>;

export const withholdNothing: Withholds = async () => false;

/** Who of a direct conversation is not to get what `by` says; undefined in all other cases. */
export async function apartFrom(
  withholds: Withholds,
  db: Db,
  place: Pick<ConversationRow, 'direct_key'>,
  by: UserId,
): Promise<UserId | undefined> {
  const other = place.direct_key?.split(':').find((user) => user !== by);
  if (other === undefined) return undefined;
  return (await withholds(db as unknown as Kysely<never>, by, other)) ? other : undefined;
}

/** Keeps the message from `user` for good. */
export async function withhold(
  db: Transaction<ConversationTables>,
  conversation: ConversationId,
  seq: Seq,
  user: UserId,
): Promise<void> {
  const row = { conversation_id: conversation, user_id: user, seq };
  await db.insertInto('withheld_messages').values(row).execute();
  await db.insertInto('message_erasures').values(row).execute();
}

/** Those of the places that are withheld from `user`. */
async function withheldAmong(
  db: Db,
  user: UserId,
  conversation: ConversationId,
  seqs: readonly Seq[],
): Promise<ReadonlySet<Seq>> {
  if (seqs.length === 0) return new Set();
  const rows = await db
    .selectFrom('withheld_messages')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user)
    .where('seq', 'in', seqs)
    .execute();
  return new Set(rows.map((row) => row.seq));
}

/** From whom the message is withheld; undefined: from nobody. */
export async function withheldFrom(db: Db, conversation: ConversationId, seq: Seq): Promise<UserId | undefined> {
  const row = await db
    .selectFrom('withheld_messages')
    .select('user_id')
    .where('conversation_id', '=', conversation)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.user_id;
}

/** Who is not to be told of the message that the event of a direct conversation tells of. */
export async function blindToWithheld(
  db: Db,
  place: Pick<ConversationRow, 'id' | 'direct_key'>,
  event: ConversationEvent,
): Promise<UserId[] | undefined> {
  const told = place.direct_key === null ? undefined : toldOf(event);
  const user = told === undefined ? undefined : await withheldFrom(db, place.id, told);
  return user === undefined ? undefined : [user];
}

/** The events of one direct conversation as `user` is told of them. */
export async function blankWithheld(
  db: Db,
  user: UserId,
  place: Pick<ConversationRow, 'id' | 'direct_key'>,
  events: readonly ConversationEvent[],
): Promise<ConversationEvent[]> {
  if (place.direct_key === null) return [...events];
  const seqs = events.flatMap((event) => [...(event.type === 'message' ? [event.seq] : []), ...toldPlace(event)]);
  const withheld = await withheldAmong(db, user, place.id, [...new Set(seqs)]);
  if (withheld.size === 0) return [...events];
  return events.map((event) => {
    if (event.type === 'message' && withheld.has(event.seq)) return withheldEvent(event);
    return toldPlace(event).some((seq) => withheld.has(seq)) ? hiddenFrom(event) : event;
  });
}

function toldPlace(event: ConversationEvent | Line): Seq[] {
  const told = toldOf(event);
  return told === undefined ? [] : [told];
}

/** The lines without quotes of what is withheld from `user`. */
export async function withoutWithheldQuotes(db: Db, user: UserId, lines: readonly Line[]): Promise<Line[]> {
  const places = lines.flatMap((line) =>
    line.type === 'message' && line.replyTo !== undefined ? [[line.conversation, line.replyTo] as const] : [],
  );
  const found = new Map<ConversationId, ReadonlySet<Seq>>();
  for (const [conversation, group] of Map.groupBy(places, ([id]) => id)) {
    const seqs = new Set(group.map(([, seq]) => seq));
    found.set(conversation, await withheldAmong(db, user, conversation, [...seqs]));
  }
  return lines.map((line) => {
    if (line.type !== 'message' || !found.get(line.conversation)?.has(line.replyTo ?? 0)) return line;
    const { replyTo: _, quote: __, ...rest } = line;
    return rest;
  });
}

/**
 * Up to where `user` may be told to have read: not past messages that are withheld from them and that the other one has
 * sent since they could last be heard.
 */
export async function readAtMost(db: Db, conversation: ConversationId, user: UserId): Promise<Seq> {
  const withheld = db
    .selectFrom('withheld_messages')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user);
  if ((await withheld.limit(1).executeTakeFirst()) === undefined) return Number.MAX_SAFE_INTEGER;
  const heard = await db
    .selectFrom('conversation_events')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('type', '=', 'message')
    .where('made_by', '!=', user)
    .where('seq', 'not in', withheld)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const first = await withheld
    .where('seq', '>', heard?.seq ?? 0)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return first === undefined ? Number.MAX_SAFE_INTEGER : first.seq - 1;
}
