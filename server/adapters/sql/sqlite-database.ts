import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { type Migrations, migrate } from './migrations.ts';
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
 * @throws NewerDatabaseError when a newer version made the file; Error when it can't be opened
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
    throw error;
  }
}

interface ConnectOptions extends SqliteOptions {
  durable: boolean;
  remove(): void;
}

function connect<Tables>(file: string, options: ConnectOptions): Database<Tables> {
  const timeout = options.lockWaitMs ?? LOCK_WAIT_MS;
  closeSync(openSync(file, 'a', 0o600));
  const writer = new DatabaseSync(file, { timeout });
  writer.exec(`
    pragma journal_mode = wal;
    pragma synchronous = ${options.durable ? 'full' : 'off'};
    pragma foreign_keys = on;
    pragma temp_store = memory;
    pragma cache_size = -32768;
    pragma journal_size_limit = 67108864;
  `);
  if (options.maxPages !== undefined) writer.exec(`pragma max_page_count = ${options.maxPages}`);
  const reader = new DatabaseSync(file, { timeout, readOnly: true });
  reader.exec('pragma query_only = on; pragma temp_store = memory; pragma cache_size = -32768');
  const writing = kyselyOver<Tables>(writer, 'writer');
  const read = kyselyOver<Tables>(reader, 'reader');
  const commits = new GroupCommit(writer, writing, options.log, options.maxWaiting ?? MAX_WAITING);
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
