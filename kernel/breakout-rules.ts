import type { BreakoutRules } from '#protocol/breakout.ts';
import type { TimeMs } from '#protocol/common.ts';
import {
  type Breakout,
  type BreakoutRoom,
  EMPTY_AFTER_MS,
  MAIN,
  type Placed,
  placedOf,
  placeIn,
  placeOf,
  placesOf,
  roomAt,
  WARN_MS,
} from './breakout.ts';
import { assign, given, moved, spread } from './breakout-people.ts';
import { isHere, type MeetingRoom, powerOf, seatOf } from './meeting-room.ts';

/** Who does what with breakout rooms. Pure; time and chance are inputs. Rules: docs/spec/breakout.md. */

export type BreakoutInput = { now: TimeMs } & (
  | { on: 'made'; by: string; rooms: readonly { id?: string; name: string }[] }
  | { on: 'set'; by: string; rules: Partial<BreakoutRules> }
  | { on: 'assigned'; by: string; identities: readonly string[]; room?: string }
  /** `order`: everybody who is in, shuffled. */
  | { on: 'spread'; by: string; order: readonly string[] }
  | { on: 'opened'; by: string }
  | { on: 'closed'; by: string; inMs: number }
  | { on: 'kept'; by: string }
  | { on: 'said'; by: string; text: string }
  | { on: 'heeded'; by: string; room: string }
  /** Somebody goes by themselves: into a room, or to the main one. */
  | { on: 'went'; identity: string; to: string }
  | { on: 'helped'; identity: string; up: boolean }
  /** Time has gone on, or people of the meeting have changed. */
  | { on: 'followed' }
);

export type BreakoutRefusal =
  | 'access.denied'
  | 'attendee.unknown'
  | 'breakout.unknown'
  | 'breakout.open'
  | 'breakout.closed';
export type BreakoutStep = { breakout: Breakout; refusal?: BreakoutRefusal };

/** The rooms after the input; why not, when it may not be. The same object when nothing comes of it. */
export function stepBreakout(before: Breakout, meeting: MeetingRoom, input: BreakoutInput): BreakoutStep {
  // [BR4]
  if ('by' in input && powerOf(meeting, input.by) === 'none') return { breakout: before, refusal: 'access.denied' };
  const { breakout, refusal } = stepped(before, meeting, input);
  if (refusal !== undefined) return { breakout: before, refusal };
  const settled = follow(breakout, meeting, input.now);
  return { breakout: settled === before ? before : { ...settled, revision: before.revision + 1 } };
}

function stepped(breakout: Breakout, meeting: MeetingRoom, input: BreakoutInput): BreakoutStep {
  switch (input.on) {
    case 'made':
      return make(breakout, input.rooms);
    case 'set':
      return { breakout: set(breakout, input.rules, input.now) };
    case 'assigned':
      return assign(breakout, meeting, input);
    case 'spread':
      return { breakout: spread(breakout, meeting, input) };
    case 'opened':
      return open(breakout, input.now);
    case 'closed':
      return close(breakout, input);
    case 'kept':
      return keep(breakout);
    case 'said':
      return say(breakout, input);
    case 'heeded':
      return heed(breakout, input.room);
    case 'went':
      return go(breakout, meeting, input);
    case 'helped':
      return help(breakout, input);
    case 'followed':
      return { breakout };
  }
}

/** [BR5] */
function make(breakout: Breakout, wanted: readonly { id?: string; name: string }[]): BreakoutStep {
  if (breakout.at !== 'made') return { breakout, refusal: 'breakout.open' };
  const known = new Set(breakout.rooms.map(({ id }) => id));
  const kept = wanted.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (new Set(kept).size < kept.length || kept.some((id) => !known.has(id))) {
    return { breakout, refusal: 'breakout.unknown' };
  }
  let next = Math.max(0, ...[...known].map((id) => Number(id.slice(1))));
  const rooms = wanted.map(({ id, name }): BreakoutRoom => ({ id: id ?? `b${++next}`, name }));
  const ids = new Set(rooms.map(({ id }) => id));
  const people = breakout.people.flatMap((one) =>
    one.room === undefined || ids.has(one.room) ? [one] : given(one, undefined),
  );
  return { breakout: { ...breakout, rooms, people } };
}

