import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { type MediaEngine, PASS_MS } from './media-engine.ts';
import { removedSince } from './removed-store.ts';
import type { MeetingTables } from './tables.ts';

export const LOOK_EVERY_MS = 1000;

export interface KeepOutOptions {
  database: Database<MeetingTables>;
  engine: MediaEngine;
  clock: Clock;
  log: Log;
  /** How often it looks who has come back. */
  lookEveryMs: number;
}

/**
 * Who was removed may hold a token for minutes more, and the media engine takes it: no LiveKit can call one back. So, for
 * as long as one can be good, whoever comes back with it is sent out again.
 */
export class KeepOut {
  readonly #options: KeepOutOptions;
  readonly #timer: NodeJS.Timeout;
  #working: Promise<void> | undefined;

  constructor(options: KeepOutOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#watch(), options.lookEveryMs);
    this.#timer.unref();
  }

  /** Sends out whoever has come back. Happens by itself every second. */
  async sendOut(): Promise<void> {
    const { database, engine, clock, log } = this.#options;
    // Refreshed tokens are as young as the removal itself.
    const removed = await removedSince(database.read, clock.now() - 2 * PASS_MS);
    const byRoom = Map.groupBy(removed, ({ room }) => room);
    for (const [room, people] of byRoom) {
      const there = new Set((await engine.attendees(room)).map(({ identity }) => identity));
      for (const { identity } of people) {
        if (!there.has(identity)) continue;
        await engine.remove(room, identity);
        log.info({ room }, 'somebody who had been removed came back; sent out again');
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  /** One look at a time; what fails is tried again by the next. */
  #watch(): void {
    if (this.#options.engine.apiUrl === undefined) return;
    this.#working ??= this.sendOut()
      .catch(() => {})
      .finally(() => {
        this.#working = undefined;
      });
  }
}
