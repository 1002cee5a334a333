import { Failure } from '#kernel/failure.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ReadMark } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Change } from '../change.ts';
import { entryOf, findFollower, findThread, followedThreads, followersOf, mentionsIn } from './store.ts';
import type { ThreadKey, ThreadRow } from './tables.ts';

/** Who follows which threads, and what their own logs say of it. */

/** Tells the followers, or of `users` only those, how the thread stands. */
export async function tellFollowers(change: Change, thread: ThreadRow, users?: readonly UserId[]): Promise<void> {
  const followers = await followersOf(change.db, threadKey(thread), users);
  if (followers.length === 0) return;
  const mentions = await mentionsIn(change.db, threadKey(thread));
  for (const one of followers) await change.tell(one.user_id, entryOf(thread, one, mentions.get(one.user_id)));
}

/**
 * From now on the person hears of the thread; what comes after `read` is unread, unless they had read further before.
 * False: they did already, or nobody more can.
 */
export async function follow(change: Change, thread: ThreadRow, user: UserId, read: ReadMark): Promise<boolean> {
  const key = threadKey(thread);
  const known = await findFollower(change.db, key, user);
  if (known?.following === 1 || thread.follower_count >= LIMITS.threadFollowers) return false;
  const further = known !== undefined && known.read_seq > read.seq;
  const mark = further
    ? { read_seq: known.read_seq, read_count: known.read_count }
    : { read_seq: read.seq, read_count: read.count };
  await upsert(change.db, 'thread_followers', { ...key, user_id: user, following: 1, ...mark }, [
    'conversation_id',
    'root_seq',
    'user_id',
  ]);
  await setFollowers(change, thread, 1);
  await leaveQuietest(change, thread, user);
  return true;
}

/** @throws Failure 'thread.full' */
export async function followByHand(change: Change, thread: ThreadRow, user: UserId): Promise<void> {
  const known = await findFollower(change.db, threadKey(thread), user);
  if (known?.following === 1) return;
  const whole = { seq: thread.last_seq, count: thread.reply_count };
  if (!(await follow(change, thread, user, whole))) throw new Failure('thread.full');
  await tellFollowers(change, thread, [user]);
}

export async function unfollow(change: Change, thread: ThreadRow, user: UserId): Promise<void> {
  const key = { ...threadKey(thread), user_id: user };
  const left = await change.db
    .updateTable('thread_followers')
    .set({ following: 0 })
    .where((is) => is.and({ ...key, following: 1 }))
    .executeTakeFirst();
  if (left.numUpdatedRows === 0n) return;
  await setFollowers(change, thread, -1);
  await change.tell(user, { ...entryOf(thread, { read_seq: 0, read_count: 0 }), gone: true });
}

/** Who is out of a conversation follows nothing there any more, and nothing of it is kept. */
export async function leaveThreads(change: Change, conversation: ConversationId, user: UserId): Promise<void> {
  const own = change.db
    .selectFrom('thread_followers')
    .select(['conversation_id', 'root_seq'])
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user);
  for (const key of await own.where('following', '=', 1).execute()) {
    const thread = await findThread(change.db, key);
    if (thread !== undefined) await unfollow(change, thread, user);
  }
  await change.db
    .deleteFrom('thread_followers')
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user)
    .execute();
}

/** Whose root somebody took away for themself, they follow no more. */
export async function leaveErased(
  change: Change,
  user: UserId,
  conversation: ConversationId,
  roots: readonly Seq[],
): Promise<void> {
  const followed = await change.db
    .selectFrom('thread_followers')
    .select(['conversation_id', 'root_seq'])
    .where((is) => is.and({ conversation_id: conversation, user_id: user, following: 1 }))
    .where('root_seq', 'in', roots)
    .execute();
  for (const key of followed) {
    const thread = await findThread(change.db, key);
    if (thread !== undefined) await unfollow(change, thread, user);
  }
}

/** Of more than anybody can follow, the thread that was quiet for longest goes. */
async function leaveQuietest(change: Change, kept: ThreadRow, user: UserId): Promise<void> {
  const threads = await followedThreads(change.db, user, LIMITS.threadsFollowed + 2);
  if (threads.length <= LIMITS.threadsFollowed) return;
  const quietest = threads.findLast(
    (one) => one.conversation_id !== kept.conversation_id || one.root_seq !== kept.root_seq,
  );
  if (quietest !== undefined) await unfollow(change, quietest, user);
}

async function setFollowers(change: Change, thread: ThreadRow, more: number): Promise<void> {
  thread.follower_count += more;
  await change.db
    .updateTable('threads')
    .set({ follower_count: thread.follower_count })
    .where((is) => is.and(threadKey(thread)))
    .execute();
}

function threadKey({ conversation_id, root_seq }: ThreadRow): ThreadKey {
  return { conversation_id, root_seq };
}
