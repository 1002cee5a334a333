import Type, { type Static } from 'typebox';
import { ConversationId, DeviceId, Person, TimeMs, UserId } from './common.ts';
import { LIMITS } from './limits.ts';

/** Calls: docs/spec/calls.md. */

const closed = { additionalProperties: false } as const;

export const CallId = Type.String({ pattern: '^v_[0-9a-z]{20}$', description: 'A call' });
export type CallId = Static<typeof CallId>;

export const CallMode = Type.Union([Type.Literal('voice'), Type.Literal('video')]);
export type CallMode = Static<typeof CallMode>;

/** How a call ended; 'started': it goes on, told in groups alone. */
export const CallOutcome = Type.Union([
  Type.Literal('started'),
  Type.Literal('ended'),
  Type.Literal('declined'),
  Type.Literal('cancelled'),
  Type.Literal('no-answer'),
]);
export type CallOutcome = Static<typeof CallOutcome>;

/** A call as a line of its conversation. Only the server makes one. */
export const CallContent = Type.Object(
  {
    type: Type.Literal('call'),
    call: CallId,
    mode: CallMode,
    outcome: CallOutcome,
    /** From the first answer to the end; for 'ended' alone. */
    durationMs: Type.Optional(TimeMs),
  },
  closed,
);
export type CallContent = Static<typeof CallContent>;

/** What somebody is to a call. */
export const CallState = Type.Union([
  Type.Literal('ringing'),
  Type.Literal('in'),
  Type.Literal('declined'),
  Type.Literal('missed'),
  Type.Literal('left'),
]);
export type CallState = Static<typeof CallState>;

export const CallPerson = Type.Object({
  user: UserId,
  state: CallState,
  /** Rings while they are in another call. */
  busy: Type.Optional(Type.Literal(true)),
  /** In, and speaks in another call meanwhile. */
  held: Type.Optional(Type.Literal(true)),
});
export type CallPerson = Static<typeof CallPerson>;

/** A call that goes on, as one person knows it. */
export const CallFacts = {
  call: CallId,
  /** Where it belongs to. Absent for who was invited from elsewhere. */
  conversation: Type.Optional(ConversationId),
  /** Of a group: who is out may come back in. */
  group: Type.Optional(Type.Literal(true)),
  mode: CallMode,
  by: UserId,
  startedAt: TimeMs,
  /** When somebody first answered. */
  answeredAt: Type.Optional(TimeMs),
  /** Everybody who was called or came. */
  people: Type.Array(CallPerson, { maxItems: LIMITS.callKnown }),
  /** It rings for this person until then, unless something happens before. */
  until: Type.Optional(TimeMs),
  /** This person is in it, on this device of theirs. */
  device: Type.Optional(DeviceId),
};

/** What lets a device into a call's room. */
export const CallPass = Type.Object({
  call: CallId,
  /** The device that it is for, as entries name it. */
  device: DeviceId,
  identity: Type.String(),
  name: Type.String(),
  /** The media engine's LiveKit URL; when it starts with '/', on this server's own origin. */
  url: Type.String(),
  token: Type.String(),
});
export type CallPass = Static<typeof CallPass>;

/** One line of a person's call log. */
export const CallRecord = Type.Object({
  call: CallId,
  conversation: Type.Optional(ConversationId),
  group: Type.Optional(Type.Literal(true)),
  mode: CallMode,
  by: UserId,
  startedAt: TimeMs,
  /** Absent while it goes on. */
  outcome: Type.Optional(CallOutcome),
  /** What the person was to it last. */
  state: CallState,
  durationMs: Type.Optional(TimeMs),
  /** Others in it, the first of them. */
  people: Type.Array(UserId, { maxItems: LIMITS.callFaces }),
});
export type CallRecord = Static<typeof CallRecord>;

export const CallLog = Type.Object({
  calls: Type.Array(CallRecord, { maxItems: LIMITS.callPage }),
  people: Type.Array(Person),
  /** There is more before this. */
  next: Type.Optional(Type.String()),
});
export type CallLog = Static<typeof CallLog>;
