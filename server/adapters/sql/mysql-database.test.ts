import { after, before } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import { createMariaDatabase, type MariaDb, startMariaDb } from '../../testing/mariadb.ts';
import type { Database } from './database.ts';
import { type ContractTables, contractMigrations, databaseContract } from './database-contract.ts';
import { openMysqlDatabase } from './mysql-database.ts';

let server: MariaDb;
let made = 0;

before(async () => {
  server = await startMariaDb();
});

after(() => server?.end());

async function open(): Promise<Database<ContractTables>> {
  made += 1;
  const url = await createMariaDatabase(server.socketPath, `contract_${made}`);
  return openMysqlDatabase({ url, migrations: contractMigrations, log: silentLog });
}

databaseContract('mariadb', open);
