import Type, { type Static } from 'typebox';
import type { BreakoutMark } from './breakout-facts.ts';
import { TimeMs } from './common.ts';
import { LIMITS } from './limits.ts';

/** Who may what in a meeting: docs/spec/meetings.md. */

const closed = { additionalProperties: false } as const;

/** Somebody in the meeting, as its media engine names them: an account, or a guest. */
export const SeatIdentity = Type.String({ minLength: 1, maxLength: 64 });

/** A guest's proof of being who they were a moment ago. */
export const Ticket = Type.String({ pattern: '^[0-9A-Za-z_-]{43}$', description: 'What makes a guest the same guest' });

/** Who waits to be admitted. */
export const MeetingLobby = Type.Union([Type.Literal('nobody'), Type.Literal('guests'), Type.Literal('everybody')]);
export type MeetingLobby = Static<typeof MeetingLobby>;

const switches = {
  unmute: Type.Boolean(),
  camera: Type.Boolean(),
  share: Type.Boolean(),
  /** Write to everybody, and send reactions. */
  chat: Type.Boolean(),
  /** Change one's own name. */
  rename: Type.Boolean(),
  /** Write on the whiteboard and in the notes. */
  boards: Type.Boolean(),
  /** Guests: fetch the files of the chat. */
  files: Type.Boolean(),
};

/** What those may who are no hosts. */
export const MeetingMay = Type.Object(switches, closed);
export type MeetingMay = Static<typeof MeetingMay>;

export const Passcode = Type.String({ pattern: '^[0-9A-Za-z]{4,16}$', description: '4 to 16 letters and digits' });

/** Only what is given changes. */
export const MeetingSettings = Type.Object(
  {
    lobby: Type.Optional(MeetingLobby),
    locked: Type.Optional(Type.Boolean()),
    may: Type.Optional(Type.Partial(MeetingMay, closed)),
    /** Empty: none. */
    passcode: Type.Optional(Type.Union([Passcode, Type.Literal('')])),
  },
  closed,
);
export type MeetingSettings = Static<typeof MeetingSettings>;

/** What somebody is to a meeting; 'out': nothing. */
export const SeatState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('let'),
  Type.Literal('in'),
  Type.Literal('out'),
  Type.Literal('removed'),
]);
export type SeatState = Static<typeof SeatState>;

/** Who has to wait. */
export const WaitingAnswer = Type.Object({
  waiting: Type.Literal(true),
  identity: Type.String(),
  name: Type.String(),
  /** For guests alone. */
  ticket: Type.Optional(Ticket),
});
export type WaitingAnswer = Static<typeof WaitingAnswer>;

export const TicketRequest = Type.Object({ ticket: Type.Optional(Ticket) }, closed);
export type TicketRequest = Static<typeof TicketRequest>;

/** How it stands with who waits. Answered when it is not `state` any more, or after a while. */
export const PlaceRequest = Type.Object({ ticket: Type.Optional(Ticket), state: Type.Optional(SeatState) }, closed);
export type PlaceRequest = Static<typeof PlaceRequest>;

export const Place = Type.Object({
  state: SeatState,
  /** Not admitted; with 'removed'. */
  refused: Type.Optional(Type.Literal(true)),
  /** Somebody is there who can admit. */
  hosted: Type.Boolean(),
  ended: Type.Optional(Type.Literal(true)),
});
export type Place = Static<typeof Place>;

const Seated = Type.Object({
  identity: Type.String(),
  name: Type.String(),
  guest: Type.Boolean(),
  /** Since when they wait, or are out. */
  since: TimeMs,
});
export type Seated = Static<typeof Seated>;

/** What the hosts of a meeting have before them. */
export const MeetingDesk = Type.Object({
  /** Grows with every change. */
  revision: Type.Integer({ minimum: 0 }),
  host: Type.Optional(Type.String()),
  cohosts: Type.Array(Type.String(), { maxItems: LIMITS.meetingPeople }),
  waiting: Type.Array(Seated, { maxItems: LIMITS.meetingWaiting }),
  removed: Type.Array(Seated, { maxItems: LIMITS.meetingRemoved }),
  lobby: MeetingLobby,
  locked: Type.Boolean(),
  may: MeetingMay,
  /** Empty: none. */
  passcode: Type.String(),
  /** The asker may also make co-hosts, hand over and end. */
  whole: Type.Boolean(),
});
export type MeetingDesk = Static<typeof MeetingDesk>;

/** As it stands in the address: a revision, in digits. */
export const DeskQuery = Type.Object({ after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })) }, closed);
export type DeskQuery = Static<typeof DeskQuery>;

export const WhomRequest = Type.Object({ identity: SeatIdentity }, closed);
export type WhomRequest = Static<typeof WhomRequest>;

/** Without an identity: everybody who waits. */
export const AdmitRequest = Type.Object({ identity: Type.Optional(SeatIdentity) }, closed);
export type AdmitRequest = Static<typeof AdmitRequest>;

export const CohostRequest = Type.Object({ identity: SeatIdentity, cohost: Type.Boolean() }, closed);
export type CohostRequest = Static<typeof CohostRequest>;

/** Without an identity: oneself. */
export const RenameRequest = Type.Object(
  {
    identity: Type.Optional(SeatIdentity),
    name: Type.String({ maxLength: 200 }),
    ticket: Type.Optional(Ticket),
  },
  closed,
);
export type RenameRequest = Static<typeof RenameRequest>;

export const Visit = Type.Object({
  identity: Type.String(),
  name: Type.String(),
  guest: Type.Boolean(),
  from: TimeMs,
  /** Absent while they are in. */
  to: Type.Optional(TimeMs),
});
export type Visit = Static<typeof Visit>;

export const Attendance = Type.Object({ visits: Type.Array(Visit, { maxItems: LIMITS.meetingVisits }) });
export type Attendance = Static<typeof Attendance>;

/** What is put into a room's LiveKit metadata, as JSON: what everybody in it may know. */
export interface RoomMetadata {
  locked: boolean;
  lobby: MeetingLobby;
  may: MeetingMay;
  breakout?: BreakoutMark;
}
