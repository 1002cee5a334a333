import Type, { type Static } from 'typebox';
import { ClientId, ConversationId, Person, Role, Seq, TimeMs, UserId } from './common.ts';

/** The conversation log: what is stored, what travels, what a client folds. Rules: docs/spec/conversations.md. */

const Head = {
  conversation: ConversationId,
  /** Dense: 1, 2, 3, … within the conversation. */
  seq: Seq,
  at: TimeMs,
  by: UserId,
  /** How many messages (what counts as unread) the log holds up to and with this event. */
  count: Seq,
};

export const ConversationKind = Type.Union([Type.Literal('direct'), Type.Literal('group')]);
export type ConversationKind = Static<typeof ConversationKind>;

export const CreatedEvent = Type.Object({
  ...Head,
  type: Type.Literal('created'),
  kind: ConversationKind,
  title: Type.String(),
  members: Type.Array(UserId),
});
export const MessageEvent = Type.Object({
  ...Head,
  type: Type.Literal('message'),
  clientId: ClientId,
  text: Type.String(),
});
export const MembersAddedEvent = Type.Object({
  ...Head,
  type: Type.Literal('members-added'),
  members: Type.Array(UserId),
});
/** `by` is the person themself when they left. */
export const MemberRemovedEvent = Type.Object({ ...Head, type: Type.Literal('member-removed'), member: UserId });
export const RoleChangedEvent = Type.Object({
  ...Head,
  type: Type.Literal('role-changed'),
  member: UserId,
  role: Role,
});
export const RenamedEvent = Type.Object({ ...Head, type: Type.Literal('renamed'), title: Type.String() });

export const ConversationEvent = Type.Union([
  CreatedEvent,
  MessageEvent,
  MembersAddedEvent,
  MemberRemovedEvent,
  RoleChangedEvent,
  RenamedEvent,
]);
export type ConversationEvent = Static<typeof ConversationEvent>;
export type MessageEvent = Static<typeof MessageEvent>;
export type EventOf<Name extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Name }>;

/** One line of a conversation as history shows it: the events that people see, folded to their present state. */
export const Line = ConversationEvent;
export type Line = ConversationEvent;

export const Member = Type.Object({ user: UserId, role: Role });
export type Member = Static<typeof Member>;

/** How far somebody has read: an event's place, and the messages up to there. */
export const ReadMark = Type.Object({ seq: Seq, count: Seq });
export type ReadMark = Static<typeof ReadMark>;

/** A conversation as its members' lists show it: the fold of its log, and the asker's own marks. */
export const Summary = Type.Object({
  id: ConversationId,
  kind: ConversationKind,
  title: Type.String({ description: 'Empty for direct ones: their title is the other person' }),
  /** The other person of a direct conversation. */
  peer: Type.Optional(UserId),
  memberCount: Type.Integer({ minimum: 0 }),
  myRole: Role,
  lastSeq: Seq,
  /** Messages in the whole log: unread = messageCount − read.count. */
  messageCount: Seq,
  /** The last event that the list shows. */
  last: ConversationEvent,
  read: ReadMark,
});
export type Summary = Static<typeof Summary>;

/** A change of one person's own state: the second, per-user log. A later entry for the same thing replaces it. */
export const UserEntry = Type.Union([
  Type.Object({
    seq: Seq,
    type: Type.Literal('membership'),
    conversation: ConversationId,
    /** false: left or removed; the client forgets the conversation. */
    member: Type.Boolean(),
  }),
  Type.Object({ seq: Seq, type: Type.Literal('read'), conversation: ConversationId, read: ReadMark }),
]);
export type UserEntry = Static<typeof UserEntry>;

/** A page of lines, oldest first, and everybody named in them. */
export const HistoryPage = Type.Object({
  lines: Type.Array(Line),
  people: Type.Array(Person),
  /** The log's last place when the page was read: live events after it apply on top. */
  asOf: Seq,
  /** Whether there is more before the first and after the last line. */
  before: Type.Boolean(),
  after: Type.Boolean(),
});
export type HistoryPage = Static<typeof HistoryPage>;
