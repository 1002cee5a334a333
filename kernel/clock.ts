/** Where a component reads the time from. All times in Yiqi are milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that moves only when told to, for tests. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(startMs = 1_700_000_000_000) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  advance(byMs: number): void {
    this.#nowMs += byMs;
  }

  set(toMs: number): void {
    this.#nowMs = toMs;
  }
}

/**
 * A clock whose answers never repeat and never go back, whatever the machine's clock does.
 *
 * Stamps order changes across conversations, so that a client can ask for "what changed since". A process that starts
 * continues after the largest stamp found in the database (`floorMs`).
 */
export class MonotonicClock implements Clock {
  readonly #source: Clock;
  #lastMs: number;

  constructor(source: Clock, floorMs = 0) {
    this.#source = source;
    this.#lastMs = floorMs;
  }

  now(): number {
    this.#lastMs = Math.max(this.#source.now(), this.#lastMs + 1);
    return this.#lastMs;
  }
}
