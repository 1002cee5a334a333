import type { Counts } from './histogram.ts';
import type { Habits, Kind } from './profile.ts';

/** What the generator's processes say to each other, over Node's own channel. */

/** Somebody with an account. `refreshToken` or `login` and `password` are there. */
export interface Account {
  readonly id: string;
  readonly login?: string;
  readonly password?: string;
  readonly refreshToken?: string;
}

export interface SeatSetup extends Account {
  /** Number of the person in the whole run. */
  readonly n: number;
  readonly kind: Kind;
  /** Where the connection goes. */
  readonly origin: string;
  /** An address of this machine to come from. */
  readonly from?: string;
}

/** A conversation that is there. `last`: where its log ended when it was made. */
export interface MadeRoom {
  readonly room: number;
  readonly id: string;
  readonly last: number;
}

/** How many of the run's own messages, and the sum of their numbers: two logs with both alike hold the same. */
export interface Tally {
  readonly room: number;
  readonly count: number;
  readonly sum: number;
  /** The last place of one of them. */
  readonly last: number;
}

/** What a process is asked for, and what it answers. */
export interface Asks {
  begin: [{ habits: Readonly<Record<Kind, Habits>>; seats: readonly SeatSetup[]; shard: number; seed: number }, null];
  /** Opens all connections. Answers how many are there. */
  connect: [{ rate: number; atOnce: number; limitMs: number }, { online: number }];
  furnish: [{ rooms: readonly { room: number; owner: number; others: readonly string[] }[] }, { made: MadeRoom[] }];
  /** `seats`: which rooms somebody is in, and whom they have in view. */
  join: [
    {
      rooms: readonly (MadeRoom & { weight: number })[];
      seats: readonly { n: number; rooms: readonly number[]; inView: readonly string[] }[];
    },
    null,
  ];
  act: [{ rate: number; durationMs: number }, { sent: number }];
  settle: [{ limitMs: number }, { tallies: Tally[]; unanswered: number; online: number }];
  verify: [{ tallies: readonly Tally[]; limitMs: number }, Verified];
  /** Only tells what happened. */
  look: [Record<string, never>, null];
  /** Tokens for the next time. */
  end: [Record<string, never>, { tokens: [n: number, refreshToken: string][] }];
}

export interface Verified {
  /** Deliveries that had to be, each message counted for each member. */
  readonly expected: number;
  readonly arrived: number;
  readonly lost: number;
  readonly doubled: number;
  /** As many as there should be, but others. */
  readonly mixed: number;
}

export type AskName = keyof Asks;

/** What happened in a process since it said so last. */
export interface Tick {
  readonly online: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  readonly times: Readonly<Record<TimeName, Counts>>;
  /** User and system time of the process since then, in ms. */
  readonly cpuMs: number;
}

export const TIMES = ['connect', 'reconnect', 'ack', 'deliver', 'open'] as const;
/** 'ack' and 'deliver' count from the time a message was due. */
export type TimeName = (typeof TIMES)[number];

export type ToShard = { id: number; ask: AskName; with: unknown };
export type FromShard = { re: number; ok: unknown } | { re: number; error: string } | { tick: Tick };
