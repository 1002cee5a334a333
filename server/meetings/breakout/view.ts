import { MAIN, type Placed, placedOf, placeIn } from '#kernel/breakout.ts';
import { isHere, powerOf, type Seat, seatOf } from '#kernel/meeting-room.ts';
import type { BreakoutMember, BreakoutShown, BreakoutView } from '#protocol/breakout.ts';
import type { StoredRoom } from '../room-store.ts';
import { breakoutOf } from './store.ts';

/** What somebody may know of the breakout rooms. Rules: docs/spec/breakout.md. */
export function breakoutView(stored: StoredRoom, identity: string, now: number): BreakoutView {
  const { breakout, room: meeting } = stored;
  const { revision, at, rules, closesAt, message } = breakout;
  const host = powerOf(meeting, identity) !== 'none';
  const placed = placedOf(breakout, identity);
  const mine = breakout.rooms.find(({ id }) => id === placed?.room);
  const here = breakoutOf(stored, identity);
  const open = at !== 'made';
  const seen = host || (open && rules.choose) ? breakout.rooms : [here ?? (open ? mine : undefined)];
  const people = meeting.people.filter(isHere);
  return {
    now,
    revision,
    at,
    rules,
    ...(closesAt !== undefined && { closesAt }),
    ...(mine !== undefined && (open || host) && { mine: { id: mine.id, name: mine.name } }),
    ...(here !== undefined && { here }),
    rooms: seen.flatMap((room) => (room === undefined ? [] : [shownRoom(stored, room.id)])),
    rest: host ? people.filter((seat) => isFree(placedOf(breakout, seat.identity))).map((seat) => member(seat)) : [],
    ...(message !== undefined && { message: { ...message, by: seatOf(meeting, message.by)?.name ?? '' } }),
  };
}

function isFree(placed: Placed | undefined): boolean {
  return placed?.room === undefined && (placed?.at ?? MAIN) === MAIN;
}

function shownRoom({ breakout, room: meeting }: StoredRoom, id: string): BreakoutShown {
  const place = placeIn(breakout, id);
  const open = breakout.at !== 'made';
  const found = breakout.rooms.find((one) => one.id === id);
  const people = meeting.people.filter(isHere).flatMap((seat): BreakoutMember[] => {
    const placed = placedOf(breakout, seat.identity);
    const inside = open && placed?.at === place;
    if (!inside && placed?.room !== id) return [];
    const mark = inside ? placed?.room !== id && { visiting: true as const } : open && { away: true as const };
    return [{ ...member(seat), ...mark }];
  });
  const caller = found?.help === undefined ? undefined : seatOf(meeting, found.help);
  return {
    id,
    name: found?.name ?? '',
    people,
    ...(caller !== undefined && { help: { identity: caller.identity, name: caller.name } }),
  };
}

function member({ identity, name, guest }: Seat): BreakoutMember {
  return { identity, name, guest };
}
