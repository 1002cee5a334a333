import Type, { type Static } from 'typebox';
import { ClientId, ConversationId, Person, Role, Seq, TimeMs, UserId } from './common.ts';
import { Content, ContentType } from './content.ts';
import { ConversationSettings, SettingsChange } from './group-settings.ts';
import { LIMITS } from './limits.ts';
import { PollChoice, PollState, Tally } from './polls.ts';

/** The conversation log: what is stored, what travels, what a client folds. Rules: docs/spec/conversations.md. */

const Head = {
  conversation: ConversationId,
  /** Dense: 1, 2, 3, … within the conversation. */
  seq: Seq,
  at: TimeMs,
  by: UserId,
  /** How many messages (what counts as unread) the log holds up to and with this event. Thread replies don't count. */
  count: Seq,
};

export const ConversationKind = Type.Union([Type.Literal('direct'), Type.Literal('group'), Type.Literal('channel')]);
export type ConversationKind = Static<typeof ConversationKind>;

export const CreatedEvent = Type.Object({
  ...Head,
  type: Type.Literal('created'),
  kind: ConversationKind,
  title: Type.String(),
  members: Type.Array(UserId),
  /** It is the chat of the meeting with this number. */
  meeting: Type.Optional(Type.String()),
});
/** Somebody by their id, everybody, or those who are online: whom that meant is told beside it, in `here`. */
export const Mention = Type.Union([UserId, Type.Literal('all'), Type.Literal('here')]);
export type Mention = Static<typeof Mention>;
const Here = Type.Optional(Type.Array(UserId, { maxItems: LIMITS.here }));
export const Mentions = Type.Array(Mention, { maxItems: LIMITS.mentions, uniqueItems: true });

/** What an answer quotes, as it is now. */
export const Quote = Type.Object({
  by: UserId,
  /** The beginning of the text. */
  text: Type.String(),
  /** What the message is besides its text. */
  content: Type.Optional(ContentType),
  recalled: Type.Optional(Type.Literal(true)),
});
export type Quote = Static<typeof Quote>;

export const MessageEvent = Type.Object({
  ...Head,
  type: Type.Literal('message'),
  clientId: ClientId,
  /** Empty once it has been recalled, and when the content says it all. */
  text: Type.String(),
  content: Type.Optional(Content),
  mentions: Type.Optional(Mentions),
  /** Whom 'here' among the mentions means: the members who were online as it was written. */
  here: Here,
  /** The message that this one answers, and what it says now. Both or neither. */
  replyTo: Type.Optional(Seq),
  quote: Type.Optional(Quote),
  /** Whose message this is a copy of, and when they sent it. */
  forwarded: Type.Optional(Type.Object({ by: UserId, at: TimeMs })),
  /** The root of the thread that it is a reply in: docs/spec/threads-and-channels.md. */
  thread: Type.Optional(Seq),
  /** With `thread`: it is a line of the conversation as well. */
  alsoSent: Type.Optional(Type.Literal(true)),
  /** Who took it back. Told with the message itself, since its text is nowhere any more. */
  recalled: Type.Optional(Type.Object({ by: UserId, at: TimeMs })),
  /** The reader has taken it away for themself: it counts, and is no line of theirs. */
  erased: Type.Optional(Type.Literal(true)),
});

/** What a message's line says of the thread under it, replies that were recalled left out. */
export const Replies = Type.Object({
  count: Type.Integer({ minimum: 1 }),
  /** The newest. */
  last: Type.Object({ seq: Seq, at: TimeMs }),
  /** Who replied last, the newest first. */
  by: Type.Array(UserId, { maxItems: LIMITS.threadFaces }),
});
export type Replies = Static<typeof Replies>;
/** Another text for an own message. An empty one: the message has been recalled since, and this text is gone as well. */
export const EditedEvent = Type.Object({
  ...Head,
  type: Type.Literal('edited'),
  target: Seq,
  text: Type.String(),
  mentions: Type.Optional(Mentions),
  here: Here,
  /** The message is in its thread alone, and so are its mentions. */
  inThread: Type.Optional(Type.Literal(true)),
});
export const RecalledEvent = Type.Object({
  ...Head,
  type: Type.Literal('recalled'),
  target: Seq,
  /** When the message was a reply: what is left of the thread; no `replies`: none. */
  thread: Type.Optional(Type.Object({ root: Seq, replies: Type.Optional(Replies) })),
});
export const ReactedEvent = Type.Object({
  ...Head,
  type: Type.Literal('reacted'),
  target: Seq,
  emoji: Type.String(),
  on: Type.Boolean(),
});
export const PinnedEvent = Type.Object({ ...Head, type: Type.Literal('pinned'), target: Seq, on: Type.Boolean() });
/**
 * Somebody voted, or changed their vote; the tally is that after it. Of an anonymous poll it is told as if the poll's
 * author did it, without `options`.
 */
