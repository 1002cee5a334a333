import type { Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { invariant } from '#kernel/invariant.ts';
import { GivenUp, type JobHandler, type JobKeeping, type Jobs, type NewJob } from '#kernel/ports/jobs.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { finish, payloadOf, reasonOf, waitAfter } from './attempt.ts';
import {
  changeLeased,
  countJobs,
  deadJobs,
  forgetDead,
  nextReady,
  putJob,
  releaseAll,
  removeJob,
  retryDead,
  type TakenJob,
  takeJobs,
} from './job-store.ts';
import type { JobRow, JobTables } from './tables.ts';

export interface SqlJobsOptions {
  /** With `jobMigrations`. */
  database: Database<JobTables>;
  clock: Clock;
  log: Log;
  /** No other process uses the database: what an earlier one had taken is free at the start. */
  alone?: boolean;
  /** How long a job is another's when nothing is heard of who took it. */
  leaseMs?: number;
  /** Calls back after a while unless the returned function is called before; the platform's timers unless told. */
  schedule?: (delayMs: number, callback: () => void) => () => void;
  /** From 0 up to 1; spreads what is tried again. */
  random?: () => number;
  /** Tells other processes that there are jobs, once they are committed. */
  wakeOthers?: () => void;
  /** What became of an attempt, for metrics. */
  tell?: (kind: string, outcome: 'done' | 'failed' | 'dead') => void;
}

const LEASE_MS = 30_000;
/** It looks at least this often, for what other processes put and clocks that were set. */
const LOOK_MS = 15_000;
const AGAIN_MS = 2000;
const AT_ONCE = 4;
const ATTEMPTS = 10;
/** How long closing waits for what is under way before it is told to stop, and then. */
const DRAIN_MS = 4000;
const GRACE_MS = 1000;

/** The queue as a table of the database. Rules: docs/spec/jobs.md. */
export class SqlJobs implements Jobs, JobKeeping {
  readonly #options: SqlJobsOptions;
  readonly #schedule: NonNullable<SqlJobsOptions['schedule']>;
  readonly #handlers = new Map<string, JobHandler>();
  /** Keys under way in this process, by kind. */
  readonly #underWay = new Map<string, Map<string, Promise<void>>>();
  readonly #ending = new AbortController();
  #stopTimer = (): void => {};
  #looking: Promise<void> | undefined;
  #settling: Promise<void> = Promise.resolve();
  #lookAgain = false;
  #nudged = false;
  #waking = false;
  #started = false;
  #closed = false;

  constructor(options: SqlJobsOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? platformSchedule;
  }

  async put(within: object, job: NewJob): Promise<void> {
    invariant(job.kind.length <= 40 && (job.key?.length ?? 0) <= 120, 'kinds and keys of jobs are short');
    await putJob(within as Transaction<JobTables>, job, this.#options.clock.now());
    this.#wakeOthers();
    this.#nudge();
  }

  /** Another process has put something. */
  wake(): void {
    this.#nudge();
  }

  drop(within: object, kind: string, key: string): Promise<void> {
    return removeJob(within as Transaction<JobTables>, { kind, job_key: key });
  }

  handle(kind: string, handler: JobHandler): void {
    invariant(!this.#handlers.has(kind), 'one handler for each kind');
    this.#handlers.set(kind, handler);
    this.#underWay.set(kind, new Map());
    this.#nudge();
  }

  /** Begins to do what is due, and goes on until it is closed. */
  async start(): Promise<void> {
    const { database, clock, alone = false } = this.#options;
    if (alone) await database.write((db) => releaseAll(db, clock.now()));
    this.#started = true;
    this.#nudge();
  }

  /** Does what is due and resolves when nothing is any more that could be done now. For tests and scripts. */
  settle(): Promise<void> {
    // One after the other: two at once would each wait for the looks of the other, for ever on a slow database.
    const settled = this.#settling.then(() => this.#settleAlone());
    this.#settling = settled.catch(() => undefined);
    return settled;
  }

  async #settleAlone(): Promise<void> {
    do {
      // Asking while one is under way would ask for one more after it.
      await this.#lookedAll();
      await this.#look();
      await this.#allUnderWay();
      // What has just ended may be about to look by itself.
      await new Promise((resolve) => setImmediate(resolve));
    } while (await this.#hasMore());
  }

  /** Looks go on by themselves, on a slow database always: one counts for what it takes, not because it is under way. */
  async #hasMore(): Promise<boolean> {
    const due = await this.#isDue();
    await this.#lookedAll();
    return due || this.#nudged || [...this.#underWay.values()].some(({ size }) => size > 0);
  }

  async #lookedAll(): Promise<void> {
    while (this.#looking !== undefined) await this.#looking;
  }

  /** Takes nothing more, and waits for what is under way: what takes too long is told to stop, and done again later. */
  async close(): Promise<void> {
    this.#started = false;
    this.#closed = true;
    this.#stopTimer();
    await this.#looking;
    const stopTimer = this.#schedule(DRAIN_MS, () => this.#ending.abort());
    const patience = new Promise<void>((resolve) => {
      this.#ending.signal.addEventListener('abort', () => this.#schedule(GRACE_MS, resolve), { once: true });
    });
    await Promise.race([this.#allUnderWay(), patience]);
    stopTimer();
  }

  dead(limit: number) {
    return deadJobs(this.#options.database.read, limit);
  }

  async retry(kind: string, key: string): Promise<boolean> {
    const { database, clock } = this.#options;
    const found = await database.write((db) => retryDead(db, { kind, job_key: key }, clock.now()));
    this.#nudge();
    return found;
  }

  forget(kind: string, key: string): Promise<boolean> {
    return this.#options.database.write((db) => forgetDead(db, { kind, job_key: key }));
  }

  counts() {
    return countJobs(this.#options.database.read);
  }

  /** A write of its own comes after the one that is under way. */
  #wakeOthers(): void {
    const { wakeOthers, database } = this.#options;
    if (wakeOthers === undefined || this.#waking) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      database.write(async () => {}).then(wakeOthers, () => {});
    });
  }

  /** Looks soon: in a write of its own, and so after the one that is under way. */
  #nudge(): void {
    if (this.#nudged || !this.#started) return;
    this.#nudged = true;
    setImmediate(() => {
      this.#nudged = false;
      if (this.#started) void this.#look();
    });
  }

  #look(): Promise<void> {
    this.#lookAgain = this.#looking !== undefined;
    this.#looking ??= this.#beginLook();
    return this.#looking;
  }

  #beginLook(): Promise<void> {
    // Or it would ask for one more while this one is under way, and that one for another.
    this.#stopTimer();
    return this.#take().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain && !this.#closed) void this.#look();
    });
  }

  async #allUnderWay(): Promise<void> {
    await Promise.all([...this.#underWay.values()].flatMap((keys) => [...keys.values()]));
  }

  async #isDue(): Promise<boolean> {
    if (this.#closed) return false;
    const next = await nextReady(this.#options.database.read, [...this.#handlers.keys()]);
    return next !== undefined && next <= this.#options.clock.now();
  }

  /** Begins what is due and has a place, and looks again when more may be. Never rejects. */
  async #take(): Promise<void> {
    const { database, clock, log } = this.#options;
    let waitMs = LOOK_MS;
    try {
      const now = clock.now();
      const taken = this.#closed ? [] : await database.write((db) => this.#takeDue(db, now));
      for (const job of taken) this.#begin(job);
      const next = await nextReady(
        database.read,
        this.#free().map(([kind]) => kind),
      );
      // What is due, but was not taken, is under way here: its end is awaited.
      if (next !== undefined && (next > now || taken.length > 0)) waitMs = Math.min(LOOK_MS, Math.max(0, next - now));
    } catch (error) {
      waitMs = AGAIN_MS;
      log.warn({ err: error }, 'jobs could not be taken');
    }
    if (this.#started) this.#stopTimer = this.#schedule(waitMs, () => void this.#look());
  }

  async #takeDue(db: Transaction<JobTables>, now: number): Promise<TakenJob[]> {
    const until = now + this.#leaseMs();
    const taken: TakenJob[] = [];
    for (const [kind, places, keys] of this.#free()) {
      taken.push(...(await takeJobs(db, kind, { now, until, limit: places, except: new Set(keys.keys()) })));
    }
    return taken;
  }

  /** The kinds of which more can be done at once, how many more, and what is under way. */
  #free(): [kind: string, places: number, underWay: ReadonlyMap<string, unknown>][] {
    return [...this.#handlers].flatMap(([kind, { atOnce = AT_ONCE }]) => {
      const keys = this.#underWay.get(kind) ?? new Map<string, unknown>();
      return keys.size < atOnce ? [[kind, atOnce - keys.size, keys]] : [];
    });
  }

  #begin(job: TakenJob): void {
    const keys = this.#underWay.get(job.kind);
    const done = this.#run(job).finally(() => {
      keys?.delete(job.job_key);
      this.#nudge();
    });
    keys?.set(job.job_key, done);
  }

  /** Never rejects: what could not be noted is done again when the lease is over. */
  async #run(job: TakenJob): Promise<void> {
    const { database, clock, tell = () => {} } = this.#options;
    const handler = this.#handlers.get(job.kind);
    const stopRenewing = this.#renew(job);
    try {
      const outcome = await handler?.run(payloadOf(job), { attempt: job.attempts, signal: this.#ending.signal });
      tell(job.kind, 'done');
      await database.write((db) => finish(db, job, outcome ?? undefined, clock.now()));
    } catch (error) {
      const change = this.#failed(job, error);
      await database.write((db) => changeLeased(db, job, { ...change, lease: null })).catch(() => {});
    } finally {
      stopRenewing();
    }
  }

  /** What becomes of a job that failed. */
  #failed(job: TakenJob, error: unknown): Partial<JobRow> {
    const { log, clock, random, tell = () => {} } = this.#options;
    // Told to stop: that was no attempt.
    if (this.#ending.signal.aborted) return { attempts: job.attempts - 1, ready_at: clock.now() };
    const most = this.#handlers.get(job.kind)?.attempts ?? ATTEMPTS;
    const dead = error instanceof GivenUp || job.attempts >= most;
    tell(job.kind, dead ? 'dead' : 'failed');
    log.warn({ err: error, kind: job.kind, attempt: job.attempts }, dead ? 'a job was given up' : 'a job failed');
    const reason = reasonOf(error);
    return dead
      ? { reason, died_at: clock.now(), ready_at: null }
      : { reason, ready_at: clock.now() + waitAfter(job.attempts, random) };
  }

  /** Keeps the lease for as long as the handler works. */
  #renew(job: TakenJob): () => void {
    const { database, clock } = this.#options;
    let stop = () => {};
    const again = () => {
      stop = this.#schedule(this.#leaseMs() / 3, () => {
        again();
        const renewed = { ready_at: clock.now() + this.#leaseMs() };
        database.write((db) => changeLeased(db, job, renewed)).catch(() => {});
      });
    };
    again();
    return () => stop();
  }

  #leaseMs(): number {
    return this.#options.leaseMs ?? LEASE_MS;
  }
}

function platformSchedule(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timer);
}
