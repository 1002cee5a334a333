import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import type { Client, ClientOptions } from '#client/api.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { SentLine } from '#client/view.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { startFaultProxy } from './testing/fault-proxy.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { clientAt, idOf, person, until } from './testing/people.ts';

let server: LiveServer;
const clients: Client[] = [];

before(async () => {
  server = await startLiveServer();
});
after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.stop();
});

async function enter(nickname: string, options: Partial<ClientOptions> = {}, origin = server.origin): Promise<Client> {
  const client = await person(origin, nickname, options);
  clients.push(client);
  return client;
}

/** A direct conversation with one message of each, open for both. */
async function pair(options: Partial<ClientOptions> = {}, origin = server.origin) {
  const [ann, bob] = [await enter('Ann', options, origin), await enter('Bob')];
  const id = await ann.direct(idOf(bob));
  ann.open(id);
  bob.open(id);
  ann.send(id, 'from ann');
  await until(bob, () => seen(bob, id, 2)?.text === 'from ann');
  bob.send(id, 'from bob');
  for (const client of [ann, bob]) await until(client, () => seen(client, id, 3)?.text === 'from bob');
  return { ann, bob, id };
}

function lineAt(client: Client, id: ConversationId, seq: Seq): SentLine | undefined {
  return client
    .conversation(id)
    .lines.find((line): line is SentLine => line.state === 'sent' && line.event.seq === seq);
}

/** The message as the client shows it. */
function seen(client: Client, id: ConversationId, seq: Seq): MessageLine | undefined {
  const event = lineAt(client, id, seq)?.event;
  return event?.type === 'message' ? event : undefined;
}

function confirmed(client: Client, id: ConversationId): Promise<void> {
  return until(client, () => client.conversation(id).lines.every((line) => line.state === 'sent' && !line.pending));
}

test('edits, reactions, pins and recalls show at once here, and then there', async () => {
  const { ann, bob, id } = await pair();
  ann.edit(id, 2, 'edited');
  ann.react(id, 3, '👍', true);
  ann.pin(id, 3, true);
  assert.deepEqual([seen(ann, id, 2)?.text, lineAt(ann, id, 2)?.pending], ['edited', true]);
  assert.deepEqual(seen(ann, id, 3)?.reactions, [{ emoji: '👍', count: 1, users: [idOf(ann)], me: true }]);
  await until(bob, () => seen(bob, id, 2)?.text === 'edited' && seen(bob, id, 3)?.pinned === true);
  assert.deepEqual(seen(bob, id, 3)?.reactions, [{ emoji: '👍', count: 1, users: [idOf(ann)] }]);
  await confirmed(ann, id);
  ann.recall(id, 2);
  assert.equal(seen(ann, id, 2)?.text, '');
  await until(bob, () => seen(bob, id, 2)?.recalled !== undefined);
});

test('the list shows the last message as it was changed', async () => {
  const { ann, bob, id } = await pair();
  const last = (client: Client) => client.conversations().find((item) => item.id === id)?.summary.last as MessageLine;
  bob.edit(id, 3, 'last words');
  assert.equal(last(bob).text, 'last words');
  await until(ann, () => last(ann).text === 'last words');
  bob.recall(id, 3);
  await until(ann, () => last(ann).recalled?.by === idOf(bob));
});

test('an answer quotes, and follows what it quotes', async () => {
  const { ann, bob, id } = await pair();
  bob.send(id, 'answer', { replyTo: 2, mentions: [idOf(ann)] });
  const [outgoing] = bob.conversation(id).lines.slice(-1);
  assert.deepEqual(outgoing?.state === 'sending' && outgoing.quote, { by: idOf(ann), text: 'from ann' });
  await until(ann, () => seen(ann, id, 4)?.quote?.text === 'from ann');
  assert.deepEqual(ann.conversation(id).summary?.mentions, [4]);
  ann.markRead(id);
  assert.equal(ann.conversation(id).summary?.mentions, undefined);
  ann.recall(id, 2);
  await until(bob, () => seen(bob, id, 4)?.quote?.recalled === true);
});

test('what was changed offline survives a reload and goes out once, in order', async (context) => {
  const proxy = await startFaultProxy(server.port);
  context.after(() => proxy.close());
  const store = memoryStore();
  const { ann, bob, id } = await pair({ store }, proxy.origin);
  proxy.refuse(true);
  proxy.cut();
  await until(ann, () => ann.status().at === 'offline');
  for (const on of [true, false, true]) ann.react(id, 3, '🎉', on);
  ann.edit(id, 2, 'offline');
  bob.react(id, 2, '👀', true);
  await until(bob, () => seen(bob, id, 2)?.reactions !== undefined);
  await ann.close();
  const again = clientAt(proxy.origin, { store });
  clients.push(again);
  await again.start();
  again.open(id);
  await until(again, () => seen(again, id, 2)?.text === 'offline');
  assert.equal(seen(again, id, 3)?.reactions?.[0]?.count, 1);
  proxy.refuse(false);
  again.wake();
  await until(bob, () => seen(bob, id, 2)?.text === 'offline');
  await confirmed(again, id);
  for (const client of [again, bob]) {
    assert.equal(seen(client, id, 3)?.reactions?.[0]?.count, 1);
    assert.equal(seen(client, id, 2)?.reactions?.[0]?.emoji, '👀');
  }
  const { versions } = await bob.call('message.edits', { conversation: id, seq: 2 });
  assert.deepEqual(
    versions.map(({ text }) => text),
    ['from ann', 'offline'],
  );
});

test('what the server refuses is shown as it was, and told', async () => {
  const { ann, bob, id } = await pair();
  const told: unknown[] = [];
  const refusals = new EventTarget();
  ann.on('refused', (change, failure) => {
    told.push(['type' in change && change.type, failure.code]);
    refusals.dispatchEvent(new Event(`${told.length}`));
  });
  ann.edit(id, 2, '长'.repeat(LIMITS.textBytes));
  const refusal = once(refusals, '2');
  ann.edit(id, 3, 'not mine');
  assert.equal(seen(ann, id, 3)?.text, 'not mine');
  await refusal;
  assert.deepEqual(told, [
    ['edited', 'request.too-large'],
    ['edited', 'access.denied'],
  ]);
  assert.equal(seen(ann, id, 3)?.text, 'from bob');
  assert.equal(seen(bob, id, 3)?.text, 'from bob');
});

test('a recalled text goes from the copy on the device, also while something else is on the screen', async () => {
  const store = memoryStore();
  const { ann, bob, id } = await pair({ store });
  const me = idOf(ann);
  await ann.close();
  assert.match(JSON.stringify(await store.window(me, id)), /from bob/);
  const again = clientAt(server.origin, { store });
  clients.push(again);
  await again.start();
  await until(again, () => again.status().at === 'online');
  bob.recall(id, 3);
  const last = () => again.conversations()[0]?.summary.last;
  await until(again, () => (last() as MessageLine | undefined)?.recalled !== undefined);
  await again.close();
  const copy = [await store.window(me, id), await store.account(me)];
  assert.doesNotMatch(JSON.stringify(copy), /from bob/);
});

test('how long one may change messages is known', async () => {
  const { ann } = await pair();
  assert.deepEqual(ann.policy(), { editMs: 86_400_000, recallMs: 86_400_000 });
});
