import type { Kysely, Transaction } from 'kysely';
import { newId } from '#kernel/ids.ts';
import type { DeadJob, JobCount, NewJob } from '#kernel/ports/jobs.ts';
import type { TimeMs } from '#protocol/common.ts';
import { insertIfAbsent } from '#server/adapters/sql/upsert.ts';
import type { JobRow, JobTables } from './tables.ts';

/** A job that this process has taken. */
export type TakenJob = JobRow & { lease: string };

type Db = Kysely<JobTables>;
type Writer = Transaction<JobTables>;

export async function putJob(db: Writer, job: NewJob, now: TimeMs): Promise<void> {
  const { kind, payload, due = now, key, existing = 'replace' } = job;
  const row: JobRow = {
    ...{ kind, job_key: key ?? newId('j'), payload: JSON.stringify(payload ?? null), ready_at: due },
    ...{ lease: null, attempts: 0, reason: null, created_at: now, died_at: null },
  };
  if (await insertIfAbsent(db, 'jobs', { ...row })) return;
  if (existing === 'keep' && (await makeEarlier(db, row, due))) return;
  const { kind: _, job_key: __, ...changed } = row;
  await jobQuery(db, row).set(changed).execute();
}

/** Whether the job waits. It is due by `due` at the latest then. */
async function makeEarlier(db: Writer, { kind, job_key }: Named, due: TimeMs): Promise<boolean> {
  const known = await db
    .selectFrom('jobs')
    .select(['ready_at', 'lease'])
    .where('kind', '=', kind)
    .where('job_key', '=', job_key)
    .executeTakeFirst();
  if (known === undefined || known.lease !== null || known.ready_at === null) return false;
  if (known.ready_at > due) await jobQuery(db, { kind, job_key }).set({ ready_at: due }).execute();
  return true;
}

type Named = Pick<JobRow, 'kind' | 'job_key'>;

function jobQuery(db: Writer, { kind, job_key }: Named) {
  return db.updateTable('jobs').where('kind', '=', kind).where('job_key', '=', job_key);
}

export async function removeJob(db: Writer, { kind, job_key }: Named): Promise<void> {
  await db.deleteFrom('jobs').where('kind', '=', kind).where('job_key', '=', job_key).execute();
}

/** Takes up to `limit` jobs of a kind that are due, those first that have been for longest, but none of `except`. */
export async function takeJobs(
  db: Writer,
  kind: string,
  { now, until, limit, except }: { now: TimeMs; until: TimeMs; limit: number; except: ReadonlySet<string> },
): Promise<TakenJob[]> {
  const due = await db
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', kind)
    .where('ready_at', '<=', now)
    .orderBy('ready_at')
    .limit(limit + except.size)
    .execute();
  const taken: TakenJob[] = [];
  for (const row of due.filter(({ job_key }) => !except.has(job_key)).slice(0, limit)) {
    const lease = newId('l');
    const attempts = row.attempts + 1;
    // Another process may have been quicker, where transactions run beside each other.
    const unchanged = jobQuery(db, row).where('ready_at', '=', row.ready_at).where('attempts', '=', row.attempts);
    const changed = await unchanged.set({ lease, attempts, ready_at: until }).executeTakeFirst();
    if (changed.numUpdatedRows > 0n) taken.push({ ...row, lease, attempts, ready_at: until });
  }
  return taken;
}

/** When a job of these kinds may be taken next; undefined: there is none. */
export async function nextReady(db: Db, kinds: readonly string[]): Promise<TimeMs | undefined> {
  if (kinds.length === 0) return undefined;
  const row = await db
    .selectFrom('jobs')
    .select((is) => is.fn.min('ready_at').as('next'))
    .where('kind', 'in', kinds)
    .where('ready_at', 'is not', null)
    .executeTakeFirst();
  return row?.next ?? undefined;
}

/** Changes the job if the lease still holds. */
export async function changeLeased(db: Writer, job: TakenJob, change: Partial<JobRow>): Promise<void> {
  await jobQuery(db, job).set(change).where('lease', '=', job.lease).execute();
}

export async function finishLeased(db: Writer, { kind, job_key, lease }: TakenJob): Promise<void> {
  const jobs = db.deleteFrom('jobs').where('kind', '=', kind).where('job_key', '=', job_key);
  await jobs.where('lease', '=', lease).execute();
}

/** Lets go of all that a process before this one had taken: for databases that only one process uses. */
export async function releaseAll(db: Writer, now: TimeMs): Promise<void> {
  await db.updateTable('jobs').set({ lease: null, ready_at: now }).where('lease', 'is not', null).execute();
}

export async function deadJobs(db: Db, limit: number): Promise<DeadJob[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .where('died_at', 'is not', null)
    .orderBy('died_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ kind, job_key: key, attempts, reason, created_at, died_at }) => ({
    ...{ kind, key, attempts, reason: reason ?? '', createdAt: created_at, diedAt: died_at ?? 0 },
  }));
}

export async function retryDead(db: Writer, { kind, job_key }: Named, now: TimeMs): Promise<boolean> {
  const jobs = jobQuery(db, { kind, job_key }).where('died_at', 'is not', null);
  const changed = await jobs.set({ died_at: null, reason: null, attempts: 0, ready_at: now }).executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

export async function forgetDead(db: Writer, { kind, job_key }: Named): Promise<boolean> {
  const jobs = db.deleteFrom('jobs').where('kind', '=', kind).where('job_key', '=', job_key);
  return (await jobs.where('died_at', 'is not', null).executeTakeFirst()).numDeletedRows > 0n;
}

export async function countJobs(db: Db): Promise<JobCount[]> {
  const rows = await db
    .selectFrom('jobs')
    .select((is) => ['kind', is.fn.countAll<number>().as('all'), is.fn.count<number>('died_at').as('dead')])
    .groupBy('kind')
    .orderBy('kind')
    .execute();
  return rows.map(({ kind, all, dead }) => ({ kind, waiting: Number(all) - Number(dead), dead: Number(dead) }));
}
