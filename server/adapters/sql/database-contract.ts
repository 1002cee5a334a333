import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import type { Database } from './database.ts';
import type { Migrations } from './migrations.ts';
import { insertIfAbsent, upsert, upsertAll } from './upsert.ts';

export interface ContractTables {
  notes: { id: string; text: string; version: number };
}

export const contractMigrations: Migrations = {
  'contract-0001': async (db) => {
    await db.schema
      .createTable('notes')
      .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .execute();
  },
};

type Open = () => Promise<Database<ContractTables>>;

/** What every `Database` does. `open` gives an empty one with `contractMigrations`, which the test closes. */
export function databaseContract(name: string, open: Open): void {
  const contract = (title: string, run: (database: Database<ContractTables>) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const database = await open();
      try {
        await run(database);
      } finally {
        await database.close();
      }
    });

  contract('what was written is read', async (database) => {
    await put(database, 'a', 'text');
    assert.equal(await textOf(database, 'a'), 'text');
  });

  contract('a work that throws is undone alone, among works of the same tick', async (database) => {
    const works = ['a', 'b', 'c'].map((id) =>
      database.write(async (db) => {
        await db.insertInto('notes').values({ id, text: id, version: 1 }).execute();
        if (id === 'b') throw new Error('no');
        return id;
      }),
    );
    const outcomes = await Promise.allSettled(works);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await ids(database), ['a', 'c']);
  });

  contract('a work that is alone and throws leaves nothing, and harms none after it', async (database) => {
    const alone = database.write(async (db) => {
      await db.insertInto('notes').values({ id: 'a', text: '', version: 1 }).execute();
      throw new Error('no');
    });
    await assert.rejects(alone, /no/);
    await put(database, 'b', '');
    assert.deepEqual(await ids(database), ['b']);
  });

  contract('a work sees what the works before it in the same tick did', async (database) => {
    await put(database, 'n', '');
    const bump = () =>
      database.write(async (db) => {
        const row = await db.selectFrom('notes').select('version').where('id', '=', 'n').executeTakeFirstOrThrow();
        await db
          .updateTable('notes')
          .set({ version: row.version + 1 })
          .where('id', '=', 'n')
          .execute();
        return row.version + 1;
      });
    const versions = await Promise.all(Array.from({ length: 600 }, bump));
    assert.deepEqual(
      versions,
      Array.from({ length: 600 }, (_, index) => index + 2),
    );
  });

  contract('nothing of a work is seen before it is committed', async (database) => {
    await database.write(async (db) => {
      await db.insertInto('notes').values({ id: 'a', text: '', version: 1 }).execute();
      assert.deepEqual(await ids(database), []);
    });
    assert.deepEqual(await ids(database), ['a']);
  });

  contract('a constraint that is broken rejects and stores nothing', async (database) => {
    await put(database, 'a', 'first');
    await assert.rejects(put(database, 'a', 'second'));
    assert.equal(await textOf(database, 'a'), 'first');
  });

  contract('upsert inserts once and updates afterwards', async (database) => {
    for (const version of [1, 2]) {
      await database.write((db) => upsert(db, 'notes', { id: 'a', text: `v${version}`, version }, ['id']));
    }
    assert.equal(await textOf(database, 'a'), 'v2');
  });

  contract('upsertAll does so for many in one statement, and nothing for none', async (database) => {
    await put(database, 'b', 'before');
    const rows = ['a', 'b', 'c'].map((id) => ({ id, text: `new ${id}`, version: 2 }));
    await database.write((db) => upsertAll(db, 'notes', rows, ['id']));
    await database.write((db) => upsertAll(db, 'notes', [], ['id']));
    assert.deepEqual(await ids(database), ['a', 'b', 'c']);
    assert.equal(await textOf(database, 'b'), 'new b');
  });

  contract('insertIfAbsent tells whether it inserted', async (database) => {
    const insert = (text: string) => database.write((db) => insertIfAbsent(db, 'notes', { id: 'a', text, version: 1 }));
    assert.deepEqual([await insert('first'), await insert('second')], [true, false]);
    assert.equal(await textOf(database, 'a'), 'first');
  });

  contract('closing waits for what was asked for and refuses what comes later', async (database) => {
    const asked = put(database, 'a', '');
    const closed = database.close();
    await assert.rejects(put(database, 'b', ''), (error) => error instanceof Failure && error.code === 'server.busy');
    await asked;
    await closed;
  });
}

export async function put(database: Database<ContractTables>, id: string, text: string): Promise<void> {
  await database.write((db) => db.insertInto('notes').values({ id, text, version: 1 }).execute());
}

export async function ids(database: Database<ContractTables>): Promise<string[]> {
  const rows = await database.read.selectFrom('notes').select('id').orderBy('id').execute();
  return rows.map((row) => row.id);
}

async function textOf(database: Database<ContractTables>, id: string): Promise<string | undefined> {
  const row = await database.read.selectFrom('notes').select('text').where('id', '=', id).executeTakeFirst();
  return row?.text;
}
