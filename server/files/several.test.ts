import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { DiskBlobs } from '../adapters/blob/disk-blobs.ts';
import { MemoryBlobs } from '../adapters/blob/memory-blobs.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { fileMigrations } from './migrations.ts';
import { Rooms } from './rooms.ts';
import { blobOf, type FileTables, hadWriters } from './tables.ts';
import { Uploads } from './uploads.ts';

const PIECE = 16 * 1024 * 1024;

/** A client whose bytes come when they are asked for, and stop once `hold` says so. */
function sourceOf(bytes: Buffer, hold: (sent: number) => Promise<void> = async () => {}) {
  return {
    destroy() {},
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += 1024 * 1024) {
        await hold(at);
        yield bytes.subarray(at, at + 1024 * 1024);
      }
    },
  };
}

test('[FI18] an upload that another process goes on with is theirs: the older one gets no further', async () => {
  const database = await openTestDatabase<FileTables>({
    ...{ file: ':memory:', migrations: fileMigrations, log: silentLog },
  });
  const blobs = new MemoryBlobs();
  const rooms = new Rooms({ largest: 0, mine: 0, all: 0 });
  const open = () => new Uploads(database, blobs, systemClock, rooms, async () => {}, true);
  const [here, there] = [open(), open()];
  const owner = newId('u');
  const bytes = randomBytes(2 * PIECE + 5);
  const { id } = await here.create(owner, { length: bytes.length, name: 'a', asPicture: false });
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
  const slow = sourceOf(bytes, async (sent) => {
    if (sent < PIECE + 2 * 1024 * 1024) return;
    reach();
    await goOn;
  });
  const older = here.append(owner, id, { offset: 0, checksum: undefined }, slow);
  await reached;
  const { received } = await there.look(owner, id);
  assert.ok(received <= PIECE);
  const rest = sourceOf(bytes.subarray(received));
  const done = await there.append(owner, id, { offset: received, checksum: undefined }, rest);
  assert.equal(done.state, 'received');
  letGo();
  await assert.rejects(older, (error) => error instanceof Failure && error.code === 'file.offset');
  const row = await there.look(owner, id);
  assert.equal(row.received, bytes.length);
  assert.equal(blobOf(row), blobOf(done));
  await database.close();
});

test('[FI18] [PC43] what an older process still writes never comes into the file that is complete', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-several-'));
  const database = await openTestDatabase<FileTables>({
    ...{ file: ':memory:', migrations: fileMigrations, log: silentLog },
  });
  context.after(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const rooms = new Rooms({ largest: 0, mine: 0, all: 0 });
  const open = () => {
    const blobs = new DiskBlobs(folder);
    return { blobs, uploads: new Uploads(database, blobs, systemClock, rooms, async () => {}, true) };
  };
  const [here, there] = [open(), open()];
  const owner = newId('u');
  const good = Buffer.alloc(6 * 1024 * 1024, 'good');
  const { id } = await here.uploads.create(owner, { length: good.length, name: 'a', asPicture: false });
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
  const other = sourceOf(Buffer.alloc(good.length, 'evil'), async (sent) => {
    if (sent < 2 * 1024 * 1024) return;
    reach();
    await goOn;
  });
  const older = here.uploads.append(owner, id, { offset: 0, checksum: undefined }, other);
  await reached;
  const done = await there.uploads.append(owner, id, { offset: 0, checksum: undefined }, sourceOf(good));
  assert.equal(done.state, 'received');
  assert.equal(hadWriters(done), true);
  await there.blobs.finish(blobOf(done), hadWriters(done));
  letGo();
  await assert.rejects(older);
  const pieces: Uint8Array[] = [];
  for await (const piece of there.blobs.read(blobOf(done))) pieces.push(piece);
  assert.ok(Buffer.concat(pieces).equals(good));
});

test('[FI18] an upload that one process takes alone is not copied at its end', async (context) => {
  const database = await openTestDatabase<FileTables>({
    ...{ file: ':memory:', migrations: fileMigrations, log: silentLog },
  });
  context.after(() => database.close());
  const rooms = new Rooms({ largest: 0, mine: 0, all: 0 });
  const uploads = new Uploads(database, new MemoryBlobs(), systemClock, rooms, async () => {}, true);
  const owner = newId('u');
  const { id } = await uploads.create(owner, { length: 8, name: 'a', asPicture: false });
  await uploads.append(owner, id, { offset: 0, checksum: undefined }, sourceOf(Buffer.from('half')));
  const row = await uploads.look(owner, id);
  assert.equal(row.received, 4);
  const done = await uploads.append(owner, id, { offset: 4, checksum: undefined }, sourceOf(Buffer.from('more')));
  assert.deepEqual([done.state, hadWriters(done)], ['received', false]);
});
