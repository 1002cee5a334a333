import type { Me } from '#protocol/accounts.ts';
import type { ClientId, ConversationId, DeviceId, Person, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import type { Line, Mention, MessageChange, Quote, Summary } from '#protocol/conversations.ts';
import type { FailureBody } from '#protocol/failures.ts';
import type { StateEntry } from '#protocol/personal.ts';
import type { ParamsOf } from '#protocol/realtime.ts';

/** Who was signed in here last. */
export interface StoredSession {
  me: Me;
  device: DeviceId;
  /** Only where there are no cookies. */
  refreshToken?: string;
}

/** Where the local copy is whole up to, from the last `hello` that was applied to the end. */
export interface StoredCursor {
  epoch: string;
  cursor: string;
  entrySeq: Seq;
}

/** The newest lines of a conversation, whole up to and with the place `to`. */
export interface StoredWindow {
  lines: Line[];
  to: Seq;
  /** Whether the server has lines before the first. */
  before: boolean;
}

/** A thread that was opened on this device: its newest replies, whole up to and with the place `to`. */
export interface StoredThread extends StoredWindow {
  root: Line;
  /** When it was shown last. */
  usedAt: TimeMs;
}

/** `threadKey` of client/thread-window.ts: the conversation and the root. */
export type ThreadKey = string;

export interface StoredAccount {
  cursor: StoredCursor | undefined;
  summaries: Summary[];
  people: Person[];
  personal: StateEntry[];
}

/** Changes of the local copy that are stored together or not at all. */
export interface StoredChanges {
  /** Forget every summary, window, thread, the person's own state and the cursor first; people and the outbox stay. */
  reset?: boolean;
  cursor?: StoredCursor;
  summaries?: readonly Summary[];
  /** Their windows and threads go with them. */
  forgotten?: readonly ConversationId[];
  windows?: ReadonlyMap<ConversationId, StoredWindow>;
  threads?: ReadonlyMap<ThreadKey, StoredThread>;
  people?: readonly Person[];
  /** What is not kept any more, though the conversations are. */
  droppedWindows?: readonly ConversationId[];
  droppedThreads?: readonly ThreadKey[];
  droppedPeople?: readonly UserId[];
  /** By slot; undefined: it has ended. */
  personal?: ReadonlyMap<string, StateEntry | undefined>;
}

/** What this person wants to be done to a message that is in the log. */
export type PendingChange = WithoutHead<MessageChange>;
type WithoutHead<Change> = Change extends MessageChange
  ? Omit<Change, 'conversation' | 'seq' | 'at' | 'by' | 'count' | 'tally'>
  : never;

/** What this person wants to be different for themself: a command that says how it is to be. */
export type PersonalChange = { [Name in PersonalCommand]: { do: Name; with: ParamsOf<Name> } }[PersonalCommand];
type PersonalCommand =
  | 'conversation.keep'
  | 'folder.keep'
  | 'folder.drop'
  | 'settings.keep'
  | 'message.star'
  | 'message.erase'
  | 'draft.set'
  | 'voice.heard';

/** One that the server has not confirmed. */
export interface PersonalItem {
  id: string;
  change: PersonalChange;
  /** Local time of the change. */
  at: TimeMs;
  /** They go out by this. */
  order: number;
  /** The running client (tab, process) that sends it. */
  owner: string;
}

/** A message, or a change of one, that the server has not confirmed. */
export type OutboxItem = OutboxMessage | OutboxChange;

export interface OutboxMessage extends OutboxHead {
  text: string;
  content?: Content;
  mentions?: Mention[];
  replyTo?: Seq;
  /** The root of the thread in which it is a reply. */
  thread?: Seq;
  /** With `thread`: a line of the conversation as well. */
  alsoSent?: true;
  /** What it quoted when it was written. */
  quote?: Quote;
  /** The own message that it answers, while that is on its way as well. */
  replyOf?: ClientId;
}

export interface OutboxChange extends OutboxHead {
  change: PendingChange;
  /** The own message that it changes, while that is on its way as well: its place isn't known yet. */
  of?: ClientId;
}

interface OutboxHead {
  clientId: ClientId;
  conversation: ConversationId;
  /** Local time of writing. */
  at: TimeMs;
  /** Those of one conversation go out by this: never less than that of an earlier one, even with the clock set back. */
  order: number;
  /** The running client (tab, process) that sends it. */
  owner: string;
  /** Set once the server refused it for good. */
  failure?: FailureBody;
}

/**
 * The local copy on this device. Each method is atomic, and durable when its promise resolves. What is kept belongs to
 * one person: `user` of every call; nothing of one is ever returned for another.
 */
export interface Store {
  session(): Promise<StoredSession | undefined>;
  saveSession(session: StoredSession | undefined): Promise<void>;
  account(user: UserId): Promise<StoredAccount>;
  window(user: UserId, conversation: ConversationId): Promise<StoredWindow | undefined>;
  /** The conversations of which a window is kept. */
  windows(user: UserId): Promise<ConversationId[]>;
  thread(user: UserId, key: ThreadKey): Promise<StoredThread | undefined>;
  /** The threads that are kept, of one conversation or of all. */
  threads(user: UserId, conversation?: ConversationId): Promise<ThreadKey[]>;
  apply(user: UserId, changes: StoredChanges): Promise<void>;
  /** Sorted by `order`. */
  outbox(user: UserId): Promise<OutboxItem[]>;
  putOutbox(user: UserId, item: OutboxItem): Promise<void>;
  deleteOutbox(user: UserId, clientId: ClientId): Promise<void>;
  /** Sorted by `order`. */
  personalItems(user: UserId): Promise<PersonalItem[]>;
  putPersonal(user: UserId, item: PersonalItem): Promise<void>;
  deletePersonal(user: UserId, id: string): Promise<void>;
  /** Whose copies are here, and when `account` was asked of each for the last time. */
  users(): Promise<Map<UserId, TimeMs>>;
  /** How much all of the origin's stores take up and may, in bytes; undefined where nobody says. */
  size(): Promise<{ usedBytes: number; mostBytes: number } | undefined>;
  /** Drops everything of this person, the outbox included. */
  forget(user: UserId): Promise<void>;
  close(): Promise<void>;
}
