import { createHash } from 'node:crypto';
import { randomText } from '#kernel/ids.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { openMysqlDatabase } from '../adapters/sql/mysql-database.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import { copyMariaDatabase, dropMariaDatabase } from './mariadb-copies.ts';

export interface TestDatabaseOptions {
  /** The file's path, or ':memory:' for a database that is gone when it is closed. */
  file: string;
  migrations: Migrations;
  log: Log;
}

/**
 * The database of a test. With `YIQI_TEST_MARIADB`, the socket of a MariaDB without a password, it is one of its databases
 * instead of a file: whatever the test wants is true of both.
 */
export async function openTestDatabase<Tables>(options: TestDatabaseOptions): Promise<Database<Tables>> {
  const socketPath = process.env['YIQI_TEST_MARIADB'];
  if (socketPath === undefined) return openSqliteDatabase<Tables>(options);
  if (options.file !== ':memory:') return openCopy(socketPath, nameOf(options.file), options);
  const name = `m_${randomText(16)}`;
  const database = await openCopy<Tables>(socketPath, name, options);
  return {
    read: database.read,
    write: (work) => database.write(work),
    async close() {
      await database.close();
      await dropMariaDatabase(socketPath, name);
    },
  };
}

/** The same file is the same database. */
function nameOf(file: string): string {
  return `f_${createHash('sha256').update(file).digest('hex').slice(0, 24)}`;
}

async function openCopy<Tables>(
  socketPath: string,
  name: string,
  { migrations, log }: TestDatabaseOptions,
): Promise<Database<Tables>> {
  const url = await copyMariaDatabase(socketPath, name, migrations);
  return openMysqlDatabase<Tables>({ url, migrations, log, readers: 3 });
}
