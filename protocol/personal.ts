import Type, { type Static } from 'typebox';
import { ConversationId, Seq, TimeMs } from './common.ts';
import { ReadMark } from './conversations.ts';

/**
 * A person's own log, the second one beside those of their conversations: what only they and their devices know. A later
 * entry about the same thing (`slotOf` in kernel/personal-fold.ts) replaces it. There are two sorts:
 * - news tell every device once what `Summary` and lines say to whoever asks: 'membership', 'read';
 * - the others are the person's state: told whole after a resync, kept by every device. One with `gone` ends it.
 */

const Place = { seq: Seq };
const Gone = Type.Optional(Type.Literal(true));

export const MembershipEntry = Type.Object({
  ...Place,
  type: Type.Literal('membership'),
  conversation: ConversationId,
  /** false: left or removed; the client forgets the conversation. */
  member: Type.Boolean(),
});

export const ReadEntry = Type.Object({
  ...Place,
  type: Type.Literal('read'),
  conversation: ConversationId,
  read: ReadMark,
});

/** How a person keeps a conversation in their list. */
export const ChatEntry = Type.Object({
  ...Place,
  type: Type.Literal('chat'),
  conversation: ConversationId,
  gone: Gone,
  /** Since when it is at the top. */
  pinned: Type.Optional(TimeMs),
  /** Nothing is announced but what mentions the person. */
  muted: Type.Optional(Type.Literal(true)),
  archived: Type.Optional(Type.Literal(true)),
  /** Not in the list until the log goes on after this place. */
  hidden: Type.Optional(Seq),
  /** Marked unread by hand, until it is read. */
  unread: Type.Optional(Type.Literal(true)),
});
export type ChatEntry = Static<typeof ChatEntry>;

export const UserEntry = Type.Union([MembershipEntry, ReadEntry, ChatEntry]);
export type UserEntry = Static<typeof UserEntry>;
export type EntryOf<Name extends UserEntry['type']> = Extract<UserEntry, { type: Name }>;
/** The entries that tell of changes of a summary. */
export type NewsEntry = EntryOf<'membership' | 'read'>;
export type StateEntry = Exclude<UserEntry, NewsEntry>;

type WithoutPlace<Entry> = Entry extends UserEntry ? Omit<Entry, 'seq'> : never;
/** An entry before it has its place in the log. */
export type EntryBody = WithoutPlace<UserEntry>;
