import { MysqlAdapter, sql } from 'kysely';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { openTestDatabase } from './test-database.ts';

/** One database for many short worlds: opening one, and preparing its statements, takes longer than they live. */
export interface SqlBench<Tables> {
  /** The database as its migrations left it. Closing it does nothing. */
  cleared(): Promise<Database<Tables>>;
}

export async function openBench<Tables>(migrations: Migrations): Promise<SqlBench<Tables>> {
  return benchOf(await openTestDatabase<Tables>({ file: ':memory:', migrations, log: silentLog }));
}

export async function benchOf<Tables>(database: Database<Tables>): Promise<SqlBench<Tables>> {
  const mysql = database.read.getExecutor().adapter instanceof MysqlAdapter;
  const empty = await emptyTables(database, mysql);
  const lent: Database<Tables> = { read: database.read, write: (work) => database.write(work), close: async () => {} };
  const [before, after] = mysql
    ? [sql`set foreign_key_checks = 0`, sql`set foreign_key_checks = 1`]
    : [sql`pragma defer_foreign_keys = on`, undefined];
  return {
    async cleared() {
      await database.write(async (transaction) => {
        await before.execute(transaction);
        for (const table of empty) await sql`delete from ${sql.table(table)}`.execute(transaction);
        await after?.execute(transaction);
      });
      return lent;
    },
  };
}

/** Those that the migrations put nothing into. */
async function emptyTables<Tables>({ read }: Database<Tables>, mysql: boolean): Promise<string[]> {
  const names = mysql
    ? sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = database()`
    : sql<{ name: string }>`select name from sqlite_master where type = 'table'`;
  const tables = await names.execute(read);
  const empty: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(read);
    if (rows.length === 0) empty.push(name);
  }
  return empty;
}
