import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '#client/api.ts';
import { randomText } from '#kernel/ids.ts';
import type { Device, Devices } from '#protocol/devices.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { clientAt, PASSWORD, until } from './testing/people.ts';

let server: LiveServer;
const clients: Client[] = [];

before(async () => {
  server = await startLiveServer();
});
after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.stop();
});

/** One person's browsers, all of them online; `told` is what each hears of new devices. */
async function seats(...names: string[]): Promise<{ client: Client; told: Device[] }[]> {
  const login = `u${randomText(12)}`;
  const all: { client: Client; told: Device[] }[] = [];
  for (const deviceName of names) {
    const client = clientAt(server.origin, { deviceName, deviceClass: 'phone' });
    clients.push(client);
    const told: Device[] = [];
    client.on('device', (device) => told.push(device));
    await client.start();
    if (all.length > 0) await client.login({ login, password: PASSWORD });
    else await client.register({ login, nickname: login, password: PASSWORD, passwordAgain: PASSWORD });
    await until(client, () => client.status().at === 'online');
    all.push({ client, told });
  }
  return all;
}

/** Resolves when everything that the server had pushed to this client before now has come. */
async function caughtUp(client: Client): Promise<void> {
  await client.call('people.search', { query: 'nobody of this name' });
}

test('every other device of the person, and nobody else, hears at once of a new one', async () => {
  const [stranger] = await seats('stranger');
  const [first, second, third] = await seats('First', 'Second', 'Third');
  for (const { client } of [stranger, first, second, third].filter((one) => one !== undefined)) await caughtUp(client);
  const names = [stranger, first, second, third].map((seat) => seat?.told.map(({ name }) => name));
  assert.deepEqual(names, [[], ['Second', 'Third'], ['Third'], []]);
  assert.equal(first?.told[0]?.class, 'phone');
  assert.equal(first?.told[0]?.current, false);
});

test('a device that is signed out from another is at the door at once, and the rest stays', async () => {
  const [here, lost, third] = await seats('Here', 'Lost', 'Third');
  assert.ok(here && lost && third);
  const { devices } = await here.client.request<Devices>('GET', '/api/v1/devices');
  const device = devices.find(({ name }) => name === 'Lost');
  await here.client.request('DELETE', `/api/v1/devices/${device?.id}`);
  await until(lost.client, () => lost.client.status().at === 'signed-out');
  assert.deepEqual(lost.client.status(), { at: 'signed-out', reason: 'session.revoked' });
  assert.equal(third.client.status().at, 'online');
  await here.client.request('POST', '/api/v1/devices/sign-out-others');
  await until(third.client, () => third.client.status().at === 'signed-out');
  await caughtUp(here.client);
  assert.equal(here.client.status().at, 'online');
});
