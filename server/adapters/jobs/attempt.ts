import type { Transaction } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { GivenUp, type JobOutcome } from '#kernel/ports/jobs.ts';
import { changeLeased, finishLeased, type TakenJob } from './job-store.ts';
import type { JobTables } from './tables.ts';

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 3_600_000;

/** Takes away what is done, or puts it off when its handler wants to go on later. */
export async function finish(
  db: Transaction<JobTables>,
  job: TakenJob,
  outcome: JobOutcome,
  now: number,
): Promise<void> {
  if (outcome === undefined) return finishLeased(db, job);
  const anew = { lease: null, attempts: 0, reason: null, created_at: now };
  await changeLeased(db, job, { ...anew, ready_at: outcome.again });
}

/** What the handler is given. Throws `GivenUp` when it isn't JSON, which no further attempt would mend. */
export function payloadOf({ payload }: TakenJob): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    throw new GivenUp('payload');
  }
}

/** What may be shown: never what an error says, which may hold what people wrote. */
export function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  if (error instanceof GivenUp) return error.message.slice(0, 200);
  return (error instanceof Error ? error.name : 'unknown').slice(0, 200);
}

/** [JB5] How long until the next attempt, in ms: twice as long each time, and never the same for all. */
export function waitAfter(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return Math.round(longest * (0.5 + 0.5 * random()));
}