/** [BR6] [BR31] */
function set(breakout: Breakout, change: Partial<BreakoutRules>, now: TimeMs): Breakout {
  const rules = { ...breakout.rules, ...change };
  if (breakout.at === 'made') return { ...breakout, rules };
  const { closesAt, ...rest } = breakout;
  const told = { ...rest, rules, told: breakout.told + 1 };
  const timed = breakout.at === 'open' && change.minutes !== undefined;
  const until = timed ? endOf(rules, now) : closesAt;
  return { ...told, ...(until !== undefined && { closesAt: until }) };
}

function endOf({ minutes }: BreakoutRules, now: TimeMs): TimeMs | undefined {
  return minutes === 0 ? undefined : now + minutes * 60_000;
}

/** [BR20] [BR21] */
function open(breakout: Breakout, now: TimeMs): BreakoutStep {
  if (breakout.at !== 'made') return { breakout, refusal: 'breakout.open' };
  if (breakout.rooms.length === 0) return { breakout, refusal: 'breakout.unknown' };
  const { rules, opening, told } = breakout;
  const { message: _, ...rest } = breakout;
  const opened = { ...rest, at: 'open' as const, opening: opening + 1, told: told + 1 };
  const goes = ({ room }: Placed) => (rules.auto && room !== undefined ? placeIn(opened, room) : MAIN);
  const closesAt = endOf(rules, now);
  const people = breakout.people.map((one) => moved(one, goes(one), now));
  return { breakout: { ...opened, people, ...(closesAt !== undefined && { closesAt }) } };
}

/** [BR30] A second word makes it sooner, never later. */
function close(breakout: Breakout, { inMs, now }: { inMs: number; now: TimeMs }): BreakoutStep {
  if (breakout.at === 'made') return { breakout, refusal: 'breakout.closed' };
  const closesAt = Math.min(breakout.closesAt ?? Number.POSITIVE_INFINITY, now + inMs);
  if (breakout.at === 'closing' && closesAt === breakout.closesAt) return { breakout };
  return { breakout: { ...breakout, at: 'closing', closesAt, told: breakout.told + 1 } };
}

/** [BR32] */
function keep(breakout: Breakout): BreakoutStep {
  if (breakout.at === 'made') return { breakout, refusal: 'breakout.closed' };
  if (breakout.closesAt === undefined) return { breakout };
  const { closesAt: _, ...rest } = breakout;
  return { breakout: { ...rest, at: 'open', told: breakout.told + 1 } };
}

/** [BR40] */
function say(breakout: Breakout, { by, text, now }: { by: string; text: string; now: TimeMs }): BreakoutStep {
  if (breakout.at === 'made') return { breakout, refusal: 'breakout.closed' };
  const told = breakout.told + 1;
  return { breakout: { ...breakout, told, message: { id: told, text, by, at: now } } };
}

function heed(breakout: Breakout, id: string): BreakoutStep {
  const room = breakout.rooms.find((one) => one.id === id);
  if (room === undefined) return { breakout, refusal: 'breakout.unknown' };
  return { breakout: withHelp(breakout, room, undefined) };
}

/** [BR22] to [BR25] */
function go(
  breakout: Breakout,
  meeting: MeetingRoom,
  { identity, to, now }: { identity: string; to: string; now: TimeMs },
): BreakoutStep {
  const seat = seatOf(meeting, identity);
  if (seat === undefined || !isHere(seat)) return { breakout, refusal: 'access.denied' };
  const at = placeOf(breakout, identity);
  if (to === MAIN) return at === MAIN ? { breakout } : goBack(breakout, meeting, { identity, now });
  if (breakout.at === 'made') return { breakout, refusal: 'breakout.closed' };
  const room = breakout.rooms.find(({ id }) => id === to);
  if (room === undefined) return { breakout, refusal: 'breakout.unknown' };
  const place = placeIn(breakout, to);
  if (at === place) return { breakout };
  const host = powerOf(meeting, identity) !== 'none';
  const placed = placedOf(breakout, identity) ?? { identity, at: MAIN, since: now };
  if (!host && breakout.at === 'closing') return { breakout, refusal: 'breakout.closed' };
  if (!host && placed.room !== to && !breakout.rules.choose) return { breakout, refusal: 'access.denied' };
  // Hosts visit; who chooses has the room from now on.
  const goes = moved(host ? placed : { ...placed, room: to }, place, now);
  const there = withPlaced(breakout, goes);
  return { breakout: host ? withHelp(there, room, undefined) : there };
}

