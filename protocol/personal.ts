import Type, { type Static } from 'typebox';
import { CallFacts } from './calls.ts';
import { ClientId, ConversationId, Seq, TimeMs, UserId } from './common.ts';
import { ContactState } from './contacts.ts';
import { ContentType } from './content.ts';
import { Mentions, ReadMark } from './conversations.ts';
import { LIMITS } from './limits.ts';
import { PlanAnswer, PlanId } from './planning.ts';
import { PollChoice } from './polls.ts';

/**
 * A person's own log, the second one beside those of their conversations: what only they and their devices know. A later
 * entry about the same thing (`slotOf` in kernel/personal-fold.ts) replaces it. There are two sorts:
 * - news tell every device once what `Summary` and lines say to whoever asks: 'membership', 'read', 'starred', 'erased', 'voted';
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
  /** Why they are out, when it was not their own doing, and what the group was called. */
  why: Type.Optional(Type.Union([Type.Literal('removed'), Type.Literal('dissolved'), Type.Literal('ended')])),
  title: Type.Optional(Type.String()),
});

/** For owner and admins: people wait to be let in. */
export const JoinRequestsEntry = Type.Object({
  ...Place,
  type: Type.Literal('join-requests'),
  conversation: ConversationId,
  gone: Gone,
  count: Type.Integer({ minimum: 0 }),
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
  /** Put away at this `messageCount`: until there are more messages, or, when muted, for good. */
  archived: Type.Optional(Seq),
  /** Not in the list until there is a line after this place. */
  hidden: Type.Optional(Seq),
  /** Marked unread by hand at this place, until it is opened, or more is read. */
  unread: Type.Optional(Seq),
  /** The announcement of this time, and all before it, have been closed. */
  announced: Type.Optional(TimeMs),
});
export type ChatEntry = Static<typeof ChatEntry>;

export const FolderId = Type.String({ pattern: '^f_[0-9a-z]{20}$', description: 'A folder of one person' });
/** What is in a folder by itself. */
export const FolderRule = Type.Union([
  Type.Literal('unread'),
  Type.Literal('groups'),
  Type.Literal('direct'),
  Type.Literal('channels'),
]);
export type FolderRule = Static<typeof FolderRule>;

/** A part of the list: the conversations named, and those that a rule takes in. */
export const FolderEntry = Type.Object({
  ...Place,
  type: Type.Literal('folder'),
  folder: FolderId,
  gone: Gone,
  name: Type.String(),
  /** Folders stand in this order; those with the same number in that of their ids. */
  order: Type.Integer({ minimum: 0, maximum: LIMITS.folderOrder }),
  conversations: Type.Array(ConversationId, { maxItems: LIMITS.folderConversations }),
  rules: Type.Array(FolderRule),
});
export type FolderEntry = Static<typeof FolderEntry>;

/** What holds for all of a person's devices. What is absent is as it is for everybody. */
export const SettingsEntry = Type.Object({
  ...Place,
  type: Type.Literal('settings'),
  gone: Gone,
  /** false: nobody sees how far they have read, nor they how far others have. */
  receipts: Type.Optional(Type.Literal(false)),
});
export type SettingsEntry = Static<typeof SettingsEntry>;

/** What somebody is to the person. */
export const ContactEntry = Type.Object({
  ...Place,
  type: Type.Literal('contact'),
  user: UserId,
  gone: Gone,
  state: ContactState,
  /** When the state became what it is. */
  at: TimeMs,
  /** The person's own name for them. */
  remark: Type.Optional(Type.String()),
  blocked: Type.Optional(Type.Literal(true)),
  /** What was said with the request. */
  word: Type.Optional(Type.String()),
});
export type ContactEntry = Static<typeof ContactEntry>;

