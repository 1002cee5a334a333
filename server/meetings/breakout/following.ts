import { type Breakout, engineRoom, type Placed, placeOf, placesOf } from '#kernel/breakout.ts';
import { BREAKOUT_TOPIC } from '#protocol/breakout-facts.ts';
import type { MediaEngine } from '../media-engine.ts';
import type { StoredRoom } from '../room-store.ts';

/** Closes the engine's rooms that are no place any more, and tells those whom alone a change concerns. */
export async function followBreakout(engine: MediaEngine, before: StoredRoom, after: StoredRoom): Promise<void> {
  if (before.breakout === after.breakout) return;
  const main = before.meeting.room;
  const stay = new Set(placesOf(after.breakout));
  for (const place of placesOf(before.breakout)) {
    if (!stay.has(place)) await engine.closeRoom(engineRoom(main, place));
  }
  // [BR43] What everybody is told stands in the rooms' metadata.
  if (after.breakout.told !== before.breakout.told || after.breakout.at === 'made') return;
  for (const identity of concerned(before.breakout, after.breakout)) {
    await engine.tell(engineRoom(main, placeOf(before.breakout, identity)), identity, BREAKOUT_TOPIC, {});
  }
}

function concerned(before: Breakout, after: Breakout): string[] {
  const known = new Map(before.people.map((one) => [one.identity, one]));
  const left = new Map(after.people.map((one) => [one.identity, one]));
  const all = new Set([...known.keys(), ...left.keys()]);
  const key = (one: Placed | undefined) => `${one?.room} ${one?.at ?? 'main'}`;
  return [...all].filter((identity) => key(known.get(identity)) !== key(left.get(identity)));
}
