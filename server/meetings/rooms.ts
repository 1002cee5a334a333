import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { type MediaEngine, PASS_MS } from './media-engine.ts';
import { roomsEndedSince, roomsUsedSince } from './store.ts';
import type { MeetingTables } from './tables.ts';

const SWEEP_EVERY_MS = 15_000;
/** A meeting that nobody was let into for this long has no room that must be made anew. */
const IN_USE_MS = 24 * 3600_000;

export interface RoomsOptions {
  database: Database<MeetingTables>;
  engine: MediaEngine;
  clock: Clock;
  log: Log;
}

/** Keeps the engine's rooms in step with the meetings: none for what has ended, one for what is running. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#sweepQuietly(), SWEEP_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Closes rooms of meetings that ended while a token for them may still be good: the engine could not be reached, or
   * it is set to make rooms by itself for whoever comes.
   */
  async closeEnded(): Promise<void> {
    const { database, engine, clock, log } = this.#options;
    const ended = await roomsEndedSince(database.read, clock.now() - 2 * PASS_MS);
    if (ended.length === 0) return;
    for (const room of await engine.openAmong(ended)) {
      await engine.closeRoom(room);
      log.warn({ room }, 'room of an ended meeting was open; closed it');
    }
  }

  /** Makes rooms anew for meetings that are running. */
  async restore(): Promise<void> {
    const { database, engine, clock } = this.#options;
    for (const room of await roomsUsedSince(database.read, clock.now() - IN_USE_MS)) await engine.openRoom(room);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  #sweepQuietly(): void {
    this.#sweeping ??= this.closeEnded()
      .catch(() => {})
      .finally(() => {
        this.#sweeping = undefined;
      });
  }
}