export const VotedEvent = Type.Object({
  ...Head,
  type: Type.Literal('voted'),
  target: Seq,
  options: Type.Optional(PollChoice),
  tally: Tally,
});
export const PollClosedEvent = Type.Object({ ...Head, type: Type.Literal('poll-closed'), target: Seq });
const Quiet = Type.Optional(Type.Literal(true));

export const MembersAddedEvent = Type.Object({
  ...Head,
  type: Type.Literal('members-added'),
  members: Type.Array(UserId),
  /** In large channels: no line. */
  quiet: Quiet,
});
/** `by` is the person themself when they left. */
export const MemberRemovedEvent = Type.Object({
  ...Head,
  type: Type.Literal('member-removed'),
  member: UserId,
  quiet: Quiet,
});
export const RoleChangedEvent = Type.Object({
  ...Head,
  type: Type.Literal('role-changed'),
  member: UserId,
  /** A new owner takes the place of the one before, who becomes an admin. A role above 'member' ends a mute. */
  role: Role,
});
export const RenamedEvent = Type.Object({ ...Head, type: Type.Literal('renamed'), title: Type.String() });
/** Owner or admins changed what is set: `foldSettings` in kernel/settings-fold.ts. */
export const SettingsChangedEvent = Type.Object({
  ...Head,
  type: Type.Literal('settings-changed'),
  change: SettingsChange,
});
/** Up to `until` the member writes nothing; 0: no more muted, `FOR_GOOD`: until it is lifted. */
export const MemberMutedEvent = Type.Object({
  ...Head,
  type: Type.Literal('member-muted'),
  member: UserId,
  until: TimeMs,
});
/** The last event of a group: everybody is out. `by` is its owner, also when it ended by itself. */
export const DissolvedEvent = Type.Object({
  ...Head,
  type: Type.Literal('dissolved'),
  /** It was temporary, and its time came. */
  timely: Type.Optional(Type.Literal(true)),
});

export const ConversationEvent = Type.Union([
  CreatedEvent,
  MessageEvent,
  MembersAddedEvent,
  MemberRemovedEvent,
  RoleChangedEvent,
  RenamedEvent,
  SettingsChangedEvent,
  MemberMutedEvent,
  DissolvedEvent,
  EditedEvent,
  RecalledEvent,
  ReactedEvent,
  PinnedEvent,
  VotedEvent,
  PollClosedEvent,
]);
export type ConversationEvent = Static<typeof ConversationEvent>;
export type MessageEvent = Static<typeof MessageEvent>;
export type EventOf<Name extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Name }>;

/** The events that change a message, and are no lines themselves. */
export type MessageChange = EventOf<'edited' | 'recalled' | 'reacted' | 'pinned' | 'voted' | 'poll-closed'>;

/** Everybody who reacted alike. */
export const Reaction = Type.Object({
  emoji: Type.String(),
  count: Type.Integer({ minimum: 1 }),
  /** The first of them, at most `LIMITS.reactionNames`. */
  users: Type.Array(UserId, { maxItems: LIMITS.reactionNames }),
  /** The reader is among them. */
  me: Type.Optional(Type.Literal(true)),
});
export type Reaction = Static<typeof Reaction>;

/** A message in its present state. */
export const MessageLine = Type.Object({
  ...MessageEvent.properties,
  editedAt: Type.Optional(TimeMs),
  /** In the order in which each was given first. */
  reactions: Type.Optional(Type.Array(Reaction, { maxItems: LIMITS.reactionKinds })),
  pinned: Type.Optional(Type.Literal(true)),
  /** The reader has starred it. */
  starred: Type.Optional(Type.Literal(true)),
  /** Of a poll, once anything has become of it. */
  poll: Type.Optional(PollState),
  /** The thread under it. */
  replies: Type.Optional(Replies),
  /** The last event that changed it. */
  changed: Type.Optional(Seq),
});
export type MessageLine = Static<typeof MessageLine>;

/** One line of a conversation as history shows it: the events that people see, folded to their present state. */
export const Line = Type.Union([
  CreatedEvent,
  MessageLine,
  MembersAddedEvent,
  MemberRemovedEvent,
  RoleChangedEvent,
  RenamedEvent,
  SettingsChangedEvent,
  MemberMutedEvent,
  DissolvedEvent,
]);
export type Line = Static<typeof Line>;

export const Member = Type.Object({
  user: UserId,
  role: Role,
  /** They write nothing until then. It may be over. */
  mutedUntil: Type.Optional(TimeMs),
});
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
  /** The last line. */
  last: Line,
  read: ReadMark,
  /** Absent: everything as by default. */
  settings: Type.Optional(ConversationSettings),
  /** The asker is muted until then. It may be over. */
  mutedUntil: Type.Optional(TimeMs),
  /** The first event that the asker sees anything of. Absent: the first of all. */
  visibleFrom: Type.Optional(Seq),
  /** The unread messages that mention the asker, in order; absent: none. */
  mentions: Type.Optional(Type.Array(Seq, { maxItems: LIMITS.unreadMentions })),
});
export type Summary = Static<typeof Summary>;

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
