import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { joinCluster, shareSecrets } from './cluster.ts';
import { openDataFolder } from './data-folder.ts';
import { MIGRATIONS, type Tables } from './main-database.ts';
import { startRedis } from './testing/redis.ts';
import { openTestDatabase } from './testing/test-database.ts';

async function openDatabase(context: TestContext) {
  const database = await openTestDatabase<Tables>({ file: ':memory:', migrations: MIGRATIONS, log: silentLog });
  context.after(() => database.close());
  return database;
}

test('[PC3] one process is on duty, another one after it; without Redis all are', async (context) => {
  const database = await openDatabase(context);
  const redis = await startRedis();
  context.after(() => redis.end());
  const settings = { redis_url: redis.url };
  const open = () =>
    joinCluster({ settings, database, ownMediaPort: () => undefined, clock: systemClock, log: silentLog });
  // All of them first: a duty that nobody asked for during ten seconds is free.
  const [first, second, third] = [await open(), await open(), await open()];
  assert.equal(await first.onDuty('a'), true);
  assert.equal(await second.onDuty('a'), false);
  assert.equal(await second.onDuty('b'), true);
  assert.equal(await first.onDuty('a'), true, 'still');
  await first.close();
  assert.equal(await second.onDuty('a'), true);
  assert.equal(await third.onDuty('a'), false);
  await redis.kill();
  assert.deepEqual([await second.onDuty('a'), await third.onDuty('a')], [true, true]);
  // That a connection is gone is heard a moment after what was asked over it has failed.
  while (second.redisWorks?.() !== false) await new Promise((resolve) => setTimeout(resolve, 10));
  await Promise.all([second.close(), third.close()]);
});

test('[PC5] secrets are those of the process that was there first, and stay its owner’s alone', async (context) => {
  const database = await openDatabase(context);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-secrets-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const secrets: string[] = [];
  for (const name of ['one', 'two']) {
    const data = openDataFolder(join(folder, name), true);
    await shareSecrets(database, data);
    const files = ['keys/signing-key', 'keys/web-push', 'media-secret'].map((file) => data.file(file));
    assert.ok(files.every((file) => existsSync(file)));
    secrets.push(files.map((file) => readFileSync(file, 'utf8').trim()).join(' '));
    data.release();
  }
  assert.equal(secrets[0], secrets[1]);
});

test('a process alone is on duty, and needs nobody', async (context) => {
  const database = await openDatabase(context);
  const settings = { redis_url: '' };
  const alone = await joinCluster({
    ...{ settings, database, ownMediaPort: () => undefined, clock: systemClock, log: silentLog },
  });
  assert.deepEqual([alone.several, alone.redisWorks, alone.mediaPort], [false, undefined, undefined]);
  assert.equal(await alone.onDuty('a'), true);
  await alone.close();
});
