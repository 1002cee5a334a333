import type { Habits } from '../profile.ts';
import type { Asks } from '../wires.ts';
import type { Seat } from './seat.ts';

/** How often it is looked whose turn it is, in ms. */
const LOOK_MS = 50;

export interface Mates {
  readonly seats: readonly Seat[];
  readonly habits: Asks['begin'][0]['habits'];
  readonly random: () => number;
}

/** Something that people do at their pace. */
export interface Habit {
  /** How often, a minute. */
  readonly of: (habits: Habits) => number;
  /** Only by who has a conversation. */
  readonly withRooms: boolean;
  readonly act: (seat: Seat) => void;
}

/** Lets everybody do each of them as often as they do it, all in all evenly. What it returns ends that. */
export function startHabits(mates: Mates, habits: readonly Habit[]): () => void {
  const running = habits.map((habit) => ({ ...habit, rate: totalOf(mates, habit.of), due: 0 }));
  const choosers = running.map(({ of, withRooms }) => chooserOf(mates, of, withRooms));
  let before = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [n, habit] of running.entries()) {
      habit.due += (habit.rate * (now - before)) / 60_000;
      for (; habit.due >= 1; habit.due -= 1) {
        const seat = choosers[n]?.();
        if (seat?.online) habit.act(seat);
      }
    }
    before = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** Gives people as often as they do it; undefined when nobody does. */
export function chooserOf(
  { seats, habits, random }: Mates,
  of: Habit['of'],
  withRooms: boolean,
): (() => Seat) | undefined {
  const often = ({ setup }: Seat) => of(habits[setup.kind]);
  const able = seats.filter((seat) => often(seat) > 0 && (!withRooms || seat.follows.size > 0));
  const sums: number[] = [];
  for (const seat of able) sums.push((sums.at(-1) ?? 0) + often(seat));
  const total = sums.at(-1);
  return total === undefined ? undefined : () => able[firstAbove(sums, random() * total)] as Seat;
}

/** What all of them do of it, a minute. */
function totalOf({ seats, habits }: Mates, of: Habit['of']): number {
  return seats.reduce((sum, { setup }) => sum + of(habits[setup.kind]), 0);
}

/** Which of rising sums is the first above `value`. */
function firstAbove(sums: readonly number[], value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
