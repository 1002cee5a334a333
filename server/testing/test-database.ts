import { createHash } from 'node:crypto';
import { randomText } from '#kernel/ids.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { openMysqlDatabase } from '../adapters/sql/mysql-database.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import { createMariaDatabase } from './mariadb.ts';

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
  const memory = options.file === ':memory:';
  const name = memory
    ? `m_${randomText(16)}`
    : `f_${createHash('sha256').update(options.file).digest('hex').slice(0, 24)}`;
  const url = await createMariaDatabase(socketPath, name);
  return openMysqlDatabase<Tables>({ url, migrations: options.migrations, log: options.log, readers: 3 });
}
