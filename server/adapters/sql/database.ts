import type { Kysely, Transaction } from 'kysely';

/** The one way to the database: SQLite here, MySQL or MariaDB by another adapter. */
export interface Database<Tables> {
  /** For reading only; sees what is committed. */
  readonly read: Kysely<Tables>;
  /**
   * Runs `work` in a transaction and resolves after it is committed to disk. Works that are asked for in the same tick
   * share one commit, each in a savepoint of its own: one that throws is undone alone and rejects alone.
   *
   * On MySQL a work runs again after a deadlock or a lost connection: what it gathers it makes inside, and tells afterwards.
   *
   * @throws Failure 'server.disk-full' when nothing can be written, 'server.busy' when too many works wait
   */
  write<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** The same database as one module sees it, `viewOf<Part, All>`: only its own tables are in the type. */
export function viewOf<Part, All extends Part>(database: Database<All>): Database<Part> {
  return database as unknown as Database<Part>;
}
