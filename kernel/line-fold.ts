import type { Seq, UserId } from '#protocol/common.ts';
import type { Content, ContentOf } from '#protocol/content.ts';
import type { ConversationEvent, Line, MessageChange, MessageLine, Quote, Reaction } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { foldPollClosed, foldVote } from './poll-fold.ts';
import { foldReplies, isOnlyInThread, isReply, isReplyOf, type Reply } from './thread-fold.ts';

/**
 * What events do to the lines of a history, the same on the server and on every client: docs/spec/conversations.md
 * [CV60]. A line knows the last event that changed it, so that an event that comes again changes nothing.
 */

const CHANGES: ReadonlySet<ConversationEvent['type']> = new Set<MessageChange['type']>([
  'edited',
  'recalled',
  'reacted',
  'pinned',
  'voted',
  'poll-closed',
]);

/** Whether the event changes a message instead of being a line of its own. */
export function isChange(event: ConversationEvent): event is MessageChange {
  return CHANGES.has(event.type);
}

/** Whether the event is a line of the conversation's history. */
export function isLine(event: ConversationEvent): event is Exclude<ConversationEvent, MessageChange> {
  if (event.type === 'message') return !event.erased && !isOnlyInThread(event);
  return !isChange(event) && !('quiet' in event && event.quiet);
}

/** Whether the event counts as unread in the conversation. Of calls, those that nobody took [CA31]. */
export function counts(
  event: Pick<ConversationEvent, 'type'> & { thread?: unknown; alsoSent?: unknown; content?: Content },
): boolean {
  if (event.type !== 'message') return false;
  if (event.content?.type === 'call') return isMissedCall(event.content);
  return event.thread === undefined || event.alsoSent === true;
}

/** Whether nobody took the call, and nobody refused it. */
export function isMissedCall({ outcome }: ContentOf<'call'>): boolean {
  return outcome === 'cancelled' || outcome === 'no-answer';
}

/** The lines of history after `event`, as `me` sees them. Lines that it doesn't touch stay the same objects. */
export function foldLines(lines: readonly Line[], event: ConversationEvent, me: UserId): readonly Line[] {
  const folded = touches(event) ? lines.map((line) => foldLine(line, event, me)) : lines;
  const same = folded.every((line, index) => line === lines[index]) ? lines : folded;
  return isLine(event) && event.seq > (lines.at(-1)?.seq ?? 0) ? [...same, event] : same;
}

/** The replies of the thread of `root` after `event`. Whether the person sees the root is for the caller to know. */
export function foldThread(lines: readonly Line[], root: Seq, event: ConversationEvent, me: UserId): readonly Line[] {
  const folded = touches(event) ? lines.map((line) => foldLine(line, event, me)) : lines;
  const same = folded.every((line, index) => line === lines[index]) ? lines : folded;
  return isReplyOf(event, root) && !event.erased && event.seq > (lines.at(-1)?.seq ?? 0) ? [...same, event] : same;
}

/** Whether lines of before may be different after the event. */
export function touches(event: ConversationEvent): event is MessageChange | Reply {
  return isChange(event) || isReply(event);
}

/** The line after `event`, which may concern another one, or one that it quotes, or one that it is a reply to. */
export function foldLine(line: Line, event: MessageChange | Reply, me: UserId): Line {
  if (line.type !== 'message') return line;
  const root = event.seq > (line.changed ?? line.seq) ? foldReplies(line, event) : line;
  if (root !== line) return { ...root, changed: event.seq };
  if (event.type === 'message') return line;
  if (line.replyTo === event.target) return foldQuote(line, event);
  if (line.seq !== event.target || event.seq <= (line.changed ?? line.seq)) return line;
  return { ...changed(line, event, me), changed: event.seq };
}

