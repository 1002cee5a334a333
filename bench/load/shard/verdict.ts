import { pause } from '../../harness/pacer.ts';
import type { Tally, Verified } from '../wires.ts';
import type { Follow } from './follow.ts';
import type { Seat } from './seat.ts';

const LOOK_MS = 50;
/** After this time what hasn't come live is fetched, once a second. */
const FETCH_EVERY_LOOKS = 20;

/** Waits until everybody has what was acknowledged, and holds what they have against it. */
export async function verified(seats: readonly Seat[], tallies: readonly Tally[], limitMs: number): Promise<Verified> {
  const wanted = new Map(tallies.map((tally) => [tally.room, tally]));
  const until = performance.now() + limitMs;
  let late = behind(seats, wanted);
  for (let look = 1; late.length > 0 && performance.now() < until; look += 1) {
    await pause(LOOK_MS);
    late = late.filter(([, follow]) => isBehind(follow, wanted));
    if (look % FETCH_EVERY_LOOKS === 0) for (const [seat, follow] of late) void seat.catchUp(follow);
  }
  return verdictOf(
    seats.flatMap(({ follows }) => [...follows.values()]),
    wanted,
  );
}

/** Each member’s log of each conversation, held against what was acknowledged. */
export function verdictOf(follows: readonly Follow[], wanted: ReadonlyMap<number, Tally>): Verified {
  const verdict = { expected: 0, arrived: 0, lost: 0, doubled: 0, mixed: 0 };
  for (const { known, count, sum } of follows) {
    const { count: right, sum: rightSum } = wanted.get(known.room) ?? { count: 0, sum: 0 };
    verdict.expected += right;
    verdict.arrived += count;
    verdict.lost += Math.max(0, right - count);
    verdict.doubled += Math.max(0, count - right);
    if (count === right && sum !== rightSum) verdict.mixed += 1;
  }
  return verdict;
}

function behind(seats: readonly Seat[], wanted: ReadonlyMap<number, Tally>): [Seat, Follow][] {
  return seats.flatMap((seat) =>
    [...seat.follows.values()]
      .filter((follow) => isBehind(follow, wanted))
      .map((follow): [Seat, Follow] => [seat, follow]),
  );
}

function isBehind(follow: Follow, wanted: ReadonlyMap<number, Tally>): boolean {
  return follow.last < (wanted.get(follow.known.room)?.last ?? 0);
}
