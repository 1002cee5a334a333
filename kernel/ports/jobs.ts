import type { TimeMs } from '#protocol/common.ts';

/** Something to be done later. */
export interface NewJob {
  /** What kind of work it is: the name that a handler was given for. At most 40 characters. */
  kind: string;
  /** JSON; whoever handles it reads it as if a stranger had written it. */
  payload: unknown;
  /** Not before; at once when absent or past. */
  due?: TimeMs;
  /** There is one job of a kind under a key, of at most 120 characters; without one, the job stands alone. */
  key?: string;
  /**
   * What becomes of the one that is there under the key. 'replace', unless said: the new one takes its place, with its
   * payload and its time. 'keep': the one that waits stays as it is, but becomes due earlier if the new one is; one that
   * is under way, or has been given up, is replaced.
   */
  existing?: 'replace' | 'keep';
}

/** What a handler is told besides the payload. */
export interface JobRun {
  /** The first is 1. */
  attempt: number;
  /** Aborted when the queue closes and waits no longer. */
  signal: AbortSignal;
}

/** When a job is to be done once more, as a new one: for what is done again and again. Nothing: it is done. */
export type JobOutcome = { again: TimeMs } | undefined;

export interface JobHandler {
  /**
   * Does the work. It may have been done before, in part or wholly, by a process that died: doing it again must change
   * nothing. What it throws is tried again after a while, longer each time, and is given up at last.
   *
   * @throws GivenUp when trying again would not help
   */
  run(payload: unknown, run: JobRun): Promise<JobOutcome> | Promise<void>;
  /** So many at a time in each process; 4 unless said. */
  atOnce?: number;
  /** So many attempts before it is given up; 10 unless said. */
  attempts?: number;
}

/** Thrown by a handler: the job is given up at once. `message` is shown to administrators and holds nothing private. */
export class GivenUp extends Error {
  override name = 'GivenUp';
}

/**
 * Work that may wait, and survives whatever happens to the process: a job that was put is done at least once, at its time
 * or later. `within` is the transaction of what causes the job, as a write of the database gives it: there is the one
 * if and only if there is the other.
 */
export interface Jobs {
  put(within: object, job: NewJob): Promise<void>;
  /** It need not be done any more. One that is under way goes on to its end. */
  drop(within: object, kind: string, key: string): Promise<void>;
  /** Who does the jobs of a kind; there is one. Those that nobody handles wait. */
  handle(kind: string, handler: JobHandler): void;
}

/** A job that was given up. */
export interface DeadJob {
  kind: string;
  key: string;
  attempts: number;
  /** Why the last attempt failed: a failure's code, or an error's name. */
  reason: string;
  createdAt: TimeMs;
  diedAt: TimeMs;
}

/** How many jobs of a kind there are. */
export interface JobCount {
  kind: string;
  waiting: number;
  dead: number;
}

/** What administrators see of the queue, and may do. */
export interface JobKeeping {
  /** Those that died last, first. */
  dead(limit: number): Promise<DeadJob[]>;
  /** Tries it again from the first attempt on. Tells whether there was one. */
  retry(kind: string, key: string): Promise<boolean>;
  /** Forgets it. Tells whether there was one. */
  forget(kind: string, key: string): Promise<boolean>;
  /** Kinds in order of their names. */
  counts(): Promise<JobCount[]>;
}
