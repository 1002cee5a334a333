import type { TimeMs } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { MeetingLobby, MeetingMay } from '#protocol/meeting-rules.ts';
import { admit, cohost, handOver, readmit, remove, renamed, spokenTo } from './meeting-hosting.ts';
import {
  COME_WITHIN_MS,
  FORGOTTEN_AFTER_MS,
  isHere,
  LOST_AFTER_MS,
  type MeetingRoom,
  powerOf,
  type RoomInput,
  type RoomStep,
  type Seat,
  seatOf,
  withSeat,
} from './meeting-room.ts';

/** Who may be in a meeting, and as what. Pure; time is an input. Rules: docs/spec/meetings.md. */

export function stepRoom(room: MeetingRoom, input: RoomInput): RoomStep {
  if (room.over !== undefined) {
    const harmless = input.on === 'seen' || input.on === 'left' || input.on === 'heard';
    return harmless ? { room } : { room, refusal: 'meeting.ended' };
  }
  const stepped = moved(room, input);
  if (stepped.refusal !== undefined) return { room, refusal: stepped.refusal };
  const settled = settle(room, stepped.room);
  return { room: settled };
}

function moved(room: MeetingRoom, input: RoomInput): RoomStep {
  switch (input.on) {
    case 'asked':
      return asked(room, input);
    case 'heard':
      return heard(room, input.identity, input.now);
    case 'seen':
      return { room: seen(room, input.there, input.now) };
    case 'left':
      return { room: left(room, input.identity, input.now) };
    case 'renamed':
      return renamed(room, input);
    case 'admitted':
      return admit(room, input);
    case 'refused':
    case 'removed':
      return remove(room, input);
    case 'readmitted':
      return readmit(room, input);
    case 'spoken-to':
    case 'muted':
      return spokenTo(room, input);
    case 'handed':
      return handOver(room, input);
    case 'cohost':
      return cohost(room, input);
    case 'set':
      return set(room, input);
    case 'ended':
      return ended(room, input);
  }
}

function asked(room: MeetingRoom, input: RoomInput & { on: 'asked' }): RoomStep {
  const { identity, name, guest, now } = input;
  const known = seatOf(room, identity);
  if (known?.state === 'removed') return { room, refusal: known.refused ? 'meeting.refused' : 'meeting.removed' };
  // [PL43]
  const made = input.organises === true && !guest && identity !== room.organiser ? { cohost: true as const } : {};
  if (known?.state === 'in') return { room };
  if (known?.state === 'let') return { room: withSeat(room, { ...known, until: now + COME_WITHIN_MS }) };
  const trusted = powerOf(room, identity) !== 'none' || known?.cohost === true || made.cohost === true;
  if (room.locked && !trusted && known?.state !== 'waiting') return { room, refusal: 'meeting.locked' };
  const barred = known?.barred ?? input.barred;
  const kept = {
    ...(known?.cohost && { cohost: true as const }),
    ...made,
    ...(known?.admitted && { admitted: true as const }),
  };
  const base = { identity, name, guest, ...kept, ...(barred && { barred: true as const }) };
  const waits =
    !trusted && known?.admitted !== true && (barred === true || lobbyIsFor(room.lobby, guest) || room.locked);
  if (!waits) {
    if (!trusted && count(room, isHere) >= LIMITS.meetingPeople) return { room, refusal: 'meeting.full' };
    return { room: withSeat(room, { ...base, state: 'let', since: now, until: now + COME_WITHIN_MS }) };
  }
  const until = now + FORGOTTEN_AFTER_MS;
  if (known?.state === 'waiting') return { room: withSeat(room, { ...known, until }) };
  const full = count(room, ({ state }) => state === 'waiting') >= LIMITS.meetingWaiting;
  if (full) return { room, refusal: 'meeting.full' };
  return { room: withSeat(room, { ...base, state: 'waiting', since: now, until }) };
}

function lobbyIsFor(lobby: MeetingLobby, guest: boolean): boolean {
  return lobby === 'everybody' || (lobby === 'guests' && guest);
}

function count(room: MeetingRoom, which: (seat: Seat) => boolean): number {
  return room.people.filter(which).length;
}

function heard(room: MeetingRoom, identity: string, now: TimeMs): RoomStep {
  const known = seatOf(room, identity);
  if (known?.state !== 'waiting') return { room };
  return { room: withSeat(room, { ...known, until: now + FORGOTTEN_AFTER_MS }) };
}

/** [ME2] Who has come, who is missing, and for whom time is over. */
function seen(room: MeetingRoom, there: ReadonlySet<string>, now: TimeMs): MeetingRoom {
  return changed(room, (seat) => {
    if (seat.state === 'let' || seat.state === 'in')
      return there.has(seat.identity) ? present(seat, now) : absent(seat, now);
    if (seat.state === 'waiting' && (seat.until ?? 0) <= now) return out(seat, now);
    return seat;
  });
}

