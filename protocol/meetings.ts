import Type, { type Static } from 'typebox';
import { TimeMs, UserId } from './common.ts';
import { LIMITS } from './limits.ts';
import { MeetingLobby, Passcode, SeatIdentity, Ticket } from './meeting-rules.ts';

/** HTTP shapes of `/api/v1/meetings/*`. */
export const MeetingNumber = Type.String({ pattern: `^[1-9][0-9]{${LIMITS.meetingNumberDigits - 1}}$` });

export const Meeting = Type.Object({
  number: MeetingNumber,
  title: Type.String({ description: 'Empty when the host gave none' }),
  host: Type.Object({ id: UserId, nickname: Type.String() }),
  createdAt: TimeMs,
  /** Nobody new gets in but the host. */
  locked: Type.Optional(Type.Literal(true)),
  /** Nobody gets in without it. */
  passcode: Type.Optional(Type.Literal(true)),
  /** Who waits until a host admits them; absent: nobody. */
  lobby: Type.Optional(MeetingLobby),
  endedAt: Type.Optional(TimeMs),
});
export type Meeting = Static<typeof Meeting>;

export const CreateMeetingRequest = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 200 })),
    lobby: Type.Optional(MeetingLobby),
    passcode: Type.Optional(Passcode),
  },
  { additionalProperties: false },
);
export type CreateMeetingRequest = Static<typeof CreateMeetingRequest>;

/** Somebody who is in a meeting now. Guests have no user id. */
export const Attendee = Type.Object({
  identity: Type.String(),
  name: Type.String(),
  user: Type.Optional(UserId),
  guest: Type.Boolean(),
  host: Type.Boolean(),
  cohost: Type.Optional(Type.Literal(true)),
});
export type Attendee = Static<typeof Attendee>;

/** What anybody who has the number may know before joining. */
export const MeetingView = Type.Object({ meeting: Meeting, attendees: Type.Array(Attendee) });
export type MeetingView = Static<typeof MeetingView>;

export const JoinMeetingRequest = Type.Object(
  {
    /** A guest's name; ignored for members. */
    name: Type.Optional(Type.String({ maxLength: 200 })),
    /** Leave the meeting one is in and enter this one. */
    switch: Type.Optional(Type.Boolean()),
    passcode: Type.Optional(Type.String({ maxLength: 64 })),
    /** A guest's, from an earlier answer. */
    ticket: Type.Optional(Ticket),
  },
  { additionalProperties: false },
);
export type JoinMeetingRequest = Static<typeof JoinMeetingRequest>;

export const JoinMeetingAnswer = Type.Object({
  meeting: Meeting,
  identity: Type.String(),
  name: Type.String(),
  host: Type.Boolean(),
  guest: Type.Boolean(),
  /** Where the media engine is: a LiveKit URL. Starts with '/': on this server's own origin. */
  url: Type.String(),
  /** A LiveKit access token for this meeting and this person; lives minutes. */
  token: Type.String(),
  /** For guests alone: makes them the same guest when they come back. */
  ticket: Type.Optional(Ticket),
  /** The breakout room that the token is for; absent: the main room. */
  breakout: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
});
export type JoinMeetingAnswer = Static<typeof JoinMeetingAnswer>;

/** Sends somebody out; what they were given to come in with is good no more, and they are given nothing new. */
export const RemoveRequest = Type.Object({ identity: SeatIdentity }, { additionalProperties: false });
export type RemoveRequest = Static<typeof RemoveRequest>;

export const RemovedPerson = Type.Object({ identity: Type.String(), name: Type.String(), guest: Type.Boolean() });
export type RemovedPerson = Static<typeof RemovedPerson>;
export const RemovedPeople = Type.Object({ removed: Type.Array(RemovedPerson) });
export type RemovedPeople = Static<typeof RemovedPeople>;

export const MutedSource = Type.Union([Type.Literal('microphone'), Type.Literal('camera'), Type.Literal('screen')]);
export type MutedSource = Static<typeof MutedSource>;

/** Mutes somebody, or with no identity everybody but the hosts. Who is muted may unmute themself. */
export const MuteRequest = Type.Object(
  { identity: Type.Optional(SeatIdentity), source: MutedSource },
  { additionalProperties: false },
);
export type MuteRequest = Static<typeof MuteRequest>;

export const LockRequest = Type.Object({ locked: Type.Boolean() }, { additionalProperties: false });
export type LockRequest = Static<typeof LockRequest>;

/** What is put into a participant's LiveKit metadata, as JSON. */
export interface AttendeeMetadata {
  guest: boolean;
  host: boolean;
  cohost?: true;
}

export const MyMeetings = Type.Object({ meetings: Type.Array(Meeting) });
export type MyMeetings = Static<typeof MyMeetings>;
