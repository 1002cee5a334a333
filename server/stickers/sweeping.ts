import type { Clock } from '#kernel/clock.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import { keyOf } from './drawing.ts';
import { dropUnused, forgetStickers, goneStickers } from './store.ts';
import type { StickerTables } from './tables.ts';

interface SweepingOptions {
  database: Database<StickerTables>;
  blobs: SmallBlobs;
  jobs: Jobs;
  clock: Clock;
}

/** A sticker that is in no pack may be just about to be sent. */
const UNUSED_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const AT_ONCE = 100;
const JOB = { kind: 'stickers.sweep', key: 'all', payload: null };

/** Takes away stickers that nobody can come across any more: [MC46]. */
export class Sweeping {
  readonly #options: SweepingOptions;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: SweepingOptions) {
    this.#options = options;
    const run = async () => {
      await this.sweep();
      return { again: options.clock.now() + EVERY_MS };
    };
    options.jobs.handle(JOB.kind, { atOnce: 1, run });
  }

  /** Sweeps in an hour, and then every hour. */
  async start(): Promise<void> {
    const { database, jobs, clock } = this.#options;
    await database.write((db) => jobs.put(db, { ...JOB, due: clock.now() + EVERY_MS, existing: 'keep' }));
  }

  /** A sweep that was interrupted is taken up by the next one: pictures go before what names them. */
  sweep(): Promise<void> {
    const swept = this.#running.then(() => this.#sweep());
    this.#running = swept.catch(() => {});
    return swept;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #sweep(): Promise<void> {
    const { database, blobs, clock } = this.#options;
    const now = clock.now();
    await database.write((db) => dropUnused(db, now - UNUSED_MS, now));
    while (!this.#closed) {
      const ids = await goneStickers(database.read, AT_ONCE);
      if (ids.length === 0) return;
      for (const id of ids) await blobs.remove(keyOf(id));
      await database.write((db) => forgetStickers(db, ids));
    }
  }
}
