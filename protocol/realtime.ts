import Type, { type Static } from 'typebox';
import { CALL_COMMANDS } from './commands/calls.ts';
import { CHANNEL_COMMANDS } from './commands/channel.ts';
import { CONTACT_COMMANDS } from './commands/contact.ts';
import { CONVERSATION_COMMANDS } from './commands/conversation.ts';
import { DEPARTMENT_COMMANDS } from './commands/department.ts';
import { FILE_COMMANDS } from './commands/file.ts';
import { GROUP_COMMANDS, JOIN_COMMANDS } from './commands/groups.ts';
import { JOB_COMMANDS } from './commands/jobs.ts';
import { KEEPING_COMMANDS } from './commands/keeping.ts';
import { LINK_COMMANDS } from './commands/link.ts';
import { LIST_COMMANDS } from './commands/list.ts';
import { MESSAGE_COMMANDS } from './commands/message.ts';
import { PEOPLE_COMMANDS } from './commands/people.ts';
import { PLANNING_COMMANDS } from './commands/planning.ts';
import { POLL_COMMANDS } from './commands/poll.ts';
import { PRESENCE_COMMANDS } from './commands/presence.ts';
import { PUSH_COMMANDS } from './commands/push.ts';
import { READING_COMMANDS, type ReadsPush } from './commands/reading.ts';
import { SEARCH_COMMANDS } from './commands/search.ts';
import { SESSION_COMMANDS } from './commands/session.ts';
import { closed } from './commands/shapes.ts';
import { STICKER_COMMANDS } from './commands/sticker.ts';
import { THREAD_COMMANDS } from './commands/thread.ts';
import { VOICE_COMMANDS } from './commands/voice.ts';
import type { ConversationId, Person, Seq, TimeMs, UserId } from './common.ts';
import type { ConversationEvent } from './conversations.ts';
import type { Device } from './devices.ts';
import type { FailureBody } from './failures.ts';
import type { UserEntry } from './personal.ts';
import type { Presence } from './presence.ts';

export type { ReaderMark, ReadsPush } from './commands/reading.ts';
export { HelloAnswer } from './commands/session.ts';
export { Written } from './commands/shapes.ts';
/**
 * The WebSocket at `/ws`. Text frames, one JSON object each:
 * - client: `{ id, do: 'message.send', with: {…} }`
 * - server, once for each: `{ re: id, ok: {…} }` or `{ re: id, failure: {…} }`
 * - server, unasked: `{ push: 'event' | 'entry' | 'device' | 'presence' | 'people' | 'typing' | 'reads' | 'bye', … }`
 * The first command is `hello`; until it is answered nothing else is.
 */
export { PROTOCOL_LEVEL } from './level.ts';

export const COMMANDS = {
  ...SESSION_COMMANDS,
  ...CONVERSATION_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...LIST_COMMANDS,
  ...READING_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...CONTACT_COMMANDS,
  ...DEPARTMENT_COMMANDS,
  ...PRESENCE_COMMANDS,
  ...SEARCH_COMMANDS,
  ...THREAD_COMMANDS,
  ...CHANNEL_COMMANDS,
  ...KEEPING_COMMANDS,
  ...POLL_COMMANDS,
  ...GROUP_COMMANDS,
  ...JOIN_COMMANDS,
  ...STICKER_COMMANDS,
  ...LINK_COMMANDS,
  ...FILE_COMMANDS,
  ...VOICE_COMMANDS,
  ...CALL_COMMANDS,
  ...JOB_COMMANDS,
  ...PUSH_COMMANDS,
  ...PLANNING_COMMANDS,
} as const;

export type CommandName = keyof typeof COMMANDS;
export type ParamsOf<Name extends CommandName> = Static<(typeof COMMANDS)[Name]['params']>;
/** The commands that need somebody who has said hello; the others are the connection's own. */
export type SessionCommand = Exclude<CommandName, keyof typeof SESSION_COMMANDS>;
export type ResultOf<Name extends CommandName> = Static<(typeof COMMANDS)[Name]['result']>;

export const Envelope = Type.Object(
  { id: Type.Integer({ minimum: 0 }), do: Type.String({ maxLength: 60 }), with: Type.Optional(Type.Unknown()) },
  closed,
);
export type Envelope = Static<typeof Envelope>;

/** Why the server ends a connection, told before it closes. 'revoked', 'replaced' and 'expired' need a new token or sign-in. */
export type ByeReason = 'revoked' | 'replaced' | 'expired' | 'slow' | 'missed' | 'shutdown' | 'malformed' | 'idle';

/** The last word of the server. `retryAfterMs`: come back no sooner, so that not all come at once. */
export type ByePush = { push: 'bye'; reason: ByeReason; retryAfterMs?: number };

/** How far a conversation goes, the messages up to there, and when that was. */
export interface CountersPush {
  push: 'counters';
  conversation: ConversationId;
  lastSeq: Seq;
  count: Seq;
  at: TimeMs;
  /** The newest line since the counters before; absent: there was none. */
  line?: Seq;
}

export type ServerFrame =
  | { re: number; ok: unknown }
  | { re: number; failure: FailureBody }
  | { push: 'event'; event: ConversationEvent }
  | { push: 'entry'; entry: UserEntry }
  /** The person signed in on one more device. */
  | { push: 'device'; device: Device }
  | { push: 'presence'; people: readonly Presence[] }
  /** Cards of people in view that are not what they were, or may not be. */
  | { push: 'people'; people: readonly Person[] }
  /** A large conversation went on that this connection doesn't look at. At most once in a second for each. */
  | CountersPush
  /** Somebody is writing, for the next six seconds. */
  | { push: 'typing'; conversation: ConversationId; user: UserId }
  /** How far people have read in a conversation that is followed. */
  | ({ push: 'reads' } & ReadsPush)
  /** Departments, or who is in them, are not what they were. */
  | { push: 'directory' }
  | ByePush;
