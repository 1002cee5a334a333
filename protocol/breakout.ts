import Type, { type Static } from 'typebox';
import { TimeMs } from './common.ts';
import { LIMITS } from './limits.ts';
import { SeatIdentity, Ticket } from './meeting-rules.ts';

/** HTTP shapes of `/api/v1/meetings/{number}/breakout`. Rules: docs/spec/breakout.md. */

const closed = { additionalProperties: false } as const;

/** One of the meeting's breakout rooms. */
export const BreakoutId = Type.String({ pattern: '^b[0-9]{1,4}$' });
export type BreakoutId = Static<typeof BreakoutId>;

const rules = {
  /** People go by themselves when the rooms open; else they are asked. */
  auto: Type.Boolean(),
  /** People choose their room themselves. */
  choose: Type.Boolean(),
  /** People may go back to the main room while the rooms are open. */
  back: Type.Boolean(),
  /** After how long the rooms close by themselves; 0: they do not. */
  minutes: Type.Integer({ minimum: 0, maximum: LIMITS.breakoutMinutes }),
};

export const BreakoutRules = Type.Object(rules, closed);
export type BreakoutRules = Static<typeof BreakoutRules>;

const does = <Name extends string>(name: Name) => ({ do: Type.Literal(name) });

/** What hosts do about breakout rooms. */
export const BreakoutDeed = Type.Union([
  /** These rooms and no others; who was in one that stays stays there. Without an id: a new one. */
  Type.Object(
    {
      ...does('make'),
      rooms: Type.Array(
        Type.Object(
          { id: Type.Optional(BreakoutId), name: Type.String({ minLength: 1, maxLength: LIMITS.breakoutNameChars }) },
          closed,
        ),
        { maxItems: LIMITS.breakoutRooms },
      ),
    },
    closed,
  ),
  Type.Object({ ...does('set'), rules: Type.Partial(BreakoutRules, closed) }, closed),
  /** Without a room: to none. */
  Type.Object(
    {
      ...does('assign'),
      identities: Type.Array(SeatIdentity, { minItems: 1, maxItems: LIMITS.meetingPeople }),
      room: Type.Optional(BreakoutId),
    },
    closed,
  ),
  /** Everybody but the hosts evenly, at random; while rooms are open, those without a room. */
  Type.Object(does('spread'), closed),
  Type.Object(does('open'), closed),
  /** Everybody is back after `inS` seconds. */
  Type.Object({ ...does('close'), inS: Type.Integer({ minimum: 0, maximum: 300 }) }, closed),
  /** The countdown is stopped, and the time that was set too. */
  Type.Object(does('keep'), closed),
  Type.Object({ ...does('say'), text: Type.String({ minLength: 1, maxLength: LIMITS.breakoutMessageChars }) }, closed),
  /** A room's call for help is seen to. */
  Type.Object({ ...does('heed'), room: BreakoutId }, closed),
]);
export type BreakoutDeed = Static<typeof BreakoutDeed>;

export const BreakoutLook = Type.Object({ ticket: Type.Optional(Ticket) }, closed);
export type BreakoutLook = Static<typeof BreakoutLook>;

/** Into a room, or back to the main one; without `to`: to wherever one belongs. */
export const BreakoutGo = Type.Object(
  { to: Type.Optional(Type.Union([BreakoutId, Type.Literal('main')])), ticket: Type.Optional(Ticket) },
  closed,
);
export type BreakoutGo = Static<typeof BreakoutGo>;

export const BreakoutHelp = Type.Object({ up: Type.Boolean(), ticket: Type.Optional(Ticket) }, closed);
export type BreakoutHelp = Static<typeof BreakoutHelp>;

const Member = Type.Object({
  identity: Type.String(),
  name: Type.String(),
  guest: Type.Boolean(),
  /** Assigned to the room, but not in it. */
  away: Type.Optional(Type.Literal(true)),
  /** In it, but not assigned to it. */
  visiting: Type.Optional(Type.Literal(true)),
});
export type BreakoutMember = Static<typeof Member>;

const Shown = Type.Object({
  id: BreakoutId,
  name: Type.String(),
  people: Type.Array(Member),
  /** Somebody in it asks for a host. */
  help: Type.Optional(Type.Object({ identity: Type.String(), name: Type.String() })),
});
export type BreakoutShown = Static<typeof Shown>;

/** Breakout rooms as one person may know of them. */
export const BreakoutView = Type.Object({
  /** By the server's clock. */
  now: TimeMs,
  /** Grows with every change. */
  revision: Type.Integer({ minimum: 0 }),
  at: Type.Union([Type.Literal('made'), Type.Literal('open'), Type.Literal('closing')]),
  rules: BreakoutRules,
  /** When they close, if that is known. */
  closesAt: Type.Optional(TimeMs),
  /** The room that one was given. */
  mine: Type.Optional(Type.Object({ id: BreakoutId, name: Type.String() })),
  /** The room in which one belongs now; absent: the main one. */
  here: Type.Optional(Type.Object({ id: BreakoutId, name: Type.String() })),
  /** All rooms for hosts, and for who chooses; else only one's own. */
  rooms: Type.Array(Shown, { maxItems: LIMITS.breakoutRooms }),
  /** For hosts: who is in the meeting and has no room. */
  rest: Type.Array(Member),
  message: Type.Optional(Type.Object({ id: Type.Integer(), text: Type.String(), by: Type.String(), at: TimeMs })),
});
export type BreakoutView = Static<typeof BreakoutView>;
