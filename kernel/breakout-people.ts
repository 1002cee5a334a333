import type { TimeMs } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type Breakout, MAIN, type Place, type Placed, placedOf, placeIn } from './breakout.ts';
import type { BreakoutStep } from './breakout-rules.ts';
import { isHere, type MeetingRoom, powerOf, seatOf } from './meeting-room.ts';

/** Who is given which breakout room. Rules: docs/spec/breakout.md, [BR7] to [BR9]. */

/** Somebody at another place from now on. */
export function moved(placed: Placed, at: Place, now: TimeMs): Placed {
  return placed.at === at ? placed : { ...placed, at, from: placed.at, since: now };
}

/** Somebody with another room, or none. */
export function given(placed: Placed, room: string | undefined): Placed {
  const { room: _, ...rest } = placed;
  return room === undefined ? rest : { ...rest, room };
}

/** [BR7] [BR24] By hand. While rooms are open, people go at once. */
export function assign(
  breakout: Breakout,
  meeting: MeetingRoom,
  { identities, room, now }: { identities: readonly string[]; room?: string; now: TimeMs },
): BreakoutStep {
  if (room !== undefined && !breakout.rooms.some(({ id }) => id === room)) {
    return { breakout, refusal: 'breakout.unknown' };
  }
  const isKnown = (identity: string) => {
    const seat = seatOf(meeting, identity);
    const here = seat !== undefined && isHere(seat);
    return here || (room === undefined && placedOf(breakout, identity) !== undefined);
  };
  if (!identities.every(isKnown)) return { breakout, refusal: 'attendee.unknown' };
  const wanted = new Map(identities.map((identity) => [identity, room] as const));
  return { breakout: giveRooms(pruned(breakout, meeting), wanted, now) };
}

/** [BR8] As many in each room as can be; while rooms are open, only those who have none are given one. */
export function spread(
  breakout: Breakout,
  meeting: MeetingRoom,
  { order, now }: { order: readonly string[]; now: TimeMs },
): Breakout {
  const open = breakout.at !== 'made';
  const whom = [...new Set(order)].filter((identity) => {
    const seat = seatOf(meeting, identity);
    if (seat === undefined || !isHere(seat) || powerOf(meeting, identity) !== 'none') return false;
    return !open || placedOf(breakout, identity)?.room === undefined;
  });
  const sizes = new Map(breakout.rooms.map(({ id }) => [id, 0]));
  for (const { identity, room } of breakout.people) {
    if (room !== undefined && !whom.includes(identity)) sizes.set(room, (sizes.get(room) ?? 0) + 1);
  }
  const wanted = new Map<string, string>();
  for (const identity of whom) {
    const [smallest] = [...sizes].sort(([, a], [, b]) => a - b);
    if (smallest === undefined) break;
    wanted.set(identity, smallest[0]);
    sizes.set(smallest[0], smallest[1] + 1);
  }
  return giveRooms(pruned(breakout, meeting), wanted, now);
}

function giveRooms(breakout: Breakout, wanted: ReadonlyMap<string, string | undefined>, now: TimeMs): Breakout {
  const known = new Set(breakout.people.map(({ identity }) => identity));
  const fresh = [...wanted.keys()].filter((identity) => !known.has(identity));
  const all = [...breakout.people, ...fresh.map((identity): Placed => ({ identity, at: MAIN, since: now }))];
  const next = all.map((one) => {
    if (!wanted.has(one.identity)) return one;
    const room = wanted.get(one.identity);
    if (room === one.room) return one;
    // Who is in a room already is taken along, whether people go by themselves or not.
    const goes = breakout.at !== 'made' && (breakout.rules.auto || one.at !== MAIN);
    const place = room === undefined ? MAIN : placeIn(breakout, room);
    return goes ? moved(given(one, room), place, now) : given(one, room);
  });
  const people = next.filter((one) => one.room !== undefined || one.at !== MAIN || one.from !== undefined);
  return same(people, breakout.people) ? breakout : { ...breakout, people };
}

function same(one: readonly Placed[], other: readonly Placed[]): boolean {
  return one.length === other.length && one.every((placed, at) => placed === other[at]);
}

/** Of more people than a meeting has, those who are gone are forgotten. */
function pruned(breakout: Breakout, meeting: MeetingRoom): Breakout {
  if (breakout.people.length < LIMITS.meetingPeople) return breakout;
  const here = new Set(meeting.people.filter(isHere).map(({ identity }) => identity));
  return { ...breakout, people: breakout.people.filter(({ identity }) => here.has(identity)) };
}
