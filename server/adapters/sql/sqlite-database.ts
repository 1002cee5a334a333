import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from './database.ts';
import { GroupCommit, type Transactions } from './group-commit.ts';
import { type Migrations, migrate } from './migrations.ts';
import { openError } from './open-error.ts';
import { writeFailure } from './sql-errors.ts';
import { kyselyOver } from './sqlite-dialect.ts';

export interface SqliteOptions {
  /** The file's path, or ':memory:' for a database that is gone when it is closed (kept in a temporary folder). */
  file: string;
  migrations: Migrations;
  log: Log;
  /** Works that may wait for a commit before more are refused with 'server.busy'. */
  maxWaiting?: number;
  /** How long a write waits for another process (a backup, a command line tool) that holds the file. */
  lockWaitMs?: number;
  /** Stops the file from growing past this many pages of 4 KiB: a full disk, for tests. */
  maxPages?: number;
}

const LOCK_WAIT_MS = 2000;
const MAX_WAITING = 10_000;

/**
 * Opens the database and brings its schema up to date. One connection reads, one writes; what was written is on the
 * disk when `write` resolves (WAL with synchronous=FULL: one fsync for each group of writes).
 *
 * @throws DatabaseOpenError when a newer version made the file, or it can't be opened or isn't one
 */
export async function openSqliteDatabase<Tables>(options: SqliteOptions): Promise<Database<Tables>> {
  const memory = options.file === ':memory:';
  const folder = memory ? mkdtempSync(join(tmpdir(), 'yiqi-')) : undefined;
  const remove = () => folder && rmSync(folder, { recursive: true, force: true });
  try {
    const file = folder ? join(folder, 'memory.db') : options.file;
    const database = connect<Tables>(file, { ...options, durable: !memory, remove });
    await migrate(database, options.migrations).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    return database;
  } catch (error) {
    remove();
    throw openError(options.file, error);
  }
}

interface ConnectOptions extends SqliteOptions {
  durable: boolean;
  remove(): void;
}

const CONNECTION_PRAGMAS = 'pragma temp_store = memory; pragma cache_size = -32768';

function openConnection(file: string, options: DatabaseSyncOptions, pragmas: string): DatabaseSync {
  const connection = new DatabaseSync(file, options);
  try {
    connection.exec(pragmas);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connect<Tables>(file: string, options: ConnectOptions): Database<Tables> {
  const timeout = options.lockWaitMs ?? LOCK_WAIT_MS;
  closeSync(openSync(file, 'a', 0o600));
  const limit = options.maxPages === undefined ? '' : `; pragma max_page_count = ${options.maxPages}`;
  const synchronous = options.durable ? 'full' : 'off';
  const writer = openConnection(
    file,
    { timeout },
    `pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma foreign_keys = on;
     pragma journal_size_limit = 67108864; ${CONNECTION_PRAGMAS}${limit}`,
  );
  const reader = openConnection(file, { timeout, readOnly: true }, `pragma query_only = on; ${CONNECTION_PRAGMAS}`);
  const writing = kyselyOver<Tables>(writer, 'writer');
  const read = kyselyOver<Tables>(reader, 'reader');
  const commits = new GroupCommit(transactionsOf(writer, writing), options.log, options.maxWaiting ?? MAX_WAITING);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await commits.close();
    await Promise.all([read.destroy(), writing.destroy()]);
    for (const connection of [reader, writer]) if (connection.isOpen) connection.close();
    options.remove();
  };
  return {
    read,
    write: (work) => commits.write(work),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function transactionsOf<Tables>(writer: DatabaseSync, writing: Kysely<Tables>): Transactions<Tables> {
  return {
    run: (work) => writing.transaction().execute(work),
    mark: () => writer.exec('savepoint work'),
    release: () => writer.exec('release work'),
    undo: () => {
      if (writer.isTransaction) writer.exec('rollback to work; release work');
      return writer.isTransaction;
    },
    failureOf: writeFailure,
    // Whoever holds the file was waited for already.
    isTransient: () => false,
  };
}
