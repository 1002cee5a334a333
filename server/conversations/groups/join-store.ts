import { hash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { JoinLink, JoinRequest } from '#protocol/commands/groups.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Member } from '#protocol/conversations.ts';
import { findEntry } from '../../personal/api.ts';
import type { Change } from '../change.ts';
import type { ConversationTables } from '../tables.ts';
import type { JoinLinkRow, JoinRequestRow } from './tables.ts';

type Db = Kysely<ConversationTables>;
type Writes = Transaction<ConversationTables>;

export function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}

export async function findLink(db: Db, token: string): Promise<JoinLinkRow | undefined> {
  return db.selectFrom('join_links').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst();
}

/** The links of the conversation that are good at `now`, the newest first. */
export async function goodLinks(db: Db, conversation: ConversationId, now: number): Promise<JoinLink[]> {
  const rows = await db
    .selectFrom('join_links')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.filter((row) => isGood(row, now)).map(toLink);
}

export function isGood({ expires_at: expires, most_uses: most, uses }: JoinLinkRow, now: number): boolean {
  return (expires === null || expires > now) && (most === null || uses < most);
}

export function toLink(row: JoinLinkRow): JoinLink {
  return {
    id: row.id,
    by: row.made_by,
    madeAt: row.made_at,
    uses: row.uses,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.most_uses === null ? {} : { mostUses: row.most_uses }),
  };
}

/** Links that are no good any more are gone with the next one that is made. */
export async function insertLink(db: Writes, link: JoinLinkRow): Promise<void> {
  const rows = await db
    .selectFrom('join_links')
    .selectAll()
    .where('conversation_id', '=', link.conversation_id)
    .execute();
  const over = rows.filter((row) => row.made_at < link.made_at - KEPT_MS && !isGood(row, link.made_at));
  if (over.length > 0) {
    const ids = over.map((row) => row.id);
    await db.deleteFrom('join_links').where('id', 'in', ids).execute();
  }
  await db.insertInto('join_links').values(link).execute();
}

/** So long it is told that a link is over, instead of that there is none. */
const KEPT_MS = 30 * 86_400_000;

export async function countUse(db: Writes, link: JoinLinkRow): Promise<void> {
  await db
    .updateTable('join_links')
    .set({ uses: link.uses + 1 })
    .where('id', '=', link.id)
    .execute();
}

export async function removeLink(db: Writes, conversation: ConversationId, id: string): Promise<void> {
  await db.deleteFrom('join_links').where('conversation_id', '=', conversation).where('id', '=', id).execute();
}

export async function findRequest(
  db: Db,
  conversation: ConversationId,
  user: UserId,
): Promise<JoinRequestRow | undefined> {
  return db
    .selectFrom('join_requests')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user)
    .executeTakeFirst();
}

/** Those who wait, the first to ask first. */
export async function requestsOf(db: Db, conversation: ConversationId): Promise<JoinRequest[]> {
  const rows = await db
    .selectFrom('join_requests')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .orderBy('asked_at')
    .orderBy('user_id')
    .execute();
  return rows.map(({ user_id: user, asked_by: by, word, asked_at: at }) => ({
    user,
    ...(by === null ? {} : { by }),
    word,
    at,
  }));
}

export async function countRequests(db: Db, conversation: ConversationId): Promise<number> {
  const row = await db
    .selectFrom('join_requests')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('conversation_id', '=', conversation)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function insertRequest(db: Writes, request: JoinRequestRow): Promise<void> {
  await db.insertInto('join_requests').values(request).execute();
}

/** Ends the requests of those who are in by now. */
export async function removeRequests(
  db: Writes,
  conversation: ConversationId,
  users: readonly UserId[],
): Promise<number> {
  const deletion = db.deleteFrom('join_requests').where('conversation_id', '=', conversation);
  return Number((await deletion.where('user_id', 'in', users).executeTakeFirst()).numDeletedRows);
}

/** The group is over: no link leads there, nobody waits. */
export async function forgetJoining(
  change: Change,
  conversation: ConversationId,
  members: readonly Member[],
): Promise<void> {
  for (const table of ['join_links', 'join_requests', 'left_mutes', 'conversation_bans'] as const) {
    await change.db.deleteFrom(table).where('conversation_id', '=', conversation).execute();
  }
  for (const { user, role } of members) if (role !== 'member') await endNotice(change, conversation, user);
}

/** Who leaves is told of no requests any more. */
export async function endNotice(change: Change, conversation: ConversationId, user: UserId): Promise<void> {
  if (await findEntry(change.db, user, `join-requests:${conversation}`)) {
    await change.tell(user, { type: 'join-requests', conversation, count: 0, gone: true });
  }
}
