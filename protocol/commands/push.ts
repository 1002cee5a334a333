import Type, { type Static } from 'typebox';
import { ConversationId, TimeMs } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** What is pushed to devices that are not looking. Rules: docs/spec/push.md. */

const MinuteOfDay = Type.Integer({ minimum: 0, maximum: 1439 });

/** When nothing is pushed: from a time of the day to another one, over midnight where that is earlier. */
export const QuietHours = Type.Object(
  {
    from: MinuteOfDay,
    to: MinuteOfDay,
    /** The days on which they begin; 0 is Sunday. */
    days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { maxItems: 7, uniqueItems: true }),
    /** An IANA time zone, as 'Asia/Shanghai'. */
    zone: Type.String({ maxLength: 60 }),
  },
  closed,
);
export type QuietHours = Static<typeof QuietHours>;

const Level = Type.Union([Type.Literal('all'), Type.Literal('mentions'), Type.Literal('none')]);
export type PushLevel = Static<typeof Level>;

export const PushSettings = Type.Object(
  {
    /** What a notification shows: all; who wrote; or nothing but that there is something. */
    shows: Type.Union([Type.Literal('all'), Type.Literal('sender'), Type.Literal('nothing')]),
    /** Of which messages, where the conversation says nothing else. */
    messages: Level,
    calls: Type.Boolean(),
    /** Absent: none. */
    quiet: Type.Optional(QuietHours),
  },
  closed,
);
export type PushSettings = Static<typeof PushSettings>;

/** How one conversation is kept from disturbing. */
export const PushOfConversation = Type.Object({
  /** Absent: as everywhere. */
  level: Type.Optional(Level),
  /** Nothing until then. It may be over. */
  until: Type.Optional(TimeMs),
});
export type PushOfConversation = Static<typeof PushOfConversation>;

const Language = Type.Union([Type.Literal('zh'), Type.Literal('en')]);

/** Through whom an app takes pushes: Apple's service or Google's. */
const AppKind = Type.Union([Type.Literal('apns'), Type.Literal('fcm')]);
export type AppKind = Static<typeof AppKind>;

export const PUSH_COMMANDS = {
  /** What holds for the person, and for the device that asks. */
  'push.state': command(
    Type.Object({}, closed),
    Type.Object({
      settings: PushSettings,
      /** The server's VAPID key, for the device's own push service. */
      key: Type.String(),
      /** The address that the device has told, as a digest of it (SHA-256, base64url); absent: none. */
      here: Type.Optional(Type.String()),
      /** Devices of the person that take pushes, this one included. */
      devices: Type.Integer({ minimum: 0 }),
      /** Through whom the server can push to apps, besides Web Push. */
      apps: Type.Array(AppKind),
    }),
  ),
  'push.settings': command(Type.Object({ settings: PushSettings }, closed), Type.Object({})),
  /** Where the device takes what is pushed, and in which language. It takes the place of what it told before. */
  'push.register': command(
    Type.Object(
      {
        endpoint: Type.String({ pattern: '^https://', maxLength: 1000 }),
        p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87}$' }),
        auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
        language: Language,
      },
      closed,
    ),
    Type.Object({}),
  ),
  /** The same for an app of Apple's or Google's systems: the token that the system gave it. */
  'push.app': command(
    Type.Object(
      {
        kind: AppKind,
        token: Type.String({ pattern: '^[A-Za-z0-9_:.%=~+-]+$', maxLength: LIMITS.pushTokenChars }),
        language: Language,
      },
      closed,
    ),
    Type.Object({}),
  ),
  'push.unregister': command(Type.Object({}, closed), Type.Object({})),
  /** Pushes something to the device that asks. */
  'push.test': command(Type.Object({}, closed), Type.Object({})),
  'push.conversation': command(Type.Object({ conversation: ConversationId }, closed), PushOfConversation),
  'push.quieten': command(
    Type.Object({ conversation: ConversationId, ...PushOfConversation.properties }, closed),
    Type.Object({}),
  ),
} as const;
