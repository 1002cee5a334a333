import type { Kysely, Selectable } from 'kysely';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId, Role, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Member } from '#protocol/conversations.ts';
import type { Written } from '#protocol/realtime.ts';
import { eventFromRow } from './rows.ts';
import type { ClientIdRow, ConversationTables, EventRow, MemberRow } from './tables.ts';

type Db = Kysely<ConversationTables>;
type MemberFacts = Pick<MemberRow, 'user_id' | 'role' | 'muted_until'>;

/** The events `from` … `to`, both included, in order. */
export async function eventsBetween(
  db: Db,
  conversation: ConversationId,
  from: Seq,
  to: Seq,
): Promise<ConversationEvent[]> {
  const rows = await db
    .selectFrom('conversation_events')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('seq', '>=', from)
    .where('seq', '<=', to)
    .orderBy('seq')
    .execute();
  return rows.map(eventFromRow);
}

/** Everybody in the conversation, in order of joining, and the log's last place at that moment. */
export async function membersAsOf(db: Db, conversation: ConversationId): Promise<{ members: Member[]; asOf: Seq }> {
  const rows = await db
    .selectFrom('conversation_members as m')
    .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
    .select(['m.user_id', 'm.role', 'm.muted_until', 'c.last_seq'])
    .where('m.conversation_id', '=', conversation)
    .orderBy('m.joined_seq')
    .orderBy('m.user_id')
    .execute();
  return { members: rows.map(toMember), asOf: rows[0]?.last_seq ?? 0 };
}

function toMember({ user_id: user, role, muted_until: mutedUntil }: MemberFacts): Member {
  return mutedUntil === null ? { user, role } : { user, role, mutedUntil };
}

/** Those of `users` who are in. */
export async function membersIn(
  db: Db,
  conversation: ConversationId,
  users: readonly UserId[],
): Promise<ReadonlyMap<UserId, Member>> {
  if (users.length === 0) return new Map();
  const rows = await db
    .selectFrom('conversation_members')
    .select(['user_id', 'role', 'muted_until'])
    .where('conversation_id', '=', conversation)
    .where('user_id', 'in', users)
    .execute();
  return new Map(rows.map((row) => [row.user_id, toMember(row)]));
}

/** The members, of that role if one is named, as a query. */
export function memberIds(db: Db, conversation: ConversationId, role?: Role) {
  const all = db.selectFrom('conversation_members').select('user_id').where('conversation_id', '=', conversation);
  return role === undefined ? all : all.where('role', '=', role);
}

/** Which of `users` are members. */
export async function membersAmong(
  db: Db,
  conversation: ConversationId,
  users: readonly UserId[],
): Promise<Set<UserId>> {
  const rows = await db
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', conversation)
    .where('user_id', 'in', users)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

export async function conversationsOf(db: Db, user: UserId): Promise<ConversationId[]> {
  const rows = await db
    .selectFrom('conversation_members')
    .select('conversation_id')
    .where('user_id', '=', user)
    .execute();
  return rows.map((row) => row.conversation_id);
}

export async function findDirect(db: Db, key: string): Promise<ConversationId | undefined> {
  const row = await db.selectFrom('conversations').select('id').where('direct_key', '=', key).executeTakeFirst();
  return row?.id;
}

export async function isDirect(db: Db, conversation: ConversationId): Promise<boolean> {
  const row = await db.selectFrom('conversations').select('kind').where('id', '=', conversation).executeTakeFirst();
  return row?.kind === 'direct';
}

/** What a command with this client id wrote the first time. */
export async function firstAnswer(
  db: Db,
  user: UserId,
  clientId: string,
): Promise<{ written: Written; fingerprint: string } | undefined> {
  const row: (Selectable<ClientIdRow> & Pick<EventRow, 'made_at' | 'message_count'>) | undefined = await db
    .selectFrom('client_ids as i')
    .innerJoin('conversation_events as e', (join) =>
      join.onRef('e.conversation_id', '=', 'i.conversation_id').onRef('e.seq', '=', 'i.seq'),
    )
    .selectAll('i')
    .select(['e.made_at', 'e.message_count'])
    .where('i.user_id', '=', user)
    .where('i.client_id', '=', clientId)
    .executeTakeFirst();
  if (!row) return undefined;
  const written = { conversation: row.conversation_id, seq: row.seq, at: row.made_at, count: row.message_count };
  return { written, fingerprint: row.fingerprint };
}

/** What devices know of this database means nothing any more: they read everything anew. */
export async function beginEpoch(db: Db): Promise<void> {
  await db
    .updateTable('conversation_meta')
    .set({ value: randomText(20) })
    .where('name', '=', 'epoch')
    .execute();
}

export async function epochOf(db: Db): Promise<string> {
  const row = await db
    .selectFrom('conversation_meta')
    .select('value')
    .where('name', '=', 'epoch')
    .executeTakeFirstOrThrow();
  return row.value;
}

/** The largest stamp of all: new ones go on from there. */
export async function lastStamp(db: Db): Promise<number> {
  const row = await db
    .selectFrom('conversations')
    .select((is) => is.fn.max('stamp').as('stamp'))
    .executeTakeFirst();
  return row?.stamp ?? 0;
}
