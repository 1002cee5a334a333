import Type, { type Static, type TSchema } from 'typebox';
import { Me } from './accounts.ts';
import { ClientId, ConversationId, DeviceId, Person, Seq, TimeMs, UserId } from './common.ts';
import {
  ConversationEvent,
  HistoryPage,
  Line,
  Member,
  Mentions,
  ReadMark,
  Summary,
  UserEntry,
} from './conversations.ts';
import type { Device } from './devices.ts';
import type { FailureBody } from './failures.ts';
import { LIMITS } from './limits.ts';
import { Availability, type Presence, PresenceSettings } from './presence.ts';
import { Profile } from './profile.ts';

/**
 * The WebSocket at `/ws`. Text frames, one JSON object each:
 * - client: `{ id, do: 'message.send', with: {…} }`
 * - server, once for each: `{ re: id, ok: {…} }` or `{ re: id, failure: {…} }`
 * - server, unasked: `{ push: 'event' | 'entry' | 'device' | 'presence' | 'people' | 'typing' | 'bye', … }`
 * The first command is `hello`; until it is answered nothing else is.
 */
export { PROTOCOL_LEVEL } from './level.ts';

const closed = { additionalProperties: false } as const;
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.pageSize }));
/** Shape only; that the text fits in `LIMITS.textBytes` of UTF-8 and isn't blank is a rule of the module. */
const Text = Type.String({ maxLength: LIMITS.frameBytes });
const People = Type.Array(UserId, { minItems: 1, maxItems: LIMITS.addAtOnce, uniqueItems: true });

/** The answer of everything that writes to a log. A repeated client id gets the first answer. */
const Written = Type.Object({ conversation: ConversationId, seq: Seq, at: TimeMs, count: Seq });
export type Written = Static<typeof Written>;

const ChangesPage = Type.Object({
  conversations: Type.Array(Summary),
  people: Type.Array(Person),
  /** Ask `conversation.changes` with it for the rest. Absent on the last page. */
  next: Type.Optional(Type.String()),
});

export const Hello = Type.Object(
  {
    token: Type.String({ maxLength: 2000 }),
    level: Type.Integer({ minimum: 1 }),
    /** Where the client is whole up to, from its last `hello`. Absent: start from nothing. */
    since: Type.Optional(
      Type.Object(
        { epoch: Type.String({ maxLength: 40 }), cursor: Type.String({ maxLength: 40 }), entrySeq: Seq },
        closed,
      ),
    ),
  },
  closed,
);

export const HelloAnswer = Type.Object({
  me: Me,
  /** Another epoch than the client's: its cached state is void and this answer starts from nothing. */
  epoch: Type.String(),
  resync: Type.Boolean(),
  now: TimeMs,
  /** For the next `hello`, valid once every page and entry has been applied. */
  cursor: Type.String(),
  entries: Type.Array(UserEntry),
  entrySeq: Seq,
  /** What changed last first. */
  changes: ChangesPage,
  /** How long after sending an own message may be edited and recalled, in ms; 0: always. */
  policy: Type.Object({ editMs: TimeMs, recallMs: TimeMs }),
});
export type HelloAnswer = Static<typeof HelloAnswer>;

/** A message of a conversation. */
const Target = { conversation: ConversationId, seq: Seq };

function command<Params extends TSchema, Result extends TSchema>(params: Params, result: Result) {
  return { params, result };
}

