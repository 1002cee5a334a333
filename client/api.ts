import type { Me, Welcome } from '#protocol/accounts.ts';
import type { ClientId, ConversationId, Person, Seq, UserId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import type { Mention, MessageEvent } from '#protocol/conversations.ts';
import type { Device, DeviceClass } from '#protocol/devices.ts';
import type { FailureBody, FailureCode, Language } from '#protocol/failures.ts';
import type { EntryOf, StateEntry } from '#protocol/personal.ts';
import type { Presence } from '#protocol/presence.ts';
import type { HelloAnswer, ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { Fetch, Locks, OpenChannel, OpenSocket, Timers } from './ports.ts';
import type { PendingChange, PersonalChange, Store } from './store/store.ts';
import type { Threads } from './threads.ts';
import type { Reworded } from './unsent.ts';
import type { ConversationItem, ConversationView, MemberSearch, MembersPage, Status } from './view.ts';

export interface ClientOptions {
  /** e.g. 'http://127.0.0.1:8080', without a slash at the end. */
  baseUrl: string;
  store: Store;
  /** Where the refresh token is kept: an HttpOnly cookie in browsers, the store elsewhere. */
  keep: 'cookie' | 'body';
  /** Shown in the person's list of devices. */
  deviceName: string;
  deviceClass?: DeviceClass;
  language?: Language;
  /** `navigator.locks` where there are tabs. Absent: this client is alone with its store. */
  locks?: Locks;
  /** With `locks`: the tabs of one person share one connection. */
  openChannel?: OpenChannel;
  fetch?: Fetch;
  openSocket?: OpenSocket;
  timers?: Timers;
  /** Uniform in [0, 1), for jitter. */
  random?: () => number;
}

export interface RegisterForm {
  login: string;
  nickname: string;
  password: string;
  passwordAgain: string;
  invite?: string;
}

export interface LoginForm {
  login: string;
  password: string;
}

/** What a Client tells, by `on`. */
export interface ClientEvents extends Record<string, unknown[]> {
  status: [Status];
  /** A message of somebody else, as it arrives live. */
  message: [MessageEvent];
  /** This person has just signed in on another device. */
  device: [Device];
  /** Departments, or who is in them, are not what they were. */
  directory: [];
  /** This person is out of a conversation, and not by their own doing. Told once. */
  left: [EntryOf<'membership'>];
  'signed-out': [FailureCode | undefined];
  /** A change that will not be made. */
  refused: [PendingChange | PersonalChange, FailureBody];
}

/** What a message says besides its text. */
export interface SendMore {
  /** Where the message has been known by it before, a repeat sends nothing. */
  clientId?: ClientId;
  content?: Content;
  replyTo?: Seq;
  /** The own message that it answers, while that is on its way. */
  answers?: ClientId;
  mentions?: readonly Mention[];
  /** The root of the thread in which it is a reply. */
  thread?: Seq;
  /** With `thread`: a line of the conversation as well. */
  alsoSent?: boolean;
}

/** One person's view of a server: snapshots that never change in place, and actions. See README.md. */
export interface Client {
  /** Shows what is stored and, when somebody is signed in, connects. Never rejects for the network. */
  start(): Promise<void>;
  /** Ends everything; the store is left to its owner. Idempotent. */
  close(): Promise<void>;
  /** The network or the screen is back: try to connect now, and look whether the connection lives. */
  wake(): void;

  welcome(): Promise<Welcome>;
  register(form: RegisterForm): Promise<Me>;
  login(form: LoginForm): Promise<Me>;
  /** Ends the session on the server when it can be reached, and forgets everything here. */
  logout(): Promise<void>;

  status(): Status;
  me(): Me | undefined;
  conversations(): readonly ConversationItem[];
  conversation(id: ConversationId): ConversationView;
  person(id: UserId): Person | undefined;
  /** What this person keeps for themself, by slot (kernel/personal-fold.ts). */
  personal<Name extends StateEntry['type']>(type: Name): ReadonlyMap<string, EntryOf<Name>>;
  /** The threads in view; undefined while nobody is signed in. */
  threads(): Threads | undefined;
  /** Undefined while nothing is known: the person isn't watched, or there is no connection. */
  presence(id: UserId): Presence | undefined;
  /** Who else is writing there, who began first first. */
  typing(id: ConversationId): readonly UserId[];
  /** Calls after any snapshot changed, once a tick, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  on<Name extends keyof ClientEvents & string>(name: Name, listener: (...args: ClientEvents[Name]) => void): () => void;

  /** The person's presence is followed until the returned function is called. */
  watchPresence(id: UserId): () => void;
  /** Whether somebody is at this device; at first they are. */
  setActive(active: boolean): void;
  /** Tells the others that this person is writing. Call with every change; it is told now and then. */
  tellTyping(id: ConversationId): void;
  /** The conversation is in view until the returned function is called. */
  open(id: ConversationId): () => void;
  /** Somebody may open it at once: what is stored of it is brought into memory. Never rejects. */
  warm(id: ConversationId): Promise<void>;
  loadBefore(id: ConversationId): Promise<void>;
  loadAfter(id: ConversationId): Promise<void>;
  loadAround(id: ConversationId, seq: Seq): Promise<void>;
  loadNewest(id: ConversationId): Promise<void>;
  /** All who are in, kept in the view, unless they are more than a page; or those of a search, or another page. */
  loadMembers(id: ConversationId, where?: MemberSearch): Promise<MembersPage>;

  send(id: ConversationId, text: string, more?: SendMore): ClientId;
  /**
   * Changes of a message that is in the log: shown at once, stored, sent in order with what is written. What the server
   * refuses for good is shown as it was, and told by 'refused'.
   */
  edit(id: ConversationId, seq: Seq, text: string, mentions?: readonly Mention[]): void;
  recall(id: ConversationId, seq: Seq): void;
  react(id: ConversationId, seq: Seq, emoji: string, on: boolean): void;
  pin(id: ConversationId, seq: Seq, on: boolean): void;
  /** Changes what this person keeps for themself: shown at once, stored, sent when the server can be reached. */
  keep(change: PersonalChange): void;
  /** How long own messages may be changed; undefined before the first connection. */
  policy(): HelloAnswer['policy'] | undefined;
  /** Sends a failed message again; with `said`, gives other words to any that is on its way. */
  retry(clientId: ClientId, said?: Reworded): void;
  /** Takes a message back that is on its way. */
  discard(clientId: ClientId): void;
  /** Changes a message that is in the log: shown at once, stored, sent in order. */
  change(id: ConversationId, change: PendingChange): void;
  /** Up to the line `seq`; without it, everything. */
  markRead(id: ConversationId, seq?: Seq): void;

  direct(user: UserId): Promise<ConversationId>;
  create(title: string, members: readonly UserId[]): Promise<ConversationId>;
  rename(id: ConversationId, title: string): Promise<void>;
  leave(id: ConversationId): Promise<void>;
  addMembers(id: ConversationId, members: readonly UserId[]): Promise<void>;
  removeMember(id: ConversationId, member: UserId): Promise<void>;
  searchPeople(query: string, after?: UserId): Promise<{ people: Person[]; next?: UserId }>;

  /** What a request has answered about this person. */
  takeMe(me: Me): Promise<void>;

  /** Any command. @throws Failure as the server answers, or 'network.unreachable' */
  call<Name extends SessionCommand>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>;
  /** JSON over HTTP with the access token. @throws Failure as the server answers, or 'network.unreachable' */
  request<Result>(method: string, path: string, body?: unknown): Promise<Result>;
}
