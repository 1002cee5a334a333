import { EMPTY_AFTER_MS } from '#kernel/breakout.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { breakoutsClosed, engineRooms } from './breakout/store.ts';
import { roomMetadata } from './changes.ts';
import { type MediaEngine, PASS_MS } from './media-engine.ts';
import { findRoom } from './room-store.ts';
import { meetingsUsedSince, roomsEndedSince } from './store.ts';
import type { MeetingTables } from './tables.ts';

/** How soon it is noticed that the engine has started anew; only memory is looked at. */
export const WATCH_EVERY_MS = 250;
/** Closing ended rooms, and another try after the engine failed, in rounds of watching. */
const SWEEP_EVERY = 60;
const RETRY_AFTER = 20;
/** A meeting that nobody was let into for this long has no room that must be made anew. */
const IN_USE_MS = 24 * 3600_000;

export interface RoomsOptions {
  database: Database<MeetingTables>;
  engine: MediaEngine;
  clock: Clock;
  log: Log;
  watchEveryMs: number;
}

/** Keeps the engine's rooms in step with the meetings: none for what has ended, one for what is running. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #timer: NodeJS.Timeout;
  /** Which the engine was when the rooms were made there: it has forgotten them after each start. */
  #restoredAt: string | undefined;
  #working: Promise<void> | undefined;
  #untilSweep = SWEEP_EVERY;
  #untilRetry = 0;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#watch(), options.watchEveryMs);
    this.#timer.unref();
  }

  /**
   * Closes rooms of meetings that ended while a token for them may still be good: the engine could not be reached, or
   * it is set to make rooms by itself for whoever comes.
   */
  async closeEnded(): Promise<void> {
    const { database, engine, clock, log } = this.#options;
    const since = clock.now() - 2 * PASS_MS;
    const breakouts = await breakoutsClosed(database.read, since, clock.now() - EMPTY_AFTER_MS);
    const ended = [...(await roomsEndedSince(database.read, since)), ...breakouts];
    if (ended.length === 0) return;
    for (const room of await engine.openAmong(ended)) {
      const closed = engine.closeRoom(room).then(() => 'room of an ended meeting was open; closed it');
      log.warn({ room }, await closed.catch(() => 'room of an ended meeting is open and cannot be closed'));
    }
  }

  /** Makes the rooms of running meetings anew in an engine that has just started: people in them come back by themselves. */
  async restore(): Promise<void> {
    const { database, engine, clock } = this.#options;
    const { incarnation } = engine;
    for (const number of await meetingsUsedSince(database.read, clock.now() - IN_USE_MS)) {
      const stored = await findRoom(database.read, number);
      if (stored === undefined) continue;
      for (const { room } of engineRooms(stored)) await engine.openRoom(room, roomMetadata(stored));
    }
    this.#restoredAt = incarnation;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  /** One thing at a time; what fails is tried again later. */
  #watch(): void {
    this.#untilSweep--;
    if (this.#untilRetry-- > 0 || this.#working) return;
    const { incarnation } = this.#options.engine;
    if (incarnation === undefined) this.#restoredAt = undefined;
    else if (incarnation !== this.#restoredAt) this.#start(() => this.restore());
    else if (this.#untilSweep <= 0) this.#start(() => this.closeEnded());
  }

  #start(work: () => Promise<void>): void {
    this.#untilSweep = SWEEP_EVERY;
    this.#working = work()
      .catch(() => {
        this.#untilRetry = RETRY_AFTER;
      })
      .finally(() => {
        this.#working = undefined;
      });
  }
}