function present(seat: Seat, now: TimeMs): Seat {
  if (seat.state === 'in') {
    if (seat.missing === undefined) return seat;
    const { missing: _, ...rest } = seat;
    return rest;
  }
  const { until: _, ...rest } = seat;
  return { ...rest, state: 'in', since: now };
}

function absent(seat: Seat, now: TimeMs): Seat {
  if (seat.state === 'let') return (seat.until ?? 0) <= now ? out(seat, now) : seat;
  if (seat.missing === undefined) return { ...seat, missing: now };
  return now - seat.missing >= LOST_AFTER_MS ? out(seat, seat.missing) : seat;
}

function left(room: MeetingRoom, identity: string, now: TimeMs): MeetingRoom {
  return changed(room, (seat) => (seat.identity === identity && seat.state !== 'removed' ? out(seat, now) : seat));
}

function out(seat: Seat, now: TimeMs): Seat {
  if (seat.state === 'out') return seat;
  const { until: _, missing: __, voiced: ___, ...rest } = seat;
  return { ...rest, state: 'out', since: now };
}

/** The same object when nobody has changed. */
function changed(room: MeetingRoom, change: (seat: Seat) => Seat): MeetingRoom {
  const people = room.people.map(change);
  return people.every((seat, index) => seat === room.people[index]) ? room : { ...room, people };
}

function set(room: MeetingRoom, { by, lobby, locked, may, now }: RoomInput & { on: 'set' }): RoomStep {
  if (powerOf(room, by) === 'none') return { room, refusal: 'access.denied' };
  const wanted = {
    lobby: lobby ?? room.lobby,
    locked: locked ?? room.locked,
    may: { ...room.may, ...may },
  };
  const same = wanted.lobby === room.lobby && wanted.locked === room.locked && sameMay(wanted.may, room.may);
  if (same) return { room };
  return { room: letWaiting({ ...room, ...wanted }, now) };
}

function sameMay(one: MeetingMay, other: MeetingMay): boolean {
  return (Object.keys(one) as (keyof MeetingMay)[]).every((name) => one[name] === other[name]);
}

/** [ME6] Those for whom there is no lobby any more come in; a locked meeting lets nobody in by itself. */
function letWaiting(room: MeetingRoom, now: TimeMs): MeetingRoom {
  if (room.locked) return room;
  let free = LIMITS.meetingPeople - count(room, isHere);
  return changed(room, (seat) => {
    if (seat.state !== 'waiting' || seat.barred || lobbyIsFor(room.lobby, seat.guest) || free <= 0) return seat;
    free -= 1;
    return { ...seat, state: 'let', since: now, until: now + COME_WITHIN_MS };
  });
}

function ended(room: MeetingRoom, { by, now }: RoomInput & { on: 'ended' }): RoomStep {
  if (by !== room.organiser && powerOf(room, by) !== 'host') return { room, refusal: 'access.denied' };
  const over = changed(room, (seat) => (seat.state === 'removed' ? seat : out(seat, now)));
  return { room: { ...over, over: now } };
}

/** [ME20] [ME22] [ME24] Who is host now, and what is forgotten. */
function settle(before: MeetingRoom, after: MeetingRoom): MeetingRoom {
  if (after === before) return before;
  const host = hostAfter(before, after);
  const { host: _, handed, ...rest } = after;
  const here = after.people.some(isHere);
  const people = here ? after.people : after.people.map(rested);
  return {
    ...rest,
    people: people.filter(isKept),
    ...(host !== undefined && { host }),
    ...(host !== undefined && host === after.host && handed && { handed }),
  };
}

function hostAfter(before: MeetingRoom, after: MeetingRoom): string | undefined {
  if (after.over !== undefined) return undefined;
  const isThere = (identity: string | undefined) =>
    identity !== undefined && after.people.some((seat) => seat.identity === identity && isHere(seat));
  if (isThere(after.organiser) && !(after.handed && isThere(after.host))) return after.organiser;
  if (isThere(after.host)) return after.host;
  const members = after.people.filter((seat) => isHere(seat) && !seat.guest);
  // A member without any office becomes host only by the host's going.
  const may = members.filter((seat) => seat.cohost || (before.host !== undefined && seat.state === 'in'));
  const rank = (seat: Seat) => (seat.cohost ? 0 : 2) + (seat.missing === undefined ? 0 : 1);
  return may.sort((a, b) => rank(a) - rank(b) || a.since - b.since || (a.identity < b.identity ? -1 : 1))[0]?.identity;
}

function rested(seat: Seat): Seat {
  if (seat.admitted === undefined) return seat;
  const { admitted: _, ...rest } = seat;
  return rest;
}

/** Who is out and was nothing special is forgotten. */
function isKept({ state, cohost, admitted }: Seat): boolean {
  return state !== 'out' || cohost === true || admitted === true;
}
