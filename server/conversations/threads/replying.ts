import { Failure } from '#kernel/failure.ts';
import { invariant } from '#kernel/invariant.ts';
import { foldLine } from '#kernel/line-fold.ts';
import { isOnlyInThread, isReply, type Reply } from '#kernel/thread-fold.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { EventOf, Mention, MessageLine } from '#protocol/conversations.ts';
import { accessMessage, type Message } from '../access.ts';
import { setState } from '../altering.ts';
import type { Change, Place } from '../change.ts';
import { bareLine, findLine, stateOf } from '../lines.ts';
import type { AccessRow } from '../rows.ts';
import { follow, tellFollowers } from './following.ts';
import { EVERYBODY, eligible, findThread, followersOf, keyOf, mentionedBy, repliesLeft } from './store.ts';
import type { ThreadKey, ThreadRow } from './tables.ts';

/** What writing, editing and recalling replies does to their threads. */

/** Which reactions are whose own is told to each reader: what is stored is nobody's. */
const NOBODY = '';

/** The message under which a reply is to hang. @throws Failure 'message.unknown', also for what is a reply itself */
export async function accessRoot(change: Change, place: AccessRow, root: Seq): Promise<Message> {
  const message = await accessMessage(change.db, place, root);
  if (message.line.thread !== undefined) throw new Failure('message.unknown');
  return message;
}

/** What the reply that was just added means for its root and for those who follow. */
export async function addReply(change: Change, place: Place, root: Message): Promise<void> {
  const reply = change.events.at(-1)?.event;
  invariant(reply !== undefined && isReply(reply), 'what was added last is the reply');
  const key = keyOf(place.id, reply.thread);
  const before = await findThread(change.db, key);
  const thread = await countReply(change, key, before, reply);
  await storeRoot(change, root, reply);
  const known = { seq: before?.last_seq ?? root.line.seq, count: before?.reply_count ?? 0 };
  const author = before === undefined ? [root.line.by] : [];
  const others = [...author, ...named(reply)].filter((one) => one !== reply.by);
  for (const user of await eligible(change.db, key, others)) await follow(change, thread, user, known);
  await follow(change, thread, reply.by, { seq: reply.seq, count: thread.reply_count });
  await readAll(change, thread, reply.by);
  if (isOnlyInThread(reply)) await addThreadMentions(change, key, reply.seq, await meant(change, key, reply));
  await tellFollowers(change, thread);
}

/** Before a reply is recalled: what the event is to tell of the thread. Nothing for other messages. */
export async function takeReply(
  change: Change,
  { line }: Message,
): Promise<{ told: Pick<EventOf<'recalled'>, 'thread'>; done: () => Promise<void> }> {
  if (line.thread === undefined) return { told: {}, done: async () => {} };
  const key = keyOf(line.conversation, line.thread);
  const root = await findRoot(change, key);
  const mentioned = await mentionedBy(change.db, key, line.seq);
  await clearThreadMentions(change, key, line.seq);
  await change.db
    .updateTable('thread_lines')
    .set({ gone: 1 })
    .where((is) => is.and({ ...key, seq: line.seq }))
    .execute();
  const replies = await repliesLeft(change.db, key, (root.line.replies?.count ?? 1) - 1);
  return {
    told: { thread: { root: line.thread, ...(replies === undefined ? {} : { replies }) } },
    done: async () => {
      const event = change.events.at(-1)?.event;
      invariant(event?.type === 'recalled', 'what was added last is the recall');
      await storeRoot(change, root, event);
      await tellMentioned(change, key, mentioned);
    },
  };
}

/** Another text of a reply mentions others. */
export async function remention(change: Change, { line }: Message, said: Meaning): Promise<void> {
  if (line.thread === undefined) return;
  const key = keyOf(line.conversation, line.thread);
  const thread = await findThread(change.db, key);
  if (thread === undefined) return;
  const before = await mentionedBy(change.db, key, line.seq);
  await clearThreadMentions(change, key, line.seq);
  const all = { seq: thread.last_seq, count: thread.reply_count };
  for (const user of await eligible(change.db, key, named(said))) {
    if (user !== line.by) await follow(change, thread, user, all);
  }
  const now = await meant(change, key, said);
  if (isOnlyInThread(line)) await addThreadMentions(change, key, line.seq, now);
  await tellMentioned(change, key, [...before, ...now]);
}

