import Type, { type Static } from 'typebox';
import { FAILURES, type FailureCode, FIELD_FAULTS, type FieldFaultCode } from './failures.ts';

/** An id as `kernel/ids.ts` makes them: what it names, an underscore, 20 letters and digits. */
function idOf(prefix: string, what: string) {
  return Type.String({ pattern: `^${prefix}_[0-9a-z]{20}$`, description: what });
}

export const UserId = idOf('u', 'A person');
export const DeviceId = idOf('d', 'One signed-in browser or app of a person');
export const ConversationId = idOf('c', 'A conversation');
export type UserId = Static<typeof UserId>;
export type DeviceId = Static<typeof DeviceId>;
export type ConversationId = Static<typeof ConversationId>;

/** Chosen by the client for each thing it writes, so that a repeat is recognised. Unique for one person. */
export const ClientId = Type.String({ pattern: '^[0-9A-Za-z_-]{8,40}$', description: 'Chosen by the client, once' });
export const Seq = Type.Integer({ minimum: 0, description: 'Place in a log; 0 is before the first' });
export const TimeMs = Type.Integer({ minimum: 0, description: 'Milliseconds since the Unix epoch' });
export type ClientId = Static<typeof ClientId>;
export type Seq = Static<typeof Seq>;
export type TimeMs = Static<typeof TimeMs>;

/** What everybody may know of a person. */
export const Person = Type.Object({
  id: UserId,
  nickname: Type.String(),
  /** Names the picture: `avatarPath()` in profile.ts. A new picture has a new name. */
  avatar: Type.Optional(Type.String({ pattern: '^[0-9a-z]{26}$' })),
  job: Type.Optional(Type.String()),
  signature: Type.Optional(Type.String()),
  /** What they are at for the moment; void once `until` has passed. */
  status: Type.Optional(Type.Object({ text: Type.String(), until: Type.Optional(TimeMs) })),
  /** No account: a guest of a meeting, as they were called there. */
  guest: Type.Optional(Type.Literal(true)),
});
export type Person = Static<typeof Person>;

export const Role = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export type Role = Static<typeof Role>;

const failureCodes = Object.keys(FAILURES) as FailureCode[];
const faultCodes = Object.keys(FIELD_FAULTS) as FieldFaultCode[];

export const FailureSchema = Type.Object({
  code: Type.Union(failureCodes.map((code) => Type.Literal(code))),
  message: Type.String(),
  fields: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({
        code: Type.Union(faultCodes.map((code) => Type.Literal(code))),
        n: Type.Optional(Type.Integer()),
      }),
    ),
  ),
  retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  meeting: Type.Optional(Type.Object({ number: Type.String(), title: Type.String() })),
});
