import type { Kysely, Transaction } from 'kysely';
import type { Ban } from '#protocol/commands/groups.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationTables } from '../tables.ts';

type Db = Kysely<ConversationTables>;

export async function findBan(db: Db, conversation: ConversationId, user: UserId): Promise<boolean> {
  return (await bannedAmong(db, conversation, [user])).size > 0;
}

/** Which of `users` may not come back. */
export async function bannedAmong(
  db: Db,
  conversation: ConversationId,
  users: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const rows = await db
    .selectFrom('conversation_bans')
    .select('user_id')
    .where('conversation_id', '=', conversation)
    .where('user_id', 'in', users)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

/** In which of `conversations` the person is banned. */
export async function bannedIn(
  db: Db,
  user: UserId,
  conversations: readonly ConversationId[],
): Promise<ReadonlySet<ConversationId>> {
  if (conversations.length === 0) return new Set();
  const rows = await db
    .selectFrom('conversation_bans')
    .select('conversation_id')
    .where('user_id', '=', user)
    .where('conversation_id', 'in', conversations)
    .execute();
  return new Set(rows.map((row) => row.conversation_id));
}

export async function countBans(db: Db, conversation: ConversationId): Promise<number> {
  const row = await db
    .selectFrom('conversation_bans')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('conversation_id', '=', conversation)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The last one first; after the one of `after`. */
export async function bansOf(
  db: Db,
  conversation: ConversationId,
  after: { at: number; user: UserId } | undefined,
  limit: number,
): Promise<Ban[]> {
  let list = db.selectFrom('conversation_bans').selectAll().where('conversation_id', '=', conversation);
  if (after !== undefined) {
    list = list.where((is) =>
      is.or([is('banned_at', '<', after.at), is.and([is('banned_at', '=', after.at), is('user_id', '<', after.user)])]),
    );
  }
  const rows = await list.orderBy('banned_at', 'desc').orderBy('user_id', 'desc').limit(limit).execute();
  return rows.map(({ user_id: user, banned_by: by, banned_at: at }) => ({ user, by, at }));
}

export async function removeBans(
  db: Transaction<ConversationTables>,
  conversation: ConversationId,
  users: readonly UserId[],
): Promise<void> {
  const deletion = db.deleteFrom('conversation_bans').where('conversation_id', '=', conversation);
  await deletion.where('user_id', 'in', users).execute();
}