export const COMMANDS = {
  hello: command(Hello, HelloAnswer),
  ping: command(Type.Object({}, closed), Type.Object({ now: TimeMs })),
  /** A fresh access token of the same person and device, so that the connection outlives the one of `hello`. */
  'session.renew': command(Type.Object({ token: Type.String({ maxLength: 2000 }) }, closed), Type.Object({})),
  'conversation.changes': command(Type.Object({ page: Type.String({ maxLength: 200 }) }, closed), ChangesPage),
  'conversation.get': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  'conversation.events': command(
    Type.Object({ conversation: ConversationId, after: Seq, limit: Limit }, closed),
    Type.Object({ events: Type.Array(ConversationEvent), people: Type.Array(Person), lastSeq: Seq }),
  ),
  /** At most one of before, after, around; none: the newest page. */
  'conversation.history': command(
    Type.Object(
      {
        conversation: ConversationId,
        before: Type.Optional(Seq),
        after: Type.Optional(Seq),
        around: Type.Optional(Seq),
        limit: Limit,
      },
      closed,
    ),
    HistoryPage,
  ),
  'conversation.members': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({ members: Type.Array(Member), people: Type.Array(Person), asOf: Seq }),
  ),
  'conversation.direct': command(
    Type.Object({ user: UserId }, closed),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  'conversation.create': command(
    Type.Object({ clientId: ClientId, title: Type.String({ maxLength: 200 }), members: People }, closed),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  'conversation.rename': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId, title: Type.String({ maxLength: 200 }) }, closed),
    Written,
  ),
  'conversation.read': command(
    Type.Object({ conversation: ConversationId, seq: Seq }, closed),
    Type.Object({ read: ReadMark }),
  ),
  'conversation.leave': command(Type.Object({ clientId: ClientId, conversation: ConversationId }, closed), Written),
  'member.add': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId, members: People }, closed),
    Written,
  ),
  'member.remove': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId, member: UserId }, closed),
    Written,
  ),
  'message.send': command(
    Type.Object(
      {
        clientId: ClientId,
        conversation: ConversationId,
        text: Text,
        replyTo: Type.Optional(Seq),
        mentions: Type.Optional(Mentions),
      },
      closed,
    ),
    Written,
  ),
  'message.edit': command(
    Type.Object({ clientId: ClientId, ...Target, text: Text, mentions: Type.Optional(Mentions) }, closed),
    Written,
  ),
  'message.recall': command(Type.Object({ clientId: ClientId, ...Target }, closed), Written),
  'message.react': command(
    Type.Object({ clientId: ClientId, ...Target, emoji: Type.String({ maxLength: 100 }), on: Type.Boolean() }, closed),
    Written,
  ),
  'message.pin': command(Type.Object({ clientId: ClientId, ...Target, on: Type.Boolean() }, closed), Written),
  /** The texts that an edited message had, oldest first, the present one last. */
  'message.edits': command(
    Type.Object(Target, closed),
    Type.Object({ versions: Type.Array(Type.Object({ at: TimeMs, text: Type.String() })) }),
  ),
  /** Everybody who reacted with the emoji, in the order of reacting. */
  'message.reactions': command(
    Type.Object({ ...Target, emoji: Type.String({ maxLength: 100 }) }, closed),
    Type.Object({ users: Type.Array(UserId), people: Type.Array(Person) }),
  ),
  /** The pinned messages, in the order of pinning. */
  'message.pins': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({ lines: Type.Array(Line), people: Type.Array(Person), asOf: Seq }),
  ),
  'people.search': command(
    Type.Object({ query: Type.String({ maxLength: LIMITS.searchChars }), after: Type.Optional(UserId) }, closed),
    Type.Object({ people: Type.Array(Person), next: Type.Optional(UserId) }),
  ),
  'people.get': command(
    Type.Object({ ids: Type.Array(UserId, { minItems: 1, maxItems: LIMITS.pageSize }) }, closed),
    Type.Object({ people: Type.Array(Person) }),
  ),
  'people.profile': command(Type.Object({ user: UserId }, closed), Profile),
  /**
   * The people in view, in place of those named before. What is known of each comes as 'presence', and then every
   * change.
   */
  'presence.subscribe': command(
    Type.Object({ users: Type.Array(UserId, { maxItems: LIMITS.presenceInView, uniqueItems: true }) }, closed),
    Type.Object({}),
  ),
  /** Whether somebody is at this device. A connection counts as active until it says otherwise. */
  'presence.report': command(Type.Object({ active: Type.Boolean() }, closed), Type.Object({})),
  /** Changes what is given, and answers with all. */
  'presence.settings': command(
    Type.Object({ availability: Type.Optional(Availability), showLastSeen: Type.Optional(Type.Boolean()) }, closed),
    PresenceSettings,
  ),
  /** Which of the person's own devices are connected now. */
  'presence.devices': command(Type.Object({}, closed), Type.Object({ devices: Type.Array(DeviceId) })),
  /** The person is writing in the conversation: told to its other members, who forget it after six seconds. */
  'presence.typing': command(Type.Object({ conversation: ConversationId }, closed), Type.Object({})),
} as const;

export type CommandName = keyof typeof COMMANDS;
export type ParamsOf<Name extends CommandName> = Static<(typeof COMMANDS)[Name]['params']>;
/** The commands that need somebody who has said hello; the others are the connection's own. */
export type SessionCommand = Exclude<CommandName, 'hello' | 'ping' | 'session.renew'>;
export type ResultOf<Name extends CommandName> = Static<(typeof COMMANDS)[Name]['result']>;

export const Envelope = Type.Object(
  { id: Type.Integer({ minimum: 0 }), do: Type.String({ maxLength: 60 }), with: Type.Optional(Type.Unknown()) },
  closed,
);
export type Envelope = Static<typeof Envelope>;

/** Why the server ends a connection, told before it closes. 'revoked' and 'expired' need a new token or sign-in. */
export type ByeReason = 'revoked' | 'expired' | 'slow' | 'shutdown' | 'malformed' | 'idle';

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
  /** Somebody is writing, for the next six seconds. */
  | { push: 'typing'; conversation: ConversationId; user: UserId }
  | { push: 'bye'; reason: ByeReason };
