import assert from 'node:assert/strict';
import { foldThread } from '#kernel/line-fold.ts';
import { mentionsMe } from '#kernel/mention-fold.ts';
import { isOnlyInThread, unreadInThread } from '#kernel/thread-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import type { StateEntry } from '#protocol/personal.ts';
import type { Caller } from '../../../identity/api.ts';
import { freshClientId, type World } from '../../conversations-world.ts';

/** What random histories do with threads, and what must hold then. */

/** The replies of each thread that has any, by their roots. */
export type ThreadLines = ReadonlyMap<Seq, readonly Line[]>;

export const THREAD_KINDS = ['reply-in-thread', 'reply-in-thread', 'also-send', 'follow', 'read-thread'] as const;
export type ThreadKind = (typeof THREAD_KINDS)[number];

export function isThreadKind(kind: string): kind is ThreadKind {
  return THREAD_KINDS.some((one) => one === kind);
}

interface ThreadStep {
  conversation: ConversationId;
  root: Seq;
  /** Any number, to choose by. */
  seq: number;
  other: UserId;
}

export async function threadStep(
  world: World,
  caller: Caller,
  kind: ThreadKind,
  { conversation, root, seq, other }: ThreadStep,
): Promise<void> {
  const mentions = seq % 3 === 0 ? { mentions: [seq % 2 ? other : 'all'] } : {};
  const reply = { clientId: freshClientId(), conversation, text: `t${seq}`, thread: root, ...mentions };
  if (kind === 'reply-in-thread') await world.as(caller, 'message.send', reply);
  if (kind === 'also-send') await world.as(caller, 'message.send', { ...reply, alsoSent: true });
  if (kind === 'follow') await world.as(caller, 'thread.follow', { conversation, root, on: seq % 3 > 0 });
  if (kind === 'read-thread') await world.as(caller, 'thread.read', { conversation, root, seq });
}

/** Every thread as the person reads it, page by page. */
export async function threadsOf(
  world: World,
  caller: Caller,
  conversation: ConversationId,
  lines: readonly Line[],
): Promise<ThreadLines> {
  const threads = new Map<Seq, readonly Line[]>();
  for (const line of lines) {
    if (line.type !== 'message' || line.thread !== undefined) continue;
    const replies = await repliesOf(world, caller, conversation, line.seq);
    if (replies.length > 0) threads.set(line.seq, replies);
  }
  return threads;
}

async function repliesOf(world: World, caller: Caller, conversation: ConversationId, root: Seq): Promise<Line[]> {
  const replies: Line[] = [];
  for (;;) {
    const after = replies.at(-1)?.seq ?? 0;
    const page = await world.as(caller, 'thread.history', { conversation, root, after, limit: 4 });
    replies.push(...page.lines);
    if (!page.after) return replies;
  }
}

/** The threads after the event; a person who doesn't see a root doesn't see its thread. */
export function foldThreads(
  threads: ThreadLines,
  lines: readonly Line[],
  event: ConversationEvent,
  me: UserId,
): ThreadLines {
  const next = new Map([...threads].map(([root, replies]) => [root, foldThread(replies, root, event, me)]));
  const root = event.type === 'message' ? event.thread : undefined;
  if (root !== undefined && !next.has(root) && lines.some((line) => line.seq === root)) {
    // One that the person has taken away meanwhile is no reply of theirs.
    const replies = foldThread([], root, event, me);
    if (replies.length > 0) next.set(root, replies);
  }
  return next;
}

/** [TC12], [TC20], [TC22]: what roots and the person's own log say is what counting the replies gives. */
export function assertThreads(
  { lines, threads }: { lines: readonly Line[]; threads: ThreadLines },
  state: Iterable<StateEntry>,
  conversation: ConversationId,
  me: UserId,
): void {
  for (const line of lines) {
    if (line.type !== 'message') continue;
    const left = (threads.get(line.seq) ?? []).filter((reply) => reply.type === 'message' && !reply.recalled);
    assert.equal(line.replies?.count ?? 0, left.length);
    assert.equal(line.replies?.last.seq, left.at(-1)?.seq);
    const by = [...new Set(left.toReversed().map((reply) => reply.by))].slice(0, 3);
    assert.deepEqual(line.replies?.by ?? [], by);
  }
  for (const entry of state) {
    if (entry.type !== 'thread' || entry.conversation !== conversation) continue;
    const replies = threads.get(entry.root) ?? [];
    assert.equal(entry.count, replies.length);
    const unread = replies.filter((reply) => reply.seq > entry.read.seq);
    assert.equal(unreadInThread(entry), unread.length);
    const mentions = unread.filter(
      (one) => one.type === 'message' && isOnlyInThread(one) && mentionsMe(one.mentions, me, one.here),
    );
    assert.equal(entry.mentions ?? 0, mentions.length);
  }
}
