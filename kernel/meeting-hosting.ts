import { LIMITS } from '#protocol/limits.ts';
import {
  COME_WITHIN_MS,
  isHere,
  type MeetingRoom,
  powerOf,
  type RoomInput,
  type RoomStep,
  type Seat,
  seatOf,
  withSeat,
} from './meeting-room.ts';

/** What hosts do to others. Rules: docs/spec/meetings.md, [ME20] to [ME33]. */

const DENIED = 'access.denied' as const;
const UNKNOWN = 'attendee.unknown' as const;

type Input<On extends RoomInput['on']> = Extract<RoomInput, { on: On }>;

/** One who waits, or all: as many as there is room for, those who have waited longest first. */
export function admit(room: MeetingRoom, { by, identity, now }: Input<'admitted'>): RoomStep {
  if (powerOf(room, by) === 'none') return { room, refusal: DENIED };
  const waiting = room.people.filter(({ state }) => state === 'waiting').sort((a, b) => a.since - b.since);
  const wanted = waiting.filter((seat) => identity === undefined || seat.identity === identity);
  if (identity !== undefined && wanted.length === 0) {
    const seat = seatOf(room, identity);
    // Two hosts who admit the same person at once have both done it.
    return seat && isHere(seat) ? { room } : { room, refusal: UNKNOWN };
  }
  const free = Math.max(0, LIMITS.meetingPeople - room.people.filter(isHere).length);
  if (wanted.length > 0 && free === 0) return { room, refusal: 'meeting.full' };
  const until = now + COME_WITHIN_MS;
  const admitted = (seat: Seat): Seat => ({ ...seat, state: 'let', since: now, until, admitted: true });
  return { room: wanted.slice(0, free).reduce((next, seat) => withSeat(next, admitted(seat)), room) };
}

/** [ME8] [ME23] */
export function remove(room: MeetingRoom, { on, by, identity, now }: Input<'refused' | 'removed'>): RoomStep {
  const power = powerOf(room, by);
  if (power === 'none') return { room, refusal: DENIED };
  const seat = seatOf(room, identity);
  if (identity === room.host || identity === by || identity === room.organiser) return { room, refusal: DENIED };
  if (seat === undefined || seat.state === 'out') return { room, refusal: UNKNOWN };
  if (on === 'refused' && seat.state !== 'waiting') {
    return isHere(seat) ? { room, refusal: UNKNOWN } : { room };
  }
  if (seat.state === 'removed') return { room };
  if (seat.cohost && power !== 'host') return { room, refusal: DENIED };
  const kept = room.people.filter(({ state }) => state === 'removed').length;
  if (kept >= LIMITS.meetingRemoved) return { room, refusal: 'request.too-large' };
  const { name, guest, barred } = seat;
  const marks = { ...(barred && { barred }), ...(on === 'refused' && { refused: true as const }) };
  return { room: withSeat(room, { identity, name, guest, ...marks, state: 'removed', since: now }) };
}

export function readmit(room: MeetingRoom, { by, identity }: Input<'readmitted'>): RoomStep {
  if (powerOf(room, by) === 'none') return { room, refusal: DENIED };
  if (seatOf(room, identity)?.state !== 'removed') return { room };
  return { room: { ...room, people: room.people.filter((seat) => seat.identity !== identity) } };
}

/** [ME33] Asking gives somebody the right to speak; muting takes it. */
export function spokenTo(room: MeetingRoom, input: Input<'spoken-to' | 'muted'>): RoomStep {
  if (powerOf(room, input.by) === 'none') return { room, refusal: DENIED };
  const { identity } = input;
  const seat = identity === undefined ? undefined : seatOf(room, identity);
  if (identity !== undefined && !(seat && isHere(seat))) return { room, refusal: UNKNOWN };
  if (input.on === 'spoken-to') {
    return { room: seat === undefined || seat.voiced ? room : withSeat(room, { ...seat, voiced: true }) };
  }
  const hushed = room.people.filter((one) => one.voiced && (seat === undefined || one === seat));
  return { room: hushed.reduce((next, { voiced: _, ...rest }) => withSeat(next, rest), room) };
}

/** [ME21] */
export function handOver(room: MeetingRoom, { by, identity }: Input<'handed'>): RoomStep {
  if (powerOf(room, by) !== 'host') return { room, refusal: DENIED };
  const seat = seatOf(room, identity);
  if (seat === undefined || !isHere(seat)) return { room, refusal: UNKNOWN };
  if (seat.guest) return { room, refusal: DENIED };
  if (identity === by) return { room };
  const former = seatOf(room, by);
  const stays = former === undefined ? room : withSeat(room, { ...former, cohost: true });
  return { room: { ...stays, host: identity, handed: true } };
}

/** [ME21] Co-hosts stay so while they are out. */
export function cohost(room: MeetingRoom, { by, identity, cohost }: Input<'cohost'>): RoomStep {
  if (powerOf(room, by) !== 'host') return { room, refusal: DENIED };
  const seat = seatOf(room, identity);
  const known = seat !== undefined && (isHere(seat) || (!cohost && seat.cohost === true));
  if (!known) return { room, refusal: UNKNOWN };
  if (seat.guest) return { room, refusal: DENIED };
  if ((seat.cohost === true) === cohost) return { room };
  const { cohost: _, ...rest } = seat;
  return { room: withSeat(room, cohost ? { ...rest, cohost: true } : rest) };
}

/** Oneself, where that is allowed; hosts rename anybody but the host. */
export function renamed(room: MeetingRoom, { by, identity, name }: Input<'renamed'>): RoomStep {
  const seat = seatOf(room, identity);
  const mine = by === identity && seat !== undefined && isHere(seat);
  const may = powerOf(room, by) !== 'none' || (mine && room.may.rename);
  if (!may) return { room, refusal: DENIED };
  if (seat === undefined || !(isHere(seat) || seat.state === 'waiting')) return { room, refusal: UNKNOWN };
  if (identity === room.host && by !== identity) return { room, refusal: DENIED };
  return { room: seat.name === name ? room : withSeat(room, { ...seat, name }) };
}
