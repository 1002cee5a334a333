import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Client } from '#client/api.ts';
import { Failure } from '#kernel/failure.ts';
import { newId, randomText } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import { type FaultProxy, startFaultProxy } from './gateway/testing/fault-proxy.ts';
import { clientAt, idOf, PASSWORD, texts, until } from './gateway/testing/people.ts';
import { type Installation, type ServerProcess, startInstallation } from './testing/processes.ts';

let all: Installation;
/** One that does everything, and one that leaves media to it. */
let first: ServerProcess;
let second: ServerProcess;

before(async () => {
  all = await startInstallation();
  first = await all.start('web,worker,media');
  second = await all.start('web,worker');
});
after(() => all.end());

/** A device of somebody whose connections go to that process, until they are sent to another. */
async function device(context: TestContext, server: ServerProcess): Promise<[Client, FaultProxy]> {
  const proxy = await startFaultProxy(server.port);
  const client = clientAt(proxy.origin);
  await client.start();
  context.after(async () => {
    await client.close();
    await proxy.close();
  });
  return [client, proxy];
}

async function join(
  context: TestContext,
  server: ServerProcess,
  nickname: string,
): Promise<[Client, FaultProxy, string]> {
  const [client, proxy] = await device(context, server);
  const login = `u${randomText(12)}`;
  await client.register({ login, nickname, password: PASSWORD, passwordAgain: PASSWORD });
  await until(client, () => client.status().at === 'online');
  return [client, proxy, login];
}

async function onAnother(context: TestContext, server: ServerProcess, login: string): Promise<Client> {
  const [client] = await device(context, server);
  await client.login({ login, password: PASSWORD });
  await until(client, () => client.status().at === 'online');
  return client;
}

async function pair(context: TestContext) {
  const [ann, annsWay] = await join(context, first, 'Ann');
  const [bob, bobsWay, bobsLogin] = await join(context, second, 'Bob');
  const id = await ann.direct(idOf(bob));
  for (const client of [ann, bob]) client.open(id);
  await until(bob, () => bob.conversation(id).lines.length === 1);
  return { ann, annsWay, bob, bobsWay, bobsLogin, id };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n));

/** Both have exactly these, once and in one order. */
async function same(ann: Client, bob: Client, id: ConversationId, count: number): Promise<void> {
  for (const client of [ann, bob]) await until(client, () => texts(client, id).length >= count);
  assert.deepEqual(texts(ann, id), texts(bob, id));
  assert.deepEqual(
    texts(ann, id).toSorted((a, b) => Number(a) - Number(b)),
    numbers(count),
  );
}

test('[PC10] people on different processes write to each other, see each other and what the other does', async (context) => {
  const { ann, bob, bobsLogin, id } = await pair(context);
  for (let n = 0; n < 20; n += 1) (n % 2 === 0 ? ann : bob).send(id, String(n));
  await same(ann, bob, id, 20);
  ann.watchPresence(idOf(bob));
  await until(ann, () => ann.presence(idOf(bob))?.state === 'online');
  bob.setActive(false);
  await until(ann, () => ann.presence(idOf(bob))?.state === 'away');
  bob.tellTyping(id);
  await until(ann, () => ann.typing(id).includes(idOf(bob)));
  const phone = await onAnother(context, first, bobsLogin);
  ann.send(id, '20');
  await same(ann, bob, id, 21);
  const unread = () => phone.conversations().find((one) => one.id === id)?.unread;
  await until(phone, () => (unread() ?? 0) > 0);
  const last = bob.conversation(id).lines.at(-1);
  assert.ok(last?.state === 'sent');
  await bob.call('conversation.read', { conversation: id, seq: last.event.seq });
  await until(phone, () => unread() === 0);
  await Promise.all([bob.close(), phone.close()]);
  await until(ann, () => ann.presence(idOf(bob))?.state === 'offline');
});

test('[PC4] [PC10] a call rings on the devices at every process, and stops at all when one answers', async (context) => {
  const { ann, bob, bobsLogin, id } = await pair(context);
  const phone = await onAnother(context, first, bobsLogin);
  await Promise.all([first.until({ media: true }), second.until({ media: true })]);
  const { call } = await ann.call('call.start', { conversation: id, mode: 'voice' });
  const entry = (client: Client) => [...client.personal('call').values()].find((one) => one.call === call);
  for (const client of [bob, phone]) await until(client, () => entry(client)?.until !== undefined);
  await bob.call('call.answer', { call });
  for (const client of [bob, phone, ann]) {
    await until(client, () => entry(client)?.until === undefined && entry(client)?.device !== undefined);
  }
  await ann.call('call.leave', { call });
  for (const client of [bob, phone, ann]) await until(client, () => entry(client) === undefined);
});

