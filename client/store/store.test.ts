import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openFileStore } from './file-store.ts';
import { toldWhenFull } from './full.ts';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { emptyState, memoryStore } from './memory-store.ts';
import { storeContract } from './store-contract.ts';

const folder = await mkdtemp(join(tmpdir(), 'yiqi-store-'));
after(() => rm(folder, { recursive: true }));

const states = new Map<string, ReturnType<typeof emptyState>>();
storeContract('memory', async (name) => {
  const state = states.get(name) ?? emptyState();
  states.set(name, state);
  return memoryStore(state);
});
storeContract('file', (name) => openFileStore(join(folder, name)));
storeContract('IndexedDB', (name) => openIndexedDbStore(name));

test('file: a file of an unknown version is refused by name, and left alone', async () => {
  const own = await mkdtemp(join(folder, 'version-'));
  await writeFile(join(own, 'client.json'), '{"version":99,"accounts":[]}');
  await assert.rejects(openFileStore(own), /version 99/);
  assert.deepEqual(await readdir(own), ['client.json']);
});

test('file: changes made at once are all stored', async () => {
  const own = await mkdtemp(join(folder, 'at-once-'));
  const store = await openFileStore(own);
  const put = (order: number) =>
    store.putOutbox('u_1', { clientId: `c${order}`, conversation: 'c_1', text: '', at: 0, order, owner: 'o' });
  await Promise.all(Array.from({ length: 50 }, (_, order) => put(order)));
  assert.equal((await (await openFileStore(own)).outbox('u_1')).length, 50);
});

test('a store without room says so once, and refuses all the same', async () => {
  const full = Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
  let told = 0;
  const refuse = async () => {
    throw full;
  };
  const store = toldWhenFull({ apply: refuse, putOutbox: refuse, putPersonal: refuse }, () => {
    told += 1;
  });
  await assert.rejects(store.apply(), full);
  await assert.rejects(store.putOutbox(), full);
  assert.equal(told, 1);
  const broken = toldWhenFull({ ...store, apply: () => Promise.reject(new Error('closed')) }, () => {
    told += 1;
  });
  await assert.rejects(broken.apply(), /closed/);
  assert.equal(told, 1);
});
