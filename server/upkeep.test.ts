import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from './adapters/sql/database.ts';
import { DEFAULT_SETTINGS, type Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import { openMainDatabase, type Tables } from './main-database.ts';
import { createMariaDatabase, type MariaDb, startMariaDb } from './testing/mariadb.ts';
import { backup, move, restore } from './upkeep.ts';
import { contentsOf, tablesOf } from './upkeep-copy.ts';

const root = mkdtempSync(join(tmpdir(), 'yiqi-upkeep-'));
let maria: MariaDb;

before(async () => {
  maria = await startMariaDb();
});

after(async () => {
  await maria?.end();
  rmSync(root, { recursive: true, force: true });
});

const folder = () => join(mkdtempSync(join(root, 'f-')), 'data');
const settingsOf = (data: string, database_url = ''): Settings => ({ ...DEFAULT_SETTINGS, data, database_url });
const inFile = (data: string) => openMainDatabase(settingsOf(data), join(data, 'yiqi.sqlite'), silentLog);

/** Somebody with a conversation of 1,200 lines, in all letters, and a file. */
async function furnished(): Promise<string> {
  const data = folder();
  mkdirSync(join(data, 'files', 'ab'), { recursive: true });
  writeFileSync(join(data, 'files', 'ab', 'one'), 'bytes');
  writeFileSync(join(data, 'media-secret'), 'secret');
  writeFileSync(join(data, 'search.sqlite'), 'made anew');
  const database = await inFile(data);
  await write(database);
  await database.close();
  return data;
}

const account = { nickname: '王小满', nickname_key: '王小满', password_hash: '', role: 'member', created_at: 1.7e12 };
const shown = { show_phone: 0, show_email: 0 };

async function write(database: Database<Tables>): Promise<void> {
  const id = 'u_00000000000000000001';
  await database.write((db) =>
    db
      .insertInto('account')
      .values({ ...account, ...shown, id } as never)
      .execute(),
  );
  await database.write(async (db) => {
    for (let n = 0; n < 1_200; n += 1) {
      const body = JSON.stringify({ text: `${n} 你好 👋 "quoted" \\ ' ${'长'.repeat(n % 50)}` });
      const place = {
        conversation_id: 'c_00000000000000000001',
        seq: n,
        type: 'message',
        made_by: id,
        made_at: 1.7e12,
      };
      await db
        .insertInto('conversation_events')
        .values({ ...place, body, message_count: n } as never)
        .execute();
    }
  });
}

async function everything(database: Database<Tables>, like: string) {
  const kept = await inFile(like);
  const contents = await contentsOf(database.read, await tablesOf(kept.read));
  await kept.close();
  return contents;
}

/** All is as it was but the epoch: devices that have seen more than the backup holds read everything anew. */
function assertRestored(restored: Awaited<ReturnType<typeof everything>>, wanted: typeof restored): void {
  const { conversation_meta: epoch, ...rest } = restored;
  const { conversation_meta: former, ...others } = wanted;
  assert.deepEqual(rest, others);
  assert.equal(epoch?.rows, former?.rows);
  assert.notDeepEqual(epoch, former);
}

test('a backup of a server that runs is restored to the same rows and files', async () => {
  const data = await furnished();
  const running = await inFile(data);
  const kept = folder();
  const manifest = await backup(settingsOf(data), kept);
  assert.equal(manifest.tables['conversation_events']?.rows, 1_200);
  const wanted = await everything(running, data);
  // What comes later is not in it.
  await running.write((db) => db.deleteFrom('conversation_events').execute());
  await running.close();
  const again = folder();
  await restore(settingsOf(again), kept);
  const restored = await inFile(again);
  assertRestored(await everything(restored, again), wanted);
  await restored.close();
  assert.equal(readFileSync(join(again, 'files', 'ab', 'one'), 'utf8'), 'bytes');
  assert.equal(readFileSync(join(again, 'media-secret'), 'utf8'), 'secret');
  assert.throws(() => readFileSync(join(again, 'search.sqlite')), { code: 'ENOENT' });
});

test('a file moves to MariaDB without loss, and comes back from it', async () => {
  const data = await furnished();
  const url = await createMariaDatabase(maria.socketPath, 'moved');
  const contents = await move(settingsOf(data), url);
  assert.equal(contents['conversation_events']?.rows, 1_200);
  const moved = await openMainDatabase({ database_url: url }, '', silentLog);
  assert.deepEqual(await everything(moved, data), contents);
  await moved.close();
  const kept = folder();
  assert.deepEqual((await backup(settingsOf(data, url), kept)).tables, contents);
  const second = await createMariaDatabase(maria.socketPath, 'restored');
  await restore(settingsOf(folder(), second), kept);
  const restored = await openMainDatabase({ database_url: second }, '', silentLog);
  assertRestored(await everything(restored, data), contents);
  await restored.close();
  await assert.rejects(move(settingsOf(data), url), /accounts in that database already/);
});

test('a backup that was changed, or is none, is refused, and nothing is overwritten', async () => {
  const data = await furnished();
  const kept = folder();
  await backup(settingsOf(data), kept);
  await assert.rejects(backup(settingsOf(data), kept), StartError);
  await assert.rejects(restore(settingsOf(data), kept), StartError);
  await assert.rejects(restore(settingsOf(folder()), data), /is no backup/);
  const changed = await inFile(kept);
  await changed.write((db) => db.updateTable('account').set({ nickname: 'Another' }).execute());
  await changed.close();
  await assert.rejects(restore(settingsOf(folder()), kept), /The copy of account is not the same/);
});

test('the file of a server that runs is not moved', async () => {
  const data = await furnished();
  const { openDataFolder } = await import('./data-folder.ts');
  const held = openDataFolder(data);
  await assert.rejects(move(settingsOf(data), 'mysql://root@127.0.0.1:9/x'), /in use by another running server/);
  held.release();
});
