import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from './database.ts';
import { type ContractTables, contractMigrations, databaseContract, ids, put } from './database-contract.ts';
import { type Migrations, NewerDatabaseError } from './migrations.ts';
import { DatabaseOpenError } from './open-error.ts';
import { openSqliteDatabase, type SqliteOptions } from './sqlite-database.ts';

type Overrides = Partial<Omit<SqliteOptions, 'file'>>;

function open(file: string, overrides: Overrides = {}): Promise<Database<ContractTables>> {
  return openSqliteDatabase({ file, migrations: contractMigrations, log: silentLog, ...overrides });
}

async function inFolder(run: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-sql-'));
  try {
    await run(join(folder, 'yiqi.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isFailure = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

databaseContract('sqlite memory', () => open(':memory:'));
databaseContract('sqlite file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-sql-'));
  const database = await open(join(folder, 'yiqi.db'));
  return {
    read: database.read,
    write: (work) => database.write(work),
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

test('sqlite: the file keeps what was written, and only its owner may read it', () =>
  inFolder(async (file) => {
    const first = await open(file);
    await put(first, 'a', '');
    await first.close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const second = await open(file);
    assert.deepEqual(await ids(second), ['a']);
    await second.close();
  }));

test('sqlite: an acknowledged write is safe on the disk, by WAL and synchronous=FULL', () =>
  inFolder(async (file) => {
    const database = await open(file);
    const modes = await database.write(async (db) => {
      const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db);
      const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      return [journal.rows[0]?.journal_mode, synchronous.rows[0]?.synchronous];
    });
    await database.close();
    assert.deepEqual(modes, ['wal', 2]);
  }));

test('sqlite: with the disk full writes fail clearly, reads go on, and it recovers by itself', () =>
  inFolder(async (file) => {
    const database = await open(file, { maxPages: 40 });
    const page = 'x'.repeat(4000);
    let stored = 0;
    const fill = async () => {
      for (; ; stored += 1) await put(database, `n${stored}`, page);
    };
    await assert.rejects(fill(), isFailure('server.disk-full'));
    assert.ok(stored > 5);
    assert.equal((await ids(database)).length, stored);
    const together = await Promise.allSettled([put(database, 'x', page), put(database, 'y', page)]);
    assert.ok(
      together.some((outcome) => outcome.status === 'rejected' && isFailure('server.disk-full')(outcome.reason)),
    );
    await database.write((db) => db.deleteFrom('notes').where('id', 'in', ['n0', 'n1', 'n2', 'n3']).execute());
    await put(database, 'after', page);
    assert.ok((await ids(database)).includes('after'));
    await database.close();
  }));

test('sqlite: more waiting works than the bound are refused as busy, the others are done', () =>
  inFolder(async (file) => {
    const database = await open(file, { maxWaiting: 3 });
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((id) => put(database, id, '')));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
    );
    const refused = outcomes[3];
    assert.ok(refused?.status === 'rejected' && isFailure('server.busy')(refused.reason));
    assert.deepEqual(await ids(database), ['a', 'b', 'c']);
    await database.close();
  }));

test('sqlite: a write that another process keeps waiting is told to retry', () =>
  inFolder(async (file) => {
    const database = await open(file, { lockWaitMs: 20 });
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    await assert.rejects(put(database, 'a', ''), isFailure('server.busy'));
    other.exec('rollback');
    other.close();
    await put(database, 'b', '');
    assert.deepEqual(await ids(database), ['b']);
    await database.close();
  }));

test('sqlite: a statement after its transaction is over is refused', async () => {
  const database = await open(':memory:');
  let late: (() => Promise<unknown>) | undefined;
  await database.write(async (db) => {
    late = () => db.insertInto('notes').values({ id: 'late', text: '', version: 1 }).execute();
  });
  await assert.rejects(async () => late?.());
  assert.deepEqual(await ids(database), []);
  await database.close();
});

test('migrations: each runs once, in order, and only those that are missing', () =>
  inFolder(async (file) => {
    const ran: string[] = [];
    const step = (name: string) => async () => {
      ran.push(name);
    };
    const one: Migrations = { ...contractMigrations, 'contract-0002': step('2') };
    await (await open(file, { migrations: one })).close();
    await (await open(file, { migrations: { ...one, 'contract-0003': step('3') } })).close();
    assert.deepEqual(ran, ['2', '3']);
  }));

test('migrations: one that fails leaves nothing behind and may be tried again', () =>
  inFolder(async (file) => {
    const failing: Migrations = {
      ...contractMigrations,
      'contract-0002': async (db) => {
        await db.schema.createTable('half').addColumn('id', 'bigint').execute();
        throw new Error('no');
      },
    };
    await assert.rejects(open(file, { migrations: failing }), /no/);
    const mended: Migrations = {
      ...contractMigrations,
      'contract-0002': async (db) => {
        await db.schema.createTable('half').addColumn('id', 'bigint').execute();
      },
    };
    await (await open(file, { migrations: mended })).close();
  }));

test('migrations: a database from a newer version is refused by a clear error', () =>
  inFolder(async (file) => {
    const newer: Migrations = { ...contractMigrations, 'contract-0009': async () => {} };
    await (await open(file, { migrations: newer })).close();
    await assert.rejects(open(file), (error) => error instanceof NewerDatabaseError && /0009/.test(error.message));
    await (await open(file, { migrations: newer })).close();
  }));

test('sqlite: a file that is no database, or cannot be one, is refused in one line', () =>
  inFolder(async (file) => {
    const refused = (path: string, why: RegExp) =>
      assert.rejects(open(path), (error) => error instanceof DatabaseOpenError && why.test(error.message));
    writeFileSync(file, 'this is no database, but long enough to be taken for one '.repeat(100));
    await refused(file, /yiqi.db is damaged, or is no SQLite database/);
    await refused(join(file, 'below-a-file.db'), /cannot be opened \(ENOTDIR\)/);
    await refused(dirname(file), /cannot be opened \(EISDIR\)/);
    const other = new DatabaseSync(`${file}.used`);
    other.exec('pragma journal_mode = wal; begin exclusive; create table t (a)');
    const used = openSqliteDatabase({ file: `${file}.used`, migrations: {}, log: silentLog, lockWaitMs: 10 });
    await assert.rejects(used, (error) => error instanceof DatabaseOpenError && /in use/.test(error.message));
    other.close();
  }));

const WRITER = `
  import { openSqliteDatabase } from '#server/adapters/sql/sqlite-database.ts';
  import { contractMigrations, put } from '#server/adapters/sql/database-contract.ts';
  import { silentLog } from '#kernel/ports/log.ts';
  const database = await openSqliteDatabase({ file: process.argv[1], migrations: contractMigrations, log: silentLog });
  for (let n = 0; ; n += 1) await put(database, 'n' + n, '').then(() => process.stdout.write(n + '\\n'));
`;

test('sqlite: after SIGKILL every acknowledged write is there', () =>
  inFolder(async (file) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, file], {
      cwd: join(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let acknowledged = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 25) child.kill('SIGKILL');
    }
    await ended;
    assert.ok(acknowledged >= 25);
    const database = await open(file);
    const stored = new Set(await ids(database));
    for (let n = 0; n <= acknowledged; n += 1) assert.ok(stored.has(`n${n}`), `n${n} was acknowledged`);
    assert.ok(stored.size <= acknowledged + 2);
    await database.close();
  }));
