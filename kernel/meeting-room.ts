import type { TimeMs, UserId } from '#protocol/common.ts';
import type { MeetingLobby, MeetingMay, SeatState } from '#protocol/meeting-rules.ts';

/** A meeting's people and what they may: what `meeting-rules.ts` steps. Rules: docs/spec/meetings.md. */

/** Somebody who is, was or wants to be in it. */
export interface Seat {
  identity: string;
  name: string;
  guest: boolean;
  state: SeatState;
  /** Since when they are in this state. */
  since: TimeMs;
  /** Of who is 'let' or 'waiting': until when, unless they come or are heard of. */
  until?: TimeMs;
  /** Of who is 'in': since when they are not to be found. */
  missing?: TimeMs;
  cohost?: true;
  /** [ME5] A host let them in. */
  admitted?: true;
  /** [ME33] May speak, whatever the others may. */
  voiced?: true;
  /** Was not admitted; of who is 'removed'. */
  refused?: true;
  /** [ME8] Comes from where a guest was removed. */
  barred?: true;
}

export interface MeetingRoom {
  organiser: UserId;
  /** Who is host now: somebody who is let or in. */
  host?: string;
  /** [ME21] The host was made so by hand. */
  handed?: true;
  lobby: MeetingLobby;
  locked: boolean;
  may: MeetingMay;
  people: readonly Seat[];
  over?: TimeMs;
}

/** By one person, to one. */
interface ToOne {
  by: string;
  identity: string;
}

export type RoomInput = { now: TimeMs } /** Wants to come in. */ & (
  | { on: 'asked'; identity: string; name: string; guest: boolean; barred?: boolean /** [PL43] */; organises?: boolean }
  /** Who waits is still there. */
  | { on: 'heard'; identity: string }
  /** Everybody who is to be found in the room. */
  | { on: 'seen'; there: ReadonlySet<string> }
  | { on: 'left'; identity: string }
  | { on: 'renamed'; by: string; identity: string; name: string }
  | { on: 'admitted'; by: string; identity?: string }
  | ({ on: 'refused' } & ToOne)
  | ({ on: 'removed' } & ToOne)
  | ({ on: 'readmitted' } & ToOne)
  | ({ on: 'spoken-to' } & ToOne)
  | ({ on: 'handed' } & ToOne)
  /** Somebody's microphone was muted: of one person, or of all. */
  | { on: 'muted'; by: string; identity?: string }
  | { on: 'cohost'; by: string; identity: string; cohost: boolean }
  | { on: 'set'; by: string; lobby?: MeetingLobby; locked?: boolean; may?: Partial<MeetingMay> }
  | { on: 'ended'; by: string }
);

export type RoomRefusal =
  | 'meeting.ended'
  | 'meeting.locked'
  | 'meeting.removed'
  | 'meeting.refused'
  | 'meeting.full'
  | 'attendee.unknown'
  | 'access.denied'
  | 'request.too-large';

/** The room after the input; why not, when it may not be. The same object when nothing comes of it. */
export type RoomStep = { room: MeetingRoom; refusal?: RoomRefusal };

/** [ME2] */
export const COME_WITHIN_MS = 120_000;
export const LOST_AFTER_MS = 30_000;
/** [ME4] */
export const FORGOTTEN_AFTER_MS = 60_000;

export const ALL_MAY: MeetingMay = {
  unmute: true,
  camera: true,
  share: true,
  chat: true,
  rename: true,
  boards: true,
  files: true,
};

export function newRoom(organiser: UserId): MeetingRoom {
  return { organiser, lobby: 'nobody', locked: false, may: ALL_MAY, people: [] };
}

/** What somebody may do to a meeting: everything, what a co-host may, or nothing. */
export type Power = 'host' | 'cohost' | 'none';

export function seatOf(room: MeetingRoom, identity: string): Seat | undefined {
  return room.people.find((seat) => seat.identity === identity);
}

/** Who may be in the room. */
export function isHere({ state }: Seat): boolean {
  return state === 'let' || state === 'in';
}

/** [ME20] [ME23] The organiser is trusted wherever they are, unless somebody removed them. */
export function powerOf(room: MeetingRoom, identity: string): Power {
  if (room.host === identity) return 'host';
  const seat = seatOf(room, identity);
  if (identity === room.organiser) return 'cohost';
  return seat?.cohost && isHere(seat) ? 'cohost' : 'none';
}

/** The room with the seat in place of the one that the person had. */
export function withSeat(room: MeetingRoom, seat: Seat): MeetingRoom {
  const known = seatOf(room, seat.identity);
  if (known === undefined) return { ...room, people: [...room.people, seat] };
  return { ...room, people: room.people.map((one) => (one === known ? seat : one)) };
}

/** What the media engine lets somebody do. */
export interface MediaRights {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  data: boolean;
}

export const ALL_RIGHTS: MediaRights = { microphone: true, camera: true, screen: true, data: true };

/** [ME30] [ME31] */
export function rightsOf(room: MeetingRoom, identity: string): MediaRights {
  if (powerOf(room, identity) !== 'none') return ALL_RIGHTS;
  const { unmute, camera, share, chat }: MeetingMay = room.may;
  const voiced = seatOf(room, identity)?.voiced === true;
  return { microphone: unmute || voiced, camera, screen: share, data: chat };
}
