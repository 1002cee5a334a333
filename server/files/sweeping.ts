import type { Clock } from '#kernel/clock.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import { keyOf } from './preparing.ts';
import { endedFiles, forget, isPlaced } from './store.ts';
import type { FileTables } from './tables.ts';

const HOUR_MS = 3_600_000;
/** After something was recalled. */
const SOON_MS = 2000;
const AT_ONCE = 100;

interface SweepingOptions {
  database: Database<FileTables>;
  blobs: Blobs;
  clock: Clock;
  log: Log;
}

/** Takes away what nobody needs: uploads that nobody goes on with, files that were never sent, bytes of what is recalled. */
export class Sweeping {
  readonly #options: SweepingOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: SweepingOptions) {
    this.#options = options;
  }

  /** Sweeps now and every hour. */
  start(): void {
    this.#again(0);
  }

  soon(): void {
    this.#again(SOON_MS);
  }

  /** One sweep after the other; resolves when it is done. */
  sweep(): Promise<void> {
    this.#running = this.#running.then(() => this.#sweep());
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #again(afterMs: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.sweep().then(() => this.#again(HOUR_MS));
    }, afterMs);
    this.#timer.unref();
  }

  async #sweep(): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#forgetEnded();
      await this.#removeBytes();
    } catch (error) {
      log.warn({ err: error }, 'files could not be swept');
    }
  }

  async #forgetEnded(): Promise<void> {
    const { database, clock } = this.#options;
    for (;;) {
      const ended = await endedFiles(database.read, clock.now(), AT_ONCE);
      await database.write(async (db) => {
        for (const id of ended) if (!(await isPlaced(db, id))) await forget(db, id);
      });
      if (ended.length < AT_ONCE) return;
    }
  }

  async #removeBytes(): Promise<void> {
    const { database, blobs } = this.#options;
    const rows = await database.read.selectFrom('file_removals').select('file_id').execute();
    for (const { file_id: id } of rows) {
      for (const key of [id, keyOf(id, 'small'), keyOf(id, 'large')]) await blobs.remove(key);
      await database.write((db) => db.deleteFrom('file_removals').where('file_id', '=', id).execute());
    }
  }
}
