import { silentLog } from '#kernel/ports/log.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { openMysqlDatabase } from '../adapters/sql/mysql-database.ts';
import { createMariaDatabase, startMariaDb } from './mariadb.ts';
import { benchOf, type SqlBench } from './sql-bench.ts';

/** One database for the tests of a file, one after the other: making the tables takes longer than they do. */
interface SharedDatabase<Tables> extends SqlBench<Tables> {
  end(): Promise<void>;
}

export async function shareMariaDb<Tables>(migrations: Migrations): Promise<SharedDatabase<Tables>> {
  const server = await startMariaDb();
  const url = await createMariaDatabase(server.socketPath, 'shared');
  const database = await openMysqlDatabase<Tables>({ url, migrations, log: silentLog });
  return {
    ...(await benchOf(database)),
    async end() {
      await database.close();
      await server.end();
    },
  };
}