/** A message is all that is left of it once it has been recalled: who sent it when, and who took it back when. */
export function recalledLine(line: MessageLine, by: UserId, at: number): MessageLine {
  const { conversation, seq, at: sentAt, by: author, count, type, clientId, thread, alsoSent, replies } = line;
  const head = { conversation, seq, at: sentAt, by: author, count, type, clientId };
  const place = { ...(thread === undefined ? {} : { thread }), ...(alsoSent === undefined ? {} : { alsoSent }) };
  return { ...head, ...place, ...(replies === undefined ? {} : { replies }), text: '', recalled: { by, at } };
}

/** The beginning of a text, for a quote: no character is cut in half. */
export function excerptOf(text: string): string {
  const short = text.slice(0, LIMITS.excerptChars);
  return short.isWellFormed() ? short : short.slice(0, -1);
}

export function quoteOf({ by, text, content, recalled }: MessageLine): Quote {
  if (recalled) return { by, text: '', recalled: true };
  const said = content?.type === 'poll' ? content.question : text;
  return { by, text: excerptOf(said), ...(content === undefined ? {} : { content: content.type }) };
}

/** The pinned messages after `event`, in the order of pinning. */
export function foldPins(pins: readonly Seq[], event: ConversationEvent): readonly Seq[] {
  if (event.type === 'pinned') return event.on ? [...pins, event.target] : pins.filter((seq) => seq !== event.target);
  return event.type === 'recalled' ? pins.filter((seq) => seq !== event.target) : pins;
}

function changed(line: MessageLine, event: MessageChange, me: UserId): MessageLine {
  if (event.type === 'recalled') return recalledLine(line, event.by, event.at);
  if (line.recalled) return line;
  switch (event.type) {
    case 'edited': {
      if (event.text === '') return line;
      const { mentions: _, here: __, ...rest } = line;
      const here = event.here === undefined ? {} : { here: event.here };
      const mentions = event.mentions === undefined ? {} : { mentions: event.mentions, ...here };
      return { ...rest, ...mentions, text: event.text, editedAt: event.at };
    }
    case 'reacted': {
      const { reactions = [], ...rest } = line;
      const now = event.on ? withReaction(reactions, event, me) : withoutReaction(reactions, event, me);
      return now.length === 0 ? rest : { ...rest, reactions: now };
    }
    case 'pinned': {
      const { pinned: _, ...rest } = line;
      return event.on ? { ...rest, pinned: true } : rest;
    }
    case 'voted':
      return foldVote(line, event);
    case 'poll-closed':
      return foldPollClosed(line, event);
  }
}

type Reacted = MessageChange & { type: 'reacted' };

function withReaction(reactions: readonly Reaction[], { emoji, by }: Reacted, me: UserId): Reaction[] {
  const mine = by === me ? { me: true as const } : {};
  if (!reactions.some((one) => one.emoji === emoji)) return [...reactions, { emoji, count: 1, users: [by], ...mine }];
  return reactions.map((one) => {
    if (one.emoji !== emoji) return one;
    const users = one.users.length < LIMITS.reactionNames ? [...one.users, by] : one.users;
    return { ...one, count: one.count + 1, users, ...mine };
  });
}

function withoutReaction(reactions: readonly Reaction[], { emoji, by }: Reacted, me: UserId): Reaction[] {
  return reactions.flatMap((one) => {
    if (one.emoji !== emoji) return [one];
    if (one.count <= 1) return [];
    const { me: mine, ...rest } = one;
    const users = one.users.filter((user) => user !== by);
    return [{ ...rest, count: one.count - 1, users, ...(mine && by !== me ? { me: mine } : {}) }];
  });
}

function foldQuote(line: MessageLine, event: MessageChange): MessageLine {
  const { quote } = line;
  if (quote === undefined || quote.recalled) return line;
  if (event.type === 'recalled') return { ...line, quote: { by: quote.by, text: '', recalled: true } };
  if (event.type !== 'edited' || event.text === '') return line;
  const text = excerptOf(event.text);
  return text === quote.text ? line : { ...line, quote: { ...quote, text } };
}
