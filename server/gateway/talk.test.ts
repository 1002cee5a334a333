import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '#client/api.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { idOf, person, texts, until } from './testing/people.ts';

let server: LiveServer;
const clients: Client[] = [];

before(async () => {
  server = await startLiveServer();
});
after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.stop();
});

async function join(nickname: string): Promise<Client> {
  const client = await person(server.origin, nickname);
  clients.push(client);
  return client;
}

test('two people find each other and talk in both directions', async () => {
  const [ann, bob] = [await join('安娜 talk'), await join('Bob talk')];
  const found = await ann.searchPeople('Bob talk');
  assert.deepEqual(
    found.people.map(({ id }) => id),
    [idOf(bob)],
  );
  const id = await ann.direct(idOf(bob));
  ann.open(id);
  ann.send(id, '你好');
  await until(bob, () => bob.conversations().some((item) => item.id === id && item.unread === 1));
  bob.open(id);
  bob.send(id, 'hello');
  await until(ann, () => texts(ann, id).length === 2);
  await until(bob, () => texts(bob, id).length === 2);
  assert.deepEqual(texts(ann, id), ['你好', 'hello']);
  assert.deepEqual(texts(bob, id), ['你好', 'hello']);
  assert.equal(bob.person(idOf(ann))?.nickname, '安娜 talk');
  assert.equal(ann.conversation(id).unread, 1);
  ann.markRead(id);
  assert.equal(ann.conversation(id).unread, 0);
});
