import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memoryStore } from '#client/store/memory-store.ts';
import { randomText } from '#kernel/ids.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { clientAt, idOf, PASSWORD, until } from './testing/people.ts';

let server: LiveServer;

before(async () => {
  server = await startLiveServer({ onePerClass: true });
});
after(() => server.stop());

test('[DV4] the first phone is told why it is signed out, and keeps nothing; the computer stays', async () => {
  const login = `u${randomText(12)}`;
  const store = memoryStore();
  const computer = clientAt(server.origin, { deviceClass: 'computer' });
  const first = clientAt(server.origin, { deviceClass: 'phone', store });
  const second = clientAt(server.origin, { deviceClass: 'phone' });
  const away = clientAt(server.origin, { deviceClass: 'tablet' });
  const all = [computer, first, second, away];
  for (const client of all) await client.start();
  await computer.register({ login, nickname: 'Wei', password: PASSWORD, passwordAgain: PASSWORD });
  await first.login({ login, password: PASSWORD });
  for (const client of [computer, first]) await until(client, () => client.status().at === 'online');
  const user = idOf(first);
  await second.login({ login, password: PASSWORD });
  await until(first, () => first.status().at === 'signed-out');
  assert.deepEqual(first.status(), { at: 'signed-out', reason: 'session.replaced' });
  await first.close();
  assert.deepEqual([await store.session(), (await store.account(user)).summaries], [undefined, []]);
  await until(second, () => second.status().at === 'online');
  assert.equal(computer.status().at, 'online');
  for (const client of all) await client.close();
});

test('[DV4] a phone that was away learns it when it comes back', async () => {
  const login = `u${randomText(12)}`;
  const store = memoryStore();
  const phone = clientAt(server.origin, { deviceClass: 'phone', store });
  await phone.start();
  await phone.register({ login, nickname: 'Wei', password: PASSWORD, passwordAgain: PASSWORD });
  await phone.close();
  const next = clientAt(server.origin, { deviceClass: 'phone' });
  await next.start();
  await next.login({ login, password: PASSWORD });
  const again = clientAt(server.origin, { deviceClass: 'phone', store });
  await again.start();
  await until(again, () => again.status().at === 'signed-out');
  assert.deepEqual(again.status(), { at: 'signed-out', reason: 'session.replaced' });
  for (const client of [again, next]) await client.close();
});
