import type { Kysely, Transaction } from 'kysely';
import type { ConversationId, Person, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import type { ConversationEvent, ConversationKind, MessageLine } from '#protocol/conversations.ts';
import type { FileItem } from '#protocol/files.ts';
import type { EntryBody } from '#protocol/personal.ts';
import type { CommandName, HelloAnswer, ParamsOf, ResultOf, Written } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import type { PersonalTopics } from '../personal/api.ts';
import type { Seat } from '../presence/api.ts';
import type { Searchable } from './searchable.ts';

export type { Reach, Searchable } from './searchable.ts';
export type { SpeechGate } from './speech-gate.ts';

/** What conversations tell on the bus, after commit; the events of one conversation in the order of their seqs. */
export interface ConversationTopics extends PersonalTopics {
  /** For every member of the conversation as it is after the event: who it removes doesn't get it. */
  conversation: {
    event: ConversationEvent;
    /** How many are in the conversation after the event. */
    memberCount: number;
    /** Who sees the conversation only from a later place on than the event tells of: they get `hiddenFrom` of it. */
    blind?: readonly UserId[];
    /** From whom the message is withheld: they get `withheldEvent` of it, and nothing is announced to them. */
    withheld?: UserId;
    /** Everybody of the workspace may read it: a public channel that hides nothing. */
    open?: true;
  };
  /** Somebody who may read there no more. */
  'conversation-banned': { conversation: ConversationId; user: UserId };
}

/** What one transaction tells of, before it is committed. */
export interface Told {
  events: readonly ConversationTopics['conversation'][];
  entries: readonly PersonalTopics['user-entry'][];
}

export type ConversationCommand = Extract<
  CommandName,
  `${'conversation' | 'member' | 'join' | 'message' | 'thread' | 'channel' | 'folder' | 'settings' | 'poll' | 'draft' | 'voice'}.${string}`
>;

/** How long after sending an own message may be changed, in ms; 0: always. */
export type MessagePolicy = HelloAnswer['policy'];

/** Each checks what the caller may do. @throws Failure */
export type ConversationCommands = {
  [Name in ConversationCommand]: (caller: Caller, params: ParamsOf<Name>, seat?: Seat) => Promise<ResultOf<Name>>;
};

export type HelloSince = ParamsOf<'hello'>['since'];
export type ConversationsHello = Omit<HelloAnswer, 'me' | 'now'>;

/** One transaction of another module together with what it says in conversations and tells people. */
export interface Together {
  /** To be taken as the other module's own tables. */
  readonly db: Transaction<never>;
  /** What people see as the time now, in ms. */
  now(): number;
  /** Adds to somebody's own log. */
  tell(user: UserId, body: EntryBody): Promise<void>;
  /** @throws Failure 'conversation.unknown' for who is no member, and why who is may not write there */
  access(caller: Caller, conversation: ConversationId): Promise<{ kind: ConversationKind }>;
  members(conversation: ConversationId): Promise<UserId[]>;
  /** From whom it is kept what `by` says in a direct conversation. */
  apart(conversation: ConversationId, by: UserId): Promise<UserId | undefined>;
  /** The line of a call, by who called. */
  sayCall(conversation: ConversationId, by: UserId, content: ContentOf<'call'>): Promise<void>;
  /** The card of a planned meeting, by who organises it. */
  sayMeeting(conversation: ConversationId, by: UserId, content: ContentOf<'meeting'>): Promise<void>;
}

/** The files that messages have, in the transaction of what happens to the messages. All @throws Failure */
export interface FileSource {
  /** Somebody sends own files: they are there, and are as is said. */
  send(
    db: Kysely<never>,
    user: UserId,
    items: readonly FileItem[],
    conversation: ConversationId,
    seq: Seq,
  ): Promise<void>;
  /** Somebody is going to send own files: they are there, are as is said, and stay until then. `until`: ms since the epoch. */
  hold(db: Kysely<never>, user: UserId, items: readonly FileItem[], until: number): Promise<void>;
  /** They are not going to be sent after all: they stay until then. */
  release(db: Kysely<never>, items: readonly FileItem[], until: number): Promise<void>;
  /** One more message has the files, by the server's doing. */
  copy(db: Kysely<never>, items: readonly FileItem[], conversation: ConversationId, seq: Seq): Promise<void>;
  /** A message has no files any more. */
  remove(db: Kysely<never>, items: readonly FileItem[], conversation: ConversationId, seq: Seq): Promise<void>;
}

/** A meeting's chat, before anything is said in it. */
export interface NewMeetingChat {
  /** The meeting's. */
  number: string;
  title: string;
  owner: UserId;
  members: readonly UserId[];
}

/** A guest's choice of a poll's answers. What was said before `from`, ms since the epoch, is not for them. */
export interface GuestVote {
  clientId: string;
  seq: Seq;
  options: readonly number[];
  from: TimeMs;
}

/** The conversations that are the chats of meetings. Nobody's rights are looked at but in what is said. */
export interface MeetingChats {
  /** `note` writes in the same transaction. */
  begin(
    chat: NewMeetingChat,
    note: (db: Transaction<never>, conversation: ConversationId) => Promise<void>,
  ): Promise<ConversationId>;
  /** Those who are in already stay as they are. */
  comeIn(conversation: ConversationId, users: readonly UserId[]): Promise<void>;
  goOut(conversation: ConversationId, users: readonly UserId[], by: UserId): Promise<void>;
  rename(conversation: ConversationId, title: string, by: UserId): Promise<void>;
  /** Said by somebody without an account; once for each client id. @throws Failure as 'message.send', and why they may not */
  sayAsGuest(conversation: ConversationId, guest: UserId, said: { clientId: string; text: string }): Promise<Written>;
  /** By somebody without an account. @throws Failure as 'poll.vote', 'message.unknown' for what was said before `from` */
  voteAsGuest(conversation: ConversationId, guest: UserId, vote: GuestVote): Promise<Written>;
  /** Whether it was said at or after `from`, to all, and is there still. */
  isSaidSince(conversation: ConversationId, seq: Seq, from: TimeMs): Promise<boolean>;
  /** The messages since `from` that are new or changed after the place `after`, the last `most`, and who wrote them. */
  since(
    conversation: ConversationId,
    reader: UserId,
    after: Seq,
    from: TimeMs,
    most: number,
  ): Promise<{ asOf: Seq; lines: MessageLine[]; people: Person[] }>;
}

/** What the rest of the server may ask of conversations. Rules: docs/spec/conversations.md. */
export interface Conversations {
  readonly commands: ConversationCommands;
  /** What changed for `user` since the client was whole; everything, in pages, when it can't be told. */
  hello(user: UserId, since: HelloSince): Promise<ConversationsHello>;
  /** The conversations in which `user` is, as committed when it is asked or later. */
  conversationsOf(user: UserId): Promise<ConversationId[]>;
  /** Who is in `conversation`; nobody when there is no such conversation. */
  membersOf(conversation: ConversationId): Promise<UserId[]>;
  /** How many are in it, for one of them; undefined for everybody else. */
  sizeFor(user: UserId, conversation: ConversationId): Promise<number | undefined>;
  /** Those of the messages that `user` sees at this moment. @throws Failure 'conversation.unknown' */
  seen(user: UserId, conversation: ConversationId, seqs: readonly Seq[]): Promise<Seq[]>;
  readonly meetingChats: MeetingChats;
  /** What search reads. */
  readonly searchable: Searchable;
  /** Names this database's logs: with another one, every place in them is void. */
  readonly epoch: string;
  /** Commits what `work` writes, says and tells, and publishes it afterwards. */
  together<Result>(work: (together: Together) => Promise<Result>): Promise<Result>;
  /** The conversations in which somebody has not read all messages, and how many those are. */
  unreadOf(user: UserId): Promise<{ conversation: ConversationId; unread: number }[]>;
  /** Whether it is the conversation of two people. */
  isDirect(conversation: ConversationId): Promise<boolean>;
  /** The connection is gone: nothing more is told to it. */
  left(seat: Seat): void;
  /** The connections that have the conversation in view. */
  lookersAt(conversation: ConversationId): ReadonlySet<Seat>;
  /** Those of them who read a public channel without being in it; and whether one still does. */
  previewersOf(conversation: ConversationId): ReadonlySet<Seat>;
  previews(conversation: ConversationId, seat: Seat): boolean;
  /** Ends the temporary groups whose time has come. It happens by itself too. */
  endDue(): Promise<void>;
  close(): Promise<void>;
}
