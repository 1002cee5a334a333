import type { ConversationEvent, MessageEvent, MessageLine, Replies } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ThreadEntry } from '#protocol/personal.ts';

/** What replies do to the message that they hang under, the same on the server and on every client: [TC10]. */

/** A reply in a thread. */
export type Reply = MessageEvent & { thread: number };

export function isReply(event: Pick<ConversationEvent, 'type'>): event is Reply {
  return event.type === 'message' && (event as MessageEvent).thread !== undefined;
}

/** Whether the message is in its thread alone: no line of the conversation, and nothing unread there. */
export function isOnlyInThread(message: Pick<MessageEvent, 'thread' | 'alsoSent'>): boolean {
  return message.thread !== undefined && message.alsoSent !== true;
}

/** The root's line after an event of its thread. */
export function foldReplies(line: MessageLine, event: ConversationEvent): MessageLine {
  if (isReply(event) && event.thread === line.seq) return withReplies(line, added(line.replies, event));
  if (event.type === 'recalled' && event.thread?.root === line.seq) return withReplies(line, event.thread.replies);
  return line;
}

/** The line whose thread has these replies; undefined: none. */
function withReplies({ replies: _, ...line }: MessageLine, replies: Replies | undefined): MessageLine {
  return replies === undefined ? line : { ...line, replies };
}

/** A reply that was recalled before it is told counts until the event that tells of the recall. */
function added(replies: Replies | undefined, { seq, at, by }: MessageEvent): Replies {
  const others = (replies?.by ?? []).filter((one) => one !== by);
  return {
    count: (replies?.count ?? 0) + 1,
    last: { seq, at },
    by: [by, ...others].slice(0, LIMITS.threadFaces),
  };
}

/** The lines of the thread of `root` that an event adds to. */
export function isReplyOf(event: ConversationEvent, root: number): event is Reply {
  return isReply(event) && event.thread === root;
}

/** Replies that the person hasn't read. */
export function unreadInThread({ count, read }: Pick<ThreadEntry, 'count' | 'read'>): number {
  return Math.max(0, count - read.count);
}
