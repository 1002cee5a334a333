import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { DatabaseOpenError } from './open-error.ts';

/** Changes the schema by one step. Only adds; runs alike on SQLite and MariaDB. */
export type Migration = (db: Kysely<unknown>) => Promise<void>;

/** By name, as 'identity-0001', in the order in which they are to run. */
export type Migrations = Readonly<Record<string, Migration>>;

interface MigrationTables {
  applied_migrations: { name: string; applied_at: number };
}

/** The database was written by a newer version of the program than this one. */
export class NewerDatabaseError extends DatabaseOpenError {
  override name = 'NewerDatabaseError';

  constructor(unknown: readonly string[]) {
    super(
      `The database was made by a newer version of Yiqi (it has ${unknown.join(', ')}). Start that version instead.`,
    );
  }
}

/**
 * Brings the schema up to date, each step in a transaction of its own.
 *
 * @returns the names of the steps that ran
 * @throws NewerDatabaseError when the database has steps that `migrations` doesn't
 */
export async function migrate<Tables>(database: Database<Tables>, migrations: Migrations): Promise<string[]> {
  const own = database as unknown as Database<MigrationTables>;
  await own.write((db) =>
    db.schema
      .createTable('applied_migrations')
      .ifNotExists()
      .addColumn('name', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute(),
  );
  const rows = await own.read.selectFrom('applied_migrations').select('name').orderBy('name').execute();
  const applied = new Set(rows.map((row) => row.name));
  const unknown = [...applied].filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);
  const missing = Object.entries(migrations).filter(([name]) => !applied.has(name));
  for (const [name, migration] of missing) await own.write((db) => applyOne(db, name, migration));
  return missing.map(([name]) => name);
}

/** Another process may have been quicker: what counts is the table once the write lock is held. */
async function applyOne(db: Kysely<MigrationTables>, name: string, migration: Migration): Promise<void> {
  const done = await db.selectFrom('applied_migrations').select('name').where('name', '=', name).executeTakeFirst();
  if (done) return;
  await migration(db as unknown as Kysely<unknown>);
  await db.insertInto('applied_migrations').values({ name, applied_at: Date.now() }).execute();
}
