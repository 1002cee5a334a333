import type { Clock } from '#kernel/clock.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { JobOutcome, Jobs } from '#kernel/ports/jobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import { BESIDE, keyOf } from './preparing.ts';
import { dueRemovals, endedFiles, forget, hasFile, isPlaced } from './store.ts';
import { type FileTables, STORE_ATTEMPTS } from './tables.ts';

const HOUR_MS = 3_600_000;
/** After something was recalled. */
const SOON_MS = 2000;
const AT_ONCE = 100;
/** There is one job, which is done again and again. */
const JOB = { kind: 'files.sweep', key: 'all', payload: null };

interface SweepingOptions {
  database: Database<FileTables>;
  blobs: Blobs;
  jobs: Jobs;
  clock: Clock;
}

/** Takes away what nobody needs: uploads that nobody goes on with, files that were never sent, bytes of what is recalled. */
export class Sweeping {
  readonly #options: SweepingOptions;
  #running: Promise<void> = Promise.resolve();

  constructor(options: SweepingOptions) {
    this.#options = options;
    options.jobs.handle(JOB.kind, { atOnce: 1, attempts: STORE_ATTEMPTS, run: () => this.#sweepInTurn() });
  }

  /** Sweeps soon, and then every hour. */
  async start(): Promise<void> {
    await this.#options.database.write((db) => this.#options.jobs.put(db, { ...JOB, existing: 'keep' }));
  }

  /** In the transaction by which bytes may have become nobody's. */
  soon(within: object): Promise<void> {
    const due = this.#options.clock.now() + SOON_MS;
    return this.#options.jobs.put(within, { ...JOB, due, existing: 'keep' });
  }

  /** One sweep after the other; resolves when it is done. */
  sweep(): Promise<void> {
    const swept = this.#running.then(() => this.#sweep());
    this.#running = swept.catch(() => {});
    return swept;
  }

  async #sweepInTurn(): Promise<JobOutcome> {
    await this.sweep();
    return { again: this.#options.clock.now() + HOUR_MS };
  }

  async close(): Promise<void> {
    await this.#running;
  }

  async #sweep(): Promise<void> {
    await this.#forgetEnded();
    await this.#removeBytes();
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
    const { database, blobs, clock } = this.#options;
    for (const id of await dueRemovals(database.read, clock.now())) {
      const needed = await hasFile(database.read, id);
      for (const key of needed ? [] : [id, ...BESIDE.map((size) => keyOf(id, size))]) await blobs.remove(key);
      await database.write((db) => db.deleteFrom('file_removals').where('file_id', '=', id).execute());
    }
  }
}
