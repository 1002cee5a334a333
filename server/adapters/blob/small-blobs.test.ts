import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import { openTestDatabase } from '#server/testing/test-database.ts';
import { DiskSmallBlobs } from './disk-small-blobs.ts';
import { MemorySmallBlobs } from './memory-small-blobs.ts';
import { type SmallBlobTables, SqlSmallBlobs, smallBlobMigrations } from './sql-small-blobs.ts';

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-blobs-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'made', 'on', 'demand');
}

function contract(kind: string, open: (context: TestContext) => SmallBlobs | Promise<SmallBlobs>) {
  test(`${kind}: what is put is got, replaced and removed`, async (context) => {
    const blobs = await open(context);
    assert.equal(await blobs.get('a-large'), undefined);
    await blobs.remove('a-large');
    await blobs.put('a-large', Buffer.from([1, 2, 3]));
    await blobs.put('a-small', Buffer.alloc(0));
    await blobs.put('a-large', Buffer.from([4]));
    assert.deepEqual([...((await blobs.get('a-large')) ?? [])], [4]);
    assert.equal((await blobs.get('a-small'))?.length, 0);
    await blobs.remove('a-large');
    assert.equal(await blobs.get('a-large'), undefined);
  });

  test(`${kind}: many writers of one key leave one of them whole`, async (context) => {
    const blobs = await open(context);
    await Promise.all(Array.from({ length: 20 }, (_, n) => blobs.put('k', Buffer.alloc(50_000, n))));
    const bytes = (await blobs.get('k')) ?? Buffer.alloc(0);
    assert.equal(bytes.length, 50_000);
    assert.equal(new Set(bytes).size, 1);
  });
}

contract('in memory', () => new MemorySmallBlobs());
contract('on disk', (context) => new DiskSmallBlobs(folderOf(context)));
contract('in the database', async (context) => new SqlSmallBlobs(await openDatabase(context), 'faces'));

async function openDatabase(context: TestContext) {
  const database = await openTestDatabase<SmallBlobTables>({
    ...{ file: ':memory:', migrations: smallBlobMigrations, log: silentLog },
  });
  context.after(() => database.close());
  return database;
}

test('[PC5] in the database: kinds are apart, and what is on the disk from before is found and removed', async (context) => {
  const database = await openDatabase(context);
  const disk = new DiskSmallBlobs(folderOf(context));
  await disk.put('old', Buffer.from([1]));
  const [faces, stickers] = [new SqlSmallBlobs(database, 'faces', disk), new SqlSmallBlobs(database, 'stickers')];
  await faces.put('new', Buffer.from([2]));
  assert.equal(await stickers.get('new'), undefined);
  assert.deepEqual([...((await faces.get('old')) ?? [])], [1]);
  await faces.put('old', Buffer.from([3]));
  assert.deepEqual([...((await faces.get('old')) ?? [])], [3]);
  await faces.remove('old');
  assert.equal(await faces.get('old'), undefined);
});

test('on disk: files are the server’s alone, no drafts stay, and keys lead nowhere else', async (context) => {
  const folder = folderOf(context);
  const blobs = new DiskSmallBlobs(folder);
  await blobs.put('k', Buffer.from([1]));
  assert.deepEqual(readdirSync(folder), ['k']);
  assert.equal(statSync(join(folder, 'k')).mode & 0o777, 0o600);
  for (const key of ['../k', '.', '', 'a/b', 'A', 'x'.repeat(81)]) await assert.rejects(blobs.get(key), key);
});
