import type { Transaction } from 'kysely';
import type { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import { busy } from './sql-errors.ts';

/**
 * Works in one transaction at most: about 5 ms of the event loop when each appends a message. More of them would not
 * make an fsync any cheaper: 64 and 256 store as many messages a second.
 */
const BATCH = 64;

/** The transactions of one engine, on its one connection that writes. */
export interface Transactions<Tables> {
  /** Commits what `work` did, or undoes all of it. */
  run(work: (transaction: Transaction<Tables>) => Promise<void>): Promise<void>;
  /** Begins what can be undone alone. */
  mark(transaction: Transaction<Tables>): Promise<void> | void;
  release(transaction: Transaction<Tables>): Promise<void> | void;
  /** Undoes what was done since the mark. False: the error has ended the whole transaction. */
  undo(transaction: Transaction<Tables>, error: unknown): Promise<boolean> | boolean;
  /** What people are told when the database could not take it; undefined: the error is none of the engine's. */
  failureOf(error: unknown): Failure | undefined;
  /** Whether nothing was committed and the same would do when it is run once more. */
  isTransient(error: unknown): boolean;
}

/** A deadlock or a lost connection is tried again this often, first after so many ms, then twice as many. */
const RETRIES = { most: 4, firstMs: 10 };

/** A work that waits. `run` never rejects: it keeps the outcome, `settle` tells it once the commit is through. */
interface Waiting<Tables> {
  /** `alone`: nothing else is in the transaction, which goes with it when it fails. */
  run(transaction: Transaction<Tables>, alone: boolean): Promise<void>;
  undo(error: unknown): void;
  settle(): void;
}

/**
 * Puts works that are asked for in the same tick into one transaction, so that they share one fsync. They run one
 * after the other, each in a savepoint unless it is alone; the next transaction begins in a later turn of the event loop.
 */
export class GroupCommit<Tables> {
  readonly #transactions: Transactions<Tables>;
  readonly #log: Log;
  readonly #maxWaiting: number;
  #waiting: Waiting<Tables>[] = [];
  #flushing: Promise<void> | undefined;
  #storing = true;
  #closed = false;

  constructor(transactions: Transactions<Tables>, log: Log, maxWaiting: number) {
    this.#transactions = transactions;
    this.#log = log;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws Failure 'server.busy', 'server.disk-full', or whatever `work` throws */
  write<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    if (this.#closed || this.#waiting.length >= this.#maxWaiting) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      let settle = () => {};
      this.#waiting.push({
        run: async (transaction, alone) => {
          const result = await (alone ? work(transaction) : this.#inSavepoint(transaction, work));
          settle = () => resolve(result);
        },
        undo: (error) => {
          settle = () => reject(error);
        },
        settle: () => settle(),
      });
      this.#flushing ??= this.#flush();
    });
  }

  /** Takes nothing more and resolves when what waits is committed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#waiting.slice(0, BATCH);
      this.#waiting = this.#waiting.slice(BATCH);
      await this.#commit(batch);
      for (const one of batch) one.settle();
    }
    this.#flushing = undefined;
  }

  /** When the commit itself fails, every work of the batch is undone and told so. */
  async #commit(batch: readonly Waiting<Tables>[]): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      let done = false;
      try {
        await this.#transactions.run(async (transaction) => {
          const [only] = batch;
          if (batch.length === 1) await only?.run(transaction, true);
          else for (const one of batch) await this.#runOne(one, transaction);
          done = true;
        });
        this.#tellStoring();
        return;
      } catch (error) {
        // Whether a commit that was cut off is through, nobody knows.
        if (!done && tries < RETRIES.most && this.#transactions.isTransient(error)) {
          await new Promise((resolve) => setTimeout(resolve, RETRIES.firstMs * 2 ** tries * (0.5 + Math.random())));
          continue;
        }
        const failure = this.#translate(error);
        for (const one of batch) one.undo(failure);
        return;
      }
    }
  }

  /** A work that throws is undone alone, unless the error has ended the transaction for all. */
  async #runOne(one: Waiting<Tables>, transaction: Transaction<Tables>): Promise<void> {
    try {
      await one.run(transaction, false);
    } catch (error) {
      if (!(await this.#transactions.undo(transaction, error))) throw error;
      one.undo(this.#translate(error));
    }
  }

  async #inSavepoint<Result>(
    transaction: Transaction<Tables>,
    work: (transaction: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result> {
    await this.#transactions.mark(transaction);
    const result = await work(transaction);
    await this.#transactions.release(transaction);
    return result;
  }

  #translate(error: unknown): unknown {
    const failure = this.#transactions.failureOf(error);
    if (failure?.code === 'server.disk-full') this.#tellNotStoring(error);
    return failure ?? error;
  }

  #tellNotStoring(error: unknown): void {
    if (!this.#storing) return;
    this.#storing = false;
    this.#log.error({ error: error instanceof Error ? error.message : '' }, 'nothing can be stored; reading goes on');
  }

  #tellStoring(): void {
    if (this.#storing) return;
    this.#storing = true;
    this.#log.info({}, 'storing works again');
  }
}
