import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import { keyOf } from './drawing.ts';
import { dropUnused, forgetStickers, goneStickers } from './store.ts';
import type { StickerTables } from './tables.ts';

interface SweepingOptions {
  database: Database<StickerTables>;
  blobs: SmallBlobs;
  clock: Clock;
  log?: Log | undefined;
}

/** A sticker that is in no pack may be just about to be sent. */
const UNUSED_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const AT_ONCE = 100;

/** Takes away stickers that nobody can come across any more: [MC46]. */
export class Sweeping {
  readonly #options: SweepingOptions;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: SweepingOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  /** Never rejects. A sweep that was interrupted is taken up by the next one: pictures go before what names them. */
  sweep(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#sweep())
      .catch((err: unknown) => {
        this.#options.log?.warn({ err }, 'unused stickers could not be taken away');
      });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
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
