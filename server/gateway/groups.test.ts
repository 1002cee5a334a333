import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '#client/api.ts';
import { changeSettings, dissolveGroup, muteMember } from '#client/groups.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { EntryOf } from '#protocol/personal.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { idOf, person, until } from './testing/people.ts';

let server: LiveServer;
const clients: Client[] = [];

before(async () => {
  server = await startLiveServer();
});
after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.stop();
});

async function enter(nickname: string): Promise<Client> {
  const client = await person(server.origin, nickname);
  clients.push(client);
  return client;
}

function messages(client: Client, id: ConversationId): MessageLine[] {
  const { lines } = client.conversation(id);
  return lines.flatMap((line) => (line.state === 'sent' && line.event.type === 'message' ? [line.event] : []));
}

function says(client: Client, id: ConversationId, text: string): () => boolean {
  return () => messages(client, id).some((line) => line.text === text);
}

/** A group in which new members see nothing of before, with a secret in it, and bob who came after. */
async function hiding() {
  const [ann, bob] = [await enter('Ann'), await enter('Bob')];
  const id = await ann.create('hiding', [idOf(ann)]);
  ann.open(id);
  await changeSettings(ann, id, { history: 'joining' });
  ann.send(id, 'secret');
  await until(ann, () => messages(ann, id).some((line) => line.text === 'secret'));
  const secret = messages(ann, id)[0]?.seq ?? 0;
  await ann.addMembers(id, [idOf(bob)]);
  bob.open(id);
  await until(bob, () => bob.conversation(id).lines.length > 0);
  return { ann, bob, id, secret };
}

test('[GR71] what is live tells nothing of before one joined either', async () => {
  const { ann, bob, id, secret } = await hiding();
  ann.send(id, 'an answer', { replyTo: secret });
  ann.edit(id, secret, 'another secret');
  ann.react(id, secret, '👍', true);
  ann.send(id, 'the end');
  await until(bob, says(bob, id, 'the end'));
  const answer = messages(bob, id).find((line) => line.text === 'an answer');
  assert.deepEqual([answer?.replyTo, answer?.quote], [undefined, undefined]);
  assert.ok(!JSON.stringify(bob.conversation(id)).includes('secret'));
  await until(ann, says(ann, id, 'an answer'));
  const own = messages(ann, id).find((line) => line.text === 'an answer');
  assert.equal(own?.quote?.text, 'another secret');
});

test('[GR71] who left and joins again sees nothing of their earlier stay', async () => {
  const { ann, bob, id } = await hiding();
  ann.send(id, 'first stay');
  await until(bob, says(bob, id, 'first stay'));
  await bob.leave(id);
  ann.send(id, 'while away');
  await until(ann, says(ann, id, 'while away'));
  await ann.addMembers(id, [idOf(bob)]);
  ann.send(id, 'second stay');
  await until(bob, says(bob, id, 'second stay'));
  assert.deepEqual(
    messages(bob, id).map((line) => line.text),
    ['second stay'],
  );
  assert.equal(bob.conversation(id).hasBefore, false);
});

test('[GR22] a mute and its end reach the one who is muted', async () => {
  const [ann, bob] = [await enter('Ann'), await enter('Bob')];
  const id = await ann.create('muted', [idOf(bob)]);
  bob.open(id);
  await until(bob, () => bob.conversation(id).summary !== undefined);
  await muteMember(ann, id, idOf(bob), FOR_GOOD);
  await until(bob, () => bob.conversation(id).summary?.mutedUntil === FOR_GOOD);
  bob.send(id, 'quiet?');
  await until(bob, () => bob.conversation(id).lines.some((line) => line.state === 'failed'));
  await muteMember(ann, id, idOf(bob), 0);
  await until(bob, () => bob.conversation(id).summary?.mutedUntil === undefined);
});

test('[GR23] the end of a group is told to those who are there, and it is gone', async () => {
  const [ann, bob] = [await enter('Ann'), await enter('Bob')];
  const id = await ann.create('short', [idOf(bob)]);
  await until(bob, () => bob.conversations().some((item) => item.id === id));
  const told: EntryOf<'membership'>[] = [];
  bob.on('left', (entry) => told.push(entry));
  await dissolveGroup(ann, id);
  await until(bob, () => told.length > 0 && !bob.conversations().some((item) => item.id === id));
  assert.deepEqual([told[0]?.conversation, told[0]?.why, told[0]?.title], [id, 'dissolved', 'short']);
  await until(ann, () => !ann.conversations().some((item) => item.id === id));
});
