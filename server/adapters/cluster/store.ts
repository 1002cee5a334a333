import type { Kysely, Transaction } from 'kysely';
import type { TimeMs } from '#protocol/common.ts';
import type { ClusterTables, FeedRow, ProcessRow } from './tables.ts';

type Db = Kysely<ClusterTables>;
type Writer = Transaction<ClusterTables>;

/** Says that the process lives. False: the others have given it up, and it begins anew. */
export async function beat(db: Writer, row: Omit<ProcessRow, 'beat'>): Promise<boolean> {
  const { told, deaf, media_port } = row;
  const changed = await db
    .updateTable('cluster_processes')
    .set((is) => ({ beat: is('beat', '+', 1), told, deaf, media_port }))
    .where('id', '=', row.id)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return true;
  await db
    .insertInto('cluster_processes')
    .values({ ...row, beat: 1 })
    .execute();
  return false;
}

export async function processes(db: Db): Promise<ProcessRow[]> {
  return db.selectFrom('cluster_processes').selectAll().orderBy('started_at').orderBy('id').execute();
}

/** Forgets processes, and all that they told. */
export async function forgetProcesses(db: Writer, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom('cluster_feed').where('process', 'in', ids).execute();
  await db.deleteFrom('cluster_processes').where('id', 'in', ids).execute();
}

export async function appendToFeed(db: Writer, rows: readonly FeedRow[]): Promise<void> {
  const last = rows.at(-1);
  if (last === undefined) return;
  await db
    .insertInto('cluster_feed')
    .values([...rows])
    .execute();
  await db.updateTable('cluster_processes').set({ fed: last.place }).where('id', '=', last.process).execute();
}

/** What a process told after a place, in order. */
export async function feedAfter(db: Db, process: string, place: number, limit: number): Promise<FeedRow[]> {
  const rows = db.selectFrom('cluster_feed').selectAll().where('process', '=', process).where('place', '>', place);
  return rows.orderBy('place').limit(limit).execute();
}

export async function tidyFeed(db: Writer, before: TimeMs): Promise<void> {
  await db.deleteFrom('cluster_feed').where('made_at', '<', before).execute();
}

/** The process ends. What it told last stays for those who have not read it. */
export async function leave(db: Writer, process: string): Promise<void> {
  await db.deleteFrom('cluster_processes').where('id', '=', process).execute();
}