test('[PC20] who is put out at one process gets nothing at another from that moment', async (context) => {
  const [ann] = await join(context, first, 'Ann');
  const [bob] = await join(context, second, 'Bob');
  const [eve] = await join(context, second, 'Eve');
  const id = await ann.create('Three', [idOf(bob), idOf(eve)]);
  for (const client of [bob, eve]) await until(client, () => client.conversations().some((one) => one.id === id));
  bob.open(id);
  const heard: string[] = [];
  eve.on('message', ({ text }) => heard.push(text));
  bob.send(id, 'before');
  await until(eve, () => heard.length === 1);
  await ann.call('member.remove', { clientId: newId('t'), conversation: id, member: idOf(eve) });
  // Written where nobody may have heard yet that somebody is out.
  await Promise.all(
    [bob, ann].map((one) => one.call('message.send', { clientId: newId('t'), conversation: id, text: 'after' })),
  );
  await until(bob, () => texts(bob, id).length === 3);
  await until(eve, () => !eve.conversations().some((one) => one.id === id));
  await assert.rejects(
    eve.call('message.send', { clientId: newId('t'), conversation: id, text: 'let me in' }),
    (error: unknown) => error instanceof Failure && error.code === 'conversation.unknown',
  );
  assert.deepEqual(heard, ['before']);
});

test('[PC13] a process that is killed loses nothing: its people go on at another', async (context) => {
  const { ann, bob, bobsWay, id } = await pair(context);
  let written = 0;
  const write = () => {
    for (let n = 0; n < 20; n += 1) (n % 2 === 0 ? ann : bob).send(id, String(written++));
  };
  write();
  await until(bob, () => texts(bob, id).length > 5);
  write();
  const killed = second.end('SIGKILL');
  bobsWay.retarget(first.port);
  await killed;
  write();
  bob.wake();
  await same(ann, bob, id, written);
  second = await all.start('web,worker');
  bobsWay.retarget(second.port);
  bobsWay.cut();
  write();
  await same(ann, bob, id, written);
});

test('[PC32] processes are started anew one after the other, and nobody misses or doubles anything', async (context) => {
  const { ann, annsWay, bob, bobsWay, id } = await pair(context);
  let written = 0;
  const write = () => {
    for (let n = 0; n < 20; n += 1) (n % 2 === 0 ? ann : bob).send(id, String(written++));
  };
  for (const [way, other] of [
    [bobsWay, annsWay],
    [annsWay, bobsWay],
  ] as const) {
    const [old, stays] = way === bobsWay ? [second, first] : [first, second];
    assert.ok(other !== way);
    write();
    // As a proxy in front does with who is not ready any more.
    way.retarget(stays.port);
    const ended = old.end('SIGTERM');
    write();
    await ended;
    await same(ann, bob, id, written);
    const fresh = await all.start(way === bobsWay ? 'web,worker' : 'web,worker,media');
    if (way === bobsWay) second = fresh;
    else first = fresh;
    way.retarget(fresh.port);
    way.cut();
    write();
    await same(ann, bob, id, written);
  }
});

test('[PC12] [PC30] without Redis people go on by what the database knows, readiness says so, and all heals', async (context) => {
  const { ann, bob, id } = await pair(context);
  for (const server of [first, second]) await server.until({ ok: true, redis: true });
  let written = 0;
  const write = async () => {
    for (let n = 0; n < 10; n += 1) (n % 2 === 0 ? ann : bob).send(id, String(written++));
    await same(ann, bob, id, written);
  };
  await write();
  const killed = all.redis.kill();
  await write();
  await killed;
  for (const server of [first, second]) await server.until({ ok: true, redis: false });
  await write();
  ann.watchPresence(idOf(bob));
  await until(ann, () => ann.presence(idOf(bob))?.state === 'online');
  await all.redis.start();
  for (const server of [first, second]) await server.until({ ok: true, redis: true });
  await write();
  await typed(bob, ann, id);
});

/** Typing is told once and kept nowhere: what is told while Redis comes back may be lost, so it is told until it is seen. */
async function typed(by: Client, seenBy: Client, id: ConversationId): Promise<void> {
  const again = setInterval(() => by.tellTyping(id), 200);
  await until(seenBy, () => seenBy.typing(id).includes(idOf(by))).finally(() => clearInterval(again));
}
