import type { Kysely, Transaction } from 'kysely';
import { newId } from '#kernel/ids.ts';
import type { Writing } from './store.ts';
import type { PlanningTables } from './tables.ts';

/**
 * [PL41] A meeting that has just been ended for all, of a number that stays: it is over for now. The next one has another
 * room, into which no token leads that was given before.
 */
export async function reopenKept<Tables>(transaction: Transaction<Tables>, number: string, now: number): Promise<void> {
  const db = transaction as unknown as Writing;
  const kept = db.selectFrom('kept_numbers').select('until').where('number', '=', number);
  if (((await kept.executeTakeFirst())?.until ?? 0) <= now) return;
  await db
    .updateTable('meeting')
    .set({ ended_at: null, room: newId('m') })
    .where('number', '=', number)
    .execute();
}

/** The number is good no more. Who is in is sent out by whoever looks after rooms. */
export async function endForGood(db: Writing, number: string, now: number): Promise<void> {
  await db.deleteFrom('kept_numbers').where('number', '=', number).execute();
  const ended = db.updateTable('meeting').set({ ended_at: now }).where('number', '=', number);
  await ended.where('ended_at', 'is', null).execute();
  const visits = db.updateTable('meeting_visits').set({ out_at: now }).where('meeting', '=', number);
  await visits.where('out_at', 'is', null).execute();
}

/** Part of every database with meetings: ending one looks there. */
export async function keptNumbers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('kept_numbers' satisfies keyof PlanningTables)
    .addColumn('number', 'varchar(12)', (column) => column.primaryKey())
    .addColumn('account', 'varchar(32)', (column) => column.unique())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
}
