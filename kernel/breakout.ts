import type { BreakoutRules } from '#protocol/breakout.ts';
import type { BreakoutMark } from '#protocol/breakout-facts.ts';
import type { TimeMs } from '#protocol/common.ts';

/** Breakout rooms of a meeting: what `breakout-rules.ts` steps. Rules: docs/spec/breakout.md. */

/** A room of the media engine that belongs to the meeting: the main one, or one breakout room of one opening. */
export type Place = string;
export const MAIN: Place = 'main';

/** Where somebody belongs. Who has no such entry belongs in the main room. */
export interface Placed {
  identity: string;
  /** The breakout room that they were given. */
  room?: string;
  /** Where they may be now. */
  at: Place;
  /** [BR11] Where they were before `since`: they have a moment to leave it. */
  from?: Place;
  since: TimeMs;
}

export interface BreakoutRoom {
  id: string;
  name: string;
  /** Who in it asks for a host. */
  help?: string;
}

export interface BreakoutMessage {
  id: number;
  text: string;
  by: string;
  at: TimeMs;
}

export interface Breakout {
  /** Grows with every change. */
  revision: number;
  /** Grows with what everybody is told. */
  told: number;
  /** How often rooms were opened: each time they are other rooms of the engine. */
  opening: number;
  at: 'made' | 'open' | 'closing';
  rules: BreakoutRules;
  rooms: readonly BreakoutRoom[];
  people: readonly Placed[];
  /** While open: when they close by themselves, if they do; while closing: when everybody is back. */
  closesAt?: TimeMs;
  /** Places that were closed; the engine's rooms go at `until`. */
  emptying?: { places: readonly Place[]; until: TimeMs };
  message?: BreakoutMessage;
}

/** [BR11] How long somebody who was moved may still be found where they were. */
export const MOVE_WITHIN_MS = 6000;
/** Closed rooms of the engine go after everybody who stayed was put out one by one. */
export const EMPTY_AFTER_MS = MOVE_WITHIN_MS + 3000;
/** [BR31] How long before the end of the time that was set everybody is told. */
export const WARN_MS = 60_000;

export const NO_BREAKOUT: Breakout = {
  revision: 0,
  told: 0,
  opening: 0,
  at: 'made',
  rules: { auto: true, choose: false, back: true, minutes: 0 },
  rooms: [],
  people: [],
};

export function placeIn({ opening }: Pick<Breakout, 'opening'>, room: string): Place {
  return `${opening}-${room}`;
}

export function placedOf({ people }: Breakout, identity: string): Placed | undefined {
  return people.find((one) => one.identity === identity);
}

/** [BR1] The one place in which somebody belongs. */
export function placeOf(breakout: Breakout, identity: string): Place {
  return placedOf(breakout, identity)?.at ?? MAIN;
}

/** [BR10] [BR11] Whether somebody who is in the meeting may be found there. */
export function mayBeAt(breakout: Breakout, identity: string, place: Place, now: TimeMs): boolean {
  const placed = placedOf(breakout, identity);
  if ((placed?.at ?? MAIN) === place) return true;
  return placed?.from === place && now < placed.since + MOVE_WITHIN_MS;
}

/** The breakout room at a place of the present opening. */
export function roomAt(breakout: Breakout, place: Place): BreakoutRoom | undefined {
  return breakout.rooms.find(({ id }) => placeIn(breakout, id) === place);
}

/** Places where people may be: the main one first. */
export function placesOf(breakout: Breakout): Place[] {
  const open = breakout.at === 'made' ? [] : breakout.rooms.map(({ id }) => placeIn(breakout, id));
  return [MAIN, ...open, ...(breakout.emptying?.places ?? [])];
}

/** The name of a place's room at the media engine; `main` is the meeting's. */
export function engineRoom(main: string, place: Place): string {
  return place === MAIN ? main : `${main}-${place}`;
}

/** Whether time alone has changed something. */
export function isDue({ at, closesAt, emptying }: Breakout, now: TimeMs): boolean {
  if (emptying !== undefined && now >= emptying.until) return true;
  if (closesAt === undefined || at === 'made') return false;
  return now >= (at === 'open' ? closesAt - WARN_MS : closesAt);
}

/** What everybody in the meeting's rooms is told; nothing as long as no rooms were opened. */
export function markOf({ at, told }: Breakout): BreakoutMark | undefined {
  return told === 0 ? undefined : { at, told };
}