async function countReply(
  change: Change,
  key: ThreadKey,
  before: ThreadRow | undefined,
  { seq, at, by }: Reply,
): Promise<ThreadRow> {
  const reply_count = (before?.reply_count ?? 0) + 1;
  const now = { reply_count, last_seq: seq, last_at: at };
  const thread: ThreadRow = { ...key, follower_count: 0, ...before, ...now };
  if (before === undefined) await change.db.insertInto('threads').values(thread).execute();
  else {
    await change.db
      .updateTable('threads')
      .set(now)
      .where((is) => is.and(key))
      .execute();
  }
  const row = { ...key, seq, reply_count, made_by: by, made_at: at, gone: 0 };
  await change.db.insertInto('thread_lines').values(row).execute();
  return thread;
}

/** Writing is having read. */
async function readAll(change: Change, thread: ThreadRow, user: UserId): Promise<void> {
  const { conversation_id, root_seq, last_seq: read_seq, reply_count: read_count } = thread;
  await change.db
    .updateTable('thread_followers')
    .set({ read_seq, read_count })
    .where((is) => is.and({ conversation_id, root_seq, user_id: user }))
    .execute();
}

async function storeRoot(change: Change, root: Message, event: Reply | EventOf<'recalled'>): Promise<void> {
  const line = foldLine(root.line, event, NOBODY);
  invariant(line.type === 'message', 'a root stays a message');
  await setState(change, line, root.edits);
}

/** The root, also one that was recalled. */
async function findRoot(change: Change, key: ThreadKey): Promise<{ line: MessageLine; edits: readonly Seq[] }> {
  const row = await findLine(change.db, key.conversation_id, key.root_seq);
  const line = row && bareLine(row);
  invariant(row !== undefined && line?.type === 'message', 'a thread hangs under a message');
  return { line, edits: stateOf(row).edits ?? [] };
}

async function addThreadMentions(
  change: Change,
  key: ThreadKey,
  seq: Seq,
  mentions: readonly Mention[],
): Promise<void> {
  const users = mentions.map((one) => (one === 'all' ? EVERYBODY : one));
  const rows = users.map((user_id) => ({ ...key, user_id, seq }));
  if (rows.length > 0) await change.db.insertInto('thread_mentions').values(rows).execute();
}

async function clearThreadMentions(change: Change, key: ThreadKey, seq: Seq): Promise<void> {
  await change.db
    .deleteFrom('thread_mentions')
    .where((is) => is.and({ ...key, seq }))
    .execute();
}

/** Those whose unread mentions may have changed. */
async function tellMentioned(change: Change, key: ThreadKey, mentioned: readonly string[]): Promise<void> {
  const thread = await findThread(change.db, key);
  if (thread === undefined || mentioned.length === 0) return;
  const everybody = mentioned.some((one) => one === EVERYBODY || one === 'all');
  await tellFollowers(change, thread, everybody ? undefined : [...new Set(mentioned)]);
}

/** What says whom a text means. */
type Meaning = Pick<MessageLine, 'mentions' | 'here'>;

/** Whom it means: people by name, everybody who follows, and those of them who were online. */
async function meant(change: Change, key: ThreadKey, { mentions = [], here = [] }: Meaning): Promise<Mention[]> {
  const online = mentions.includes('here') ? await followersOf(change.db, key, here) : [];
  const others = mentions.filter((one) => one !== 'here');
  return [...new Set([...others, ...online.map((row) => row.user_id)])];
}

/** Whom it means by name. */
function named({ mentions = [] }: Meaning): UserId[] {
  return mentions.filter((one) => one !== 'all' && one !== 'here');
}
