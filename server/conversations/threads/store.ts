import type { Kysely } from 'kysely';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { Replies } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ThreadEntry } from '#protocol/personal.ts';
import type { ConversationTables } from '../tables.ts';
import type { FollowerRow, ReplyRow, ThreadKey, ThreadRow } from './tables.ts';

type Db = Kysely<ConversationTables>;

/** How a mention of everybody is stored. */
export const EVERYBODY = '*';

export function keyOf(conversation: ConversationId, root: Seq): ThreadKey {
  return { conversation_id: conversation, root_seq: root };
}

export async function findThread(db: Db, key: ThreadKey): Promise<ThreadRow | undefined> {
  return db
    .selectFrom('threads')
    .selectAll()
    .where((is) => is.and(key))
    .executeTakeFirst();
}

export async function findFollower(db: Db, key: ThreadKey, user: UserId): Promise<FollowerRow | undefined> {
  return db
    .selectFrom('thread_followers')
    .selectAll()
    .where((is) => is.and({ ...key, user_id: user }))
    .executeTakeFirst();
}

/** The last reply at or before a place. */
export async function replyUpTo(db: Db, key: ThreadKey, seq: Seq): Promise<ReplyRow | undefined> {
  return db
    .selectFrom('thread_lines')
    .selectAll()
    .where((is) => is.and(key))
    .where('seq', '<=', seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** What is left of a thread, by looking at its replies: [TC11]. `count` is known already. */
export async function repliesLeft(db: Db, key: ThreadKey, count: number): Promise<Replies | undefined> {
  if (count <= 0) return undefined;
  const left = db
    .selectFrom('thread_lines')
    .where((is) => is.and(key))
    .where('gone', '=', 0);
  const last = await left.select(['seq', 'made_at']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const by = await left
    .select('made_by')
    .groupBy('made_by')
    .orderBy((is) => is.fn.max('seq'), 'desc')
    .limit(LIMITS.threadFaces)
    .execute();
  if (last === undefined) return undefined;
  return { count, last: { seq: last.seq, at: last.made_at }, by: by.map((row) => row.made_by) };
}

/** Those who follow the thread, or of `users` only those, and how far each has read. */
export async function followersOf(db: Db, key: ThreadKey, users?: readonly UserId[]): Promise<FollowerRow[]> {
  if (users?.length === 0) return [];
  const all = db
    .selectFrom('thread_followers')
    .selectAll()
    .where((is) => is.and({ ...key, following: 1 }));
  return (users === undefined ? all : all.where('user_id', 'in', users)).execute();
}

/** How many unread replies of the thread mention each of its followers. */
export async function mentionsIn(db: Db, key: ThreadKey): Promise<ReadonlyMap<UserId, number>> {
  const rows = await db
    .selectFrom('thread_mentions as x')
    .innerJoin('thread_followers as f', (join) =>
      join
        .onRef('f.conversation_id', '=', 'x.conversation_id')
        .onRef('f.root_seq', '=', 'x.root_seq')
        .onRef('x.seq', '>', 'f.read_seq'),
    )
    .select(['f.user_id', 'x.seq', 'x.user_id as who'])
    .where('x.conversation_id', '=', key.conversation_id)
    .where('x.root_seq', '=', key.root_seq)
    .where('f.following', '=', 1)
    .execute();
  const seqs = new Map<UserId, Set<Seq>>();
  for (const { user_id, seq, who } of rows) {
    if (who === user_id || who === EVERYBODY) seqs.set(user_id, (seqs.get(user_id) ?? new Set()).add(seq));
  }
  return new Map([...seqs].map(([user, set]) => [user, set.size]));
}

/** Whom a reply mentions, as it is stored. */
export async function mentionedBy(db: Db, key: ThreadKey, seq: Seq): Promise<UserId[]> {
  const rows = await db
    .selectFrom('thread_mentions')
    .select('user_id')
    .where((is) => is.and({ ...key, seq }))
    .execute();
  return rows.map((row) => row.user_id);
}

/** Members who may see the root. */
export async function eligible(db: Db, key: ThreadKey, users: readonly UserId[]): Promise<Set<UserId>> {
  if (users.length === 0) return new Set();
  const rows = await db
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', key.conversation_id)
    .where('user_id', 'in', users)
    .where((is) => is.or([is('visible_from', 'is', null), is('visible_from', '<=', key.root_seq)]))
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

/** The entry of one follower. */
export function entryOf(
  thread: ThreadRow,
  follower: Pick<FollowerRow, 'read_seq' | 'read_count'>,
  mentions = 0,
): Omit<ThreadEntry, 'seq' | 'gone'> {
  return {
    type: 'thread',
    conversation: thread.conversation_id,
    root: thread.root_seq,
    count: thread.reply_count,
    last: { seq: thread.last_seq, at: thread.last_at },
    read: { seq: follower.read_seq, count: follower.read_count },
    ...(mentions === 0 ? {} : { mentions }),
  };
}

/** A place in somebody's list of threads. */
export interface ThreadsPlace extends ThreadKey {
  last_at: number;
}

/** The threads that somebody follows, those with the newest replies first. */
export async function followedThreads(
  db: Db,
  user: UserId,
  limit: number,
  after?: ThreadsPlace,
): Promise<(ThreadRow & FollowerRow)[]> {
  let list = db
    .selectFrom('thread_followers as f')
    .innerJoin('threads as t', (join) =>
      join.onRef('t.conversation_id', '=', 'f.conversation_id').onRef('t.root_seq', '=', 'f.root_seq'),
    )
    .selectAll('f')
    .select(['t.reply_count', 't.last_seq', 't.last_at', 't.follower_count'])
    .where('f.user_id', '=', user)
    .where('f.following', '=', 1);
  if (after !== undefined) {
    list = list.where((is) =>
      is.or([
        is('t.last_at', '<', after.last_at),
        is.and([is('t.last_at', '=', after.last_at), is('t.conversation_id', '<', after.conversation_id)]),
        is.and([
          is('t.last_at', '=', after.last_at),
          is('t.conversation_id', '=', after.conversation_id),
          is('t.root_seq', '<', after.root_seq),
        ]),
      ]),
    );
  }
  return list
    .orderBy('t.last_at', 'desc')
    .orderBy('t.conversation_id', 'desc')
    .orderBy('t.root_seq', 'desc')
    .limit(limit)
    .execute();
}