function goBack(
  breakout: Breakout,
  meeting: MeetingRoom,
  { identity, now }: { identity: string; now: TimeMs },
): BreakoutStep {
  const may = breakout.rules.back || breakout.at === 'closing' || powerOf(meeting, identity) !== 'none';
  if (!may) return { breakout, refusal: 'access.denied' };
  const placed = placedOf(breakout, identity) ?? { identity, at: MAIN, since: now };
  return { breakout: withPlaced(breakout, moved(placed, MAIN, now)) };
}

/** [BR41] */
function help(breakout: Breakout, { identity, up }: { identity: string; up: boolean }): BreakoutStep {
  const room = roomAt(breakout, placeOf(breakout, identity));
  if (room === undefined) return { breakout, refusal: 'breakout.closed' };
  if (up && room.help !== undefined) return { breakout };
  return { breakout: withHelp(breakout, room, up ? identity : undefined) };
}

function withHelp(breakout: Breakout, room: BreakoutRoom, by: string | undefined): Breakout {
  if (room.help === by) return breakout;
  const { help: _, ...rest } = room;
  const next = by === undefined ? rest : { ...rest, help: by };
  return { ...breakout, rooms: breakout.rooms.map((one) => (one.id === room.id ? next : one)) };
}

function withPlaced(breakout: Breakout, placed: Placed): Breakout {
  const others = breakout.people.filter(({ identity }) => identity !== placed.identity);
  return { ...breakout, people: [...others, placed] };
}

/** What time and the meeting's people make of it. The same object when nothing. */
function follow(breakout: Breakout, meeting: MeetingRoom, now: TimeMs): Breakout {
  if (meeting.over !== undefined || !meeting.people.some(isHere)) return rested(breakout, meeting, now);
  const right = withoutStrangers(breakout, meeting, now);
  const timed = passed(right, now);
  return withoutLostHelp(swept(timed, now));
}

/** [BR31] [BR33] */
function passed(breakout: Breakout, now: TimeMs): Breakout {
  const { at, closesAt } = breakout;
  if (at === 'made' || closesAt === undefined) return breakout;
  if (now >= closesAt && at === 'closing') return shut(breakout, now);
  if (at === 'open' && now >= closesAt - WARN_MS) {
    return passed({ ...breakout, at: 'closing', told: breakout.told + 1 }, now);
  }
  return breakout;
}

/** [BR33] Everybody belongs in the main room again. Who was given a room keeps it for the next time. */
function shut(breakout: Breakout, now: TimeMs): Breakout {
  const { closesAt: _, message: __, ...rest } = breakout;
  const [, ...places] = placesOf(breakout);
  const people = breakout.people.map((one) => moved(one, MAIN, now));
  const emptying = { places, until: now + EMPTY_AFTER_MS };
  return { ...rest, at: 'made', people, emptying, told: breakout.told + 1 };
}

/** [BR3] A meeting that is over or rests has no rooms open and nobody in them. */
function rested(breakout: Breakout, { over }: MeetingRoom, now: TimeMs): Breakout {
  const closed = breakout.at === 'made' ? breakout : shut(breakout, now);
  const rooms = over === undefined ? closed.rooms : [];
  const same = closed === breakout && breakout.people.length === 0 && rooms.length === closed.rooms.length;
  return swept(same ? breakout : { ...closed, rooms, people: [] }, now);
}

function swept(breakout: Breakout, now: TimeMs): Breakout {
  if (breakout.emptying === undefined || now < breakout.emptying.until) return breakout;
  const { emptying: _, ...rest } = breakout;
  return { ...rest, people: rest.people.filter(({ room, at }) => room !== undefined || at !== MAIN) };
}

/** [BR2] [BR12] Who was removed has no place, and nobody is in a room without a right to it. */
function withoutStrangers(breakout: Breakout, meeting: MeetingRoom, now: TimeMs): Breakout {
  const people = breakout.people.flatMap((one) => {
    if (seatOf(meeting, one.identity)?.state === 'removed') return [];
    const visits = one.at !== MAIN && (one.room === undefined || placeIn(breakout, one.room) !== one.at);
    return visits && powerOf(meeting, one.identity) === 'none' ? [moved(one, MAIN, now)] : [one];
  });
  const same = people.length === breakout.people.length && people.every((one, at) => one === breakout.people[at]);
  return same ? breakout : { ...breakout, people };
}

function withoutLostHelp(breakout: Breakout): Breakout {
  const lost = ({ id, help }: BreakoutRoom) =>
    help !== undefined && (breakout.at === 'made' || placeOf(breakout, help) !== placeIn(breakout, id));
  return breakout.rooms.filter(lost).reduce((next, room) => withHelp(next, room, undefined), breakout);
}
