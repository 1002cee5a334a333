import { sql } from 'kysely';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';

/** One database for many short worlds: opening one, and preparing its statements, takes longer than they live. */
export interface SqlBench<Tables> {
  /** The database as its migrations left it. Closing it does nothing. */
  cleared(): Promise<Database<Tables>>;
}

export async function openBench<Tables>(migrations: Migrations): Promise<SqlBench<Tables>> {
  const database = await openSqliteDatabase<Tables>({ file: ':memory:', migrations, log: silentLog });
  const empty = await emptyTables(database);
  const lent: Database<Tables> = { read: database.read, write: (work) => database.write(work), close: async () => {} };
  return {
    async cleared() {
      await database.write(async (transaction) => {
        await sql`pragma defer_foreign_keys = on`.execute(transaction);
        for (const table of empty) await sql`delete from ${sql.table(table)}`.execute(transaction);
      });
      return lent;
    },
  };
}

/** Those that the migrations put nothing into. */
async function emptyTables<Tables>({ read }: Database<Tables>): Promise<string[]> {
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(read);
  const empty: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(read);
    if (rows.length === 0) empty.push(name);
  }
  return empty;
}
