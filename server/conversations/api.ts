import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { CommandName, HelloAnswer, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import type { PersonalTopics } from '../personal/api.ts';
import type { Seat } from '../presence/api.ts';
import type { Searchable } from './searchable.ts';

export type { Reach, Searchable } from './searchable.ts';

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
  };
}

export type ConversationCommand = Extract<
  CommandName,
  `${'conversation' | 'member' | 'join' | 'message' | 'thread' | 'channel' | 'folder' | 'settings' | 'poll' | 'draft'}.${string}`
>;

/** How long after sending an own message may be changed, in ms; 0: always. */
export type MessagePolicy = HelloAnswer['policy'];

/** Each checks what the caller may do. @throws Failure */
export type ConversationCommands = {
  [Name in ConversationCommand]: (caller: Caller, params: ParamsOf<Name>, seat?: Seat) => Promise<ResultOf<Name>>;
};

export type HelloSince = ParamsOf<'hello'>['since'];
export type ConversationsHello = Omit<HelloAnswer, 'me' | 'now'>;

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
  /** What search reads. */
  readonly searchable: Searchable;
  /** Names this database's logs: with another one, every place in them is void. */
  readonly epoch: string;
  /** Whether it is the conversation of two people. */
  isDirect(conversation: ConversationId): Promise<boolean>;
  /** The connection is gone: nothing more is told to it. */
  left(seat: Seat): void;
  /** The connections that have the conversation in view. */
  lookersAt(conversation: ConversationId): ReadonlySet<Seat>;
  /** Sends now what is due; by itself it happens at its time. */
  sendDue(): Promise<void>;
  /** Ends the temporary groups whose time has come. It happens by itself too. */
  endDue(): Promise<void>;
  close(): Promise<void>;
}
