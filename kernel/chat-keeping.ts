import type { ConversationId, TimeMs } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { ChatEntry } from '#protocol/personal.ts';

/**
 * How a conversation is kept in a person's list, the same on the server and on every client:
 * docs/spec/list-and-reading.md [LR1].
 */

/** What a chat entry says, without its place. */
export type ChatKeeping = Omit<ChatEntry, 'seq' | 'gone'>;

/** What is to be different. Absent: as it is. */
export interface KeepingChange {
  pinned?: boolean;
  muted?: boolean;
  archived?: number | false;
  hidden?: number | false;
  unread?: number | false;
  /** When what is closed was announced; it never goes back. */
  announced?: number;
}

/** The keeping after `change`; what changes nothing gives an equal one. */
export function keepChat(
  conversation: ConversationId,
  before: ChatKeeping | undefined,
  change: KeepingChange,
  now: TimeMs,
): ChatKeeping {
  const { pinned, muted, archived, hidden, unread } = { ...flagsOf(before), ...wholeWish(change) };
  const announced = Math.max(before?.announced ?? 0, change.announced ?? 0);
  return {
    type: 'chat',
    conversation,
    ...(pinned ? { pinned: before?.pinned ?? now } : {}),
    ...(muted ? { muted: true as const } : {}),
    ...(archived === false ? {} : { archived }),
    ...(hidden === false ? {} : { hidden }),
    ...(unread === false ? {} : { unread }),
    ...(announced === 0 ? {} : { announced }),
  };
}

/** Whether it says nothing that would not hold without it. */
export function isPlain({ pinned, muted, archived, hidden, unread, announced }: ChatKeeping): boolean {
  return !muted && [pinned, archived, hidden, unread, announced].every((each) => each === undefined);
}

export function sameKeeping(one: ChatKeeping | undefined, other: ChatKeeping | undefined): boolean {
  return JSON.stringify(flagsOf(one)) === JSON.stringify(flagsOf(other));
}

/** [LR5] Put away: a new message brings it back unless it is muted. */
export function isArchived(summary: Pick<Summary, 'messageCount'>, chat: ChatKeeping | undefined): boolean {
  return chat?.archived !== undefined && (chat.muted === true || summary.messageCount <= chat.archived);
}

/** [LR4] Out of the list: the next line brings it back. `line`: one that is known by its number alone. */
export function isHidden(summary: Pick<Summary, 'last'>, chat: ChatKeeping | undefined, line = 0): boolean {
  return chat?.hidden !== undefined && Math.max(summary.last.seq, line) <= chat.hidden;
}

/**
 * A wish with all that it brings along: going to the top, into the archive and out of sight end each other, and marking
 * as unread shows what was hidden.
 */
export function wholeWish<Wish extends KeepingChange>(change: Wish): Wish & KeepingChange {
  if (change.pinned) return { archived: false, hidden: false, ...change };
  if (change.archived !== undefined && change.archived !== false) return { pinned: false, hidden: false, ...change };
  if (change.hidden !== undefined && change.hidden !== false) return { pinned: false, unread: false, ...change };
  return change.unread === undefined || change.unread === false ? change : { hidden: false, ...change };
}

function flagsOf(chat: ChatKeeping | undefined): Required<KeepingChange> {
  return {
    pinned: chat?.pinned !== undefined,
    muted: chat?.muted ?? false,
    archived: chat?.archived ?? false,
    hidden: chat?.hidden ?? false,
    unread: chat?.unread ?? false,
    announced: chat?.announced ?? 0,
  };
}