/** A thread that the person follows. Unread = count − read.count. */
export const ThreadEntry = Type.Object({
  ...Place,
  type: Type.Literal('thread'),
  conversation: ConversationId,
  root: Seq,
  gone: Gone,
  /** Replies in the whole thread, recalled ones too. */
  count: Seq,
  /** The newest of them. */
  last: Type.Object({ seq: Seq, at: TimeMs }),
  /** How far the person has read: a reply's place, and the replies up to there. */
  read: ReadMark,
  /** Unread replies that mention the person; absent: none. */
  mentions: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type ThreadEntry = Static<typeof ThreadEntry>;

/** The person starred a message, or took the star away. */
export const StarredEntry = Type.Object({
  ...Place,
  type: Type.Literal('starred'),
  conversation: ConversationId,
  target: Seq,
  on: Type.Boolean(),
});

/** Messages that the person took away for themself. Whoever shows one as the last line asks for the summary anew. */
export const ErasedEntry = Type.Object({
  ...Place,
  type: Type.Literal('erased'),
  conversation: ConversationId,
  targets: Type.Array(Seq, { minItems: 1, maxItems: LIMITS.eraseAtOnce }),
});

/** What the person chose in a poll. */
export const VotedEntry = Type.Object({
  ...Place,
  type: Type.Literal('voted'),
  conversation: ConversationId,
  target: Seq,
  options: PollChoice,
});

/** What is half written. */
export const DraftEntry = Type.Object({
  ...Place,
  type: Type.Literal('draft'),
  conversation: ConversationId,
  /** The root of the thread that it is for. */
  thread: Type.Optional(Seq),
  gone: Gone,
  text: Type.String(),
  mentions: Type.Optional(Mentions),
  replyTo: Type.Optional(Seq),
  /** When it was written, by the clock of the device: the later one holds. */
  at: TimeMs,
});
export type DraftEntry = Static<typeof DraftEntry>;

/** A message that waits for its time. */
export const ScheduledEntry = Type.Object({
  ...Place,
  type: Type.Literal('scheduled'),
  item: ClientId,
  conversation: ConversationId,
  /** The root of the thread in which it will be a reply. */
  thread: Type.Optional(Seq),
  gone: Gone,
  /** The beginning of the text. */
  text: Type.String(),
  content: Type.Optional(ContentType),
  at: TimeMs,
  /** Why it was not sent at its time. */
  failure: Type.Optional(Type.String()),
});
export type ScheduledEntry = Static<typeof ScheduledEntry>;

/** A call that goes on, and that this person is called to, is in, or may join. */
export const CallEntry = Type.Object({ ...Place, type: Type.Literal('call'), gone: Gone, ...CallFacts });
export type CallEntry = Static<typeof CallEntry>;

/** Which voice messages of a conversation the person has listened to: those up to a place, and some after it. */
export const HeardEntry = Type.Object({
  ...Place,
  type: Type.Literal('heard'),
  conversation: ConversationId,
  gone: Gone,
  upTo: Seq,
  seqs: Type.Array(Seq, { maxItems: LIMITS.heardSeqs }),
});

/** A planned meeting that the person is invited to, and that is not over. Whoever shows it asks anew when this changes. */
export const PlanEntry = Type.Object({
  ...Place,
  type: Type.Literal('plan'),
  plan: PlanId,
  gone: Gone,
  revision: Type.Integer({ minimum: 0 }),
  answer: Type.Optional(PlanAnswer),
  /** It begins then, and that has been said: for who organises it. */
  soon: Type.Optional(TimeMs),
});
export type PlanEntry = Static<typeof PlanEntry>;

export const UserEntry = Type.Union([
  ContactEntry,
  MembershipEntry,
  ReadEntry,
  ChatEntry,
  FolderEntry,
  SettingsEntry,
  ThreadEntry,
  StarredEntry,
  ErasedEntry,
  VotedEntry,
  DraftEntry,
  ScheduledEntry,
  JoinRequestsEntry,
  CallEntry,
  PlanEntry,
  HeardEntry,
]);
export type UserEntry = Static<typeof UserEntry>;
export type EntryOf<Name extends UserEntry['type']> = Extract<UserEntry, { type: Name }>;
/** The entries that tell of changes of a summary, or of lines. */
export type NewsEntry = EntryOf<'membership' | 'read'> | MarkEntry;
/** What a person did with messages for themself. */
export type MarkEntry = EntryOf<'starred' | 'erased' | 'voted'>;
export type StateEntry = Exclude<UserEntry, NewsEntry>;

type WithoutPlace<Entry> = Entry extends UserEntry ? Omit<Entry, 'seq'> : never;
/** An entry before it has its place in the log. */
export type EntryBody = WithoutPlace<UserEntry>;
