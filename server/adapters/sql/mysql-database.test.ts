import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { createMariaDatabase, type MariaDb, startMariaDb } from '../../testing/mariadb.ts';
import type { Database } from './database.ts';
import { type ContractTables, contractMigrations, databaseContract, ids, put } from './database-contract.ts';
import { openMysqlDatabase } from './mysql-database.ts';
import { DatabaseOpenError } from './open-error.ts';

type Opened = Database<ContractTables>;

let server: MariaDb;
let made = 0;

before(async () => {
  server = await startMariaDb();
});

after(() => server?.end());

function address(): Promise<string> {
  made += 1;
  return createMariaDatabase(server.socketPath, `contract_${made}`);
}

function openAt(url: string): Promise<Opened> {
  return openMysqlDatabase({ url, migrations: contractMigrations, log: silentLog });
}

databaseContract('mariadb', async () => openAt(await address()));

test('mariadb: works of two processes on the same row never overtake each other', async () => {
  const url = await address();
  const processes = [await openAt(url), await openAt(url)];
  await put(processes[0] as Opened, 'n', '');
  const bump = (database: Opened) =>
    database.write(async (db) => {
      const row = await db.selectFrom('notes').select('version').where('id', '=', 'n').executeTakeFirstOrThrow();
      const version = row.version + 1;
      await db.updateTable('notes').set({ version }).where('id', '=', 'n').execute();
      return version;
    });
  const versions: number[] = [];
  const each = async (database: Opened) => {
    for (let n = 0; n < 60; n += 1) versions.push(await bump(database));
  };
  await Promise.all(processes.map(each));
  assert.deepEqual(
    versions.toSorted((a, b) => a - b),
    Array.from({ length: 120 }, (_, n) => n + 2),
  );
  for (const database of processes) await database.close();
});

test('mariadb: who reads in a transaction sees one moment, and nobody who writes waits for it', async () => {
  const database = await openAt(await address());
  await put(database, 'a', 'before');
  await database.read.transaction().execute(async (db) => {
    const text = async () => (await db.selectFrom('notes').select('text').executeTakeFirst())?.text;
    assert.equal(await text(), 'before');
    await database.write((writer) => writer.updateTable('notes').set({ text: 'after' }).execute());
    assert.equal(await text(), 'before');
  });
  assert.equal((await database.read.selectFrom('notes').select('text').executeTakeFirst())?.text, 'after');
  await database.close();
});

test('mariadb: a statement after its transaction is over is refused', async () => {
  const database = await openAt(await address());
  let late: (() => Promise<unknown>) | undefined;
  await database.write(async (db) => {
    late = () => db.insertInto('notes').values({ id: 'late', text: '', version: 1 }).execute();
  });
  await assert.rejects(async () => late?.());
  assert.deepEqual(await ids(database), []);
  await database.close();
});

test('mariadb: texts differ by case, accents and spaces at the end, and may be long', async () => {
  const database = await openAt(await address());
  const names = ['a', 'A', 'ä', 'a ', '啊', '👍', '👎'];
  for (const id of names) await put(database, id, '');
  assert.deepEqual((await ids(database)).toSorted(), names.toSorted());
  await put(database, 'long', '长'.repeat(200_000));
  await database.close();
});

test('mariadb: while it is away writes and reads fail as busy, and both heal; what was acknowledged is there', async () => {
  const database = await openAt(await address());
  await put(database, 'a', '');
  const isBusy = (error: unknown) => error instanceof Failure && error.code === 'server.busy';
  await server.restart('SIGKILL', async () => {
    await assert.rejects(put(database, 'b', ''), isBusy);
    await assert.rejects(ids(database), isBusy);
  });
  await put(database, 'c', '');
  assert.deepEqual(await ids(database), ['a', 'c']);
  await database.close();
});

test('mariadb: whoever starts the server is told why the database cannot be opened', async () => {
  const tells = (url: string, why: RegExp) =>
    assert.rejects(openAt(url), (error) => error instanceof DatabaseOpenError && why.test(error.message));
  const url = await address();
  await tells(
    url.replace('root@', 'nobody:secret@'),
    /^The database localhost\/contract_\d+ refuses this user or password\.$/,
  );
  await tells(url.replace('/contract', '/absent'), /is not there: create it first/);
  await tells('mysql://root@127.0.0.1:9/yiqi', /cannot be reached \(ECONNREFUSED\)/);
});
