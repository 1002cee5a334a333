import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Client, ClientOptions } from '#client/api.ts';
import { openFileStore } from '#client/store/file-store.ts';
import { openIndexedDbStore } from '#client/store/indexed-db-store.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { Store } from '#client/store/store.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type FaultProxy, startFaultProxy } from './testing/fault-proxy.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { MemoryLocks } from './testing/locks.ts';
import { clientAt, hasty, idOf, PASSWORD, person, texts, until } from './testing/people.ts';

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

async function pair(options: Partial<ClientOptions> = {}, origin = server.origin) {
  return meet(await enter('Ann', options, origin));
}

/** The first of the pair lives in a faster time. */
async function hastyPair(origin: string) {
  const ann = await hasty(origin, 'Ann', 20);
  clients.push(ann);
  return meet(ann);
}

async function meet(ann: Client) {
  const bob = await enter('Bob');
  const id = await ann.direct(idOf(bob));
  ann.open(id);
  bob.open(id);
  await until(bob, () => bob.conversation(id).lines.length === 1);
  return { ann, bob, id };
}

/** A way to the server that breaks on demand, until the test ends. */
async function faulty(context: TestContext): Promise<FaultProxy> {
  const proxy = await startFaultProxy(server.port);
  context.after(() => proxy.close());
  return proxy;
}

const online = (client: Client) => until(client, () => client.status().at === 'online');
const heard = (client: Client, id: ConversationId, n: number) => until(client, () => texts(client, id).length === n);

function fails(code: FailureCode): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.code === code;
}

test('[RT19] what is written offline goes out by itself, in order, and what was missed comes in', async (context) => {
  const proxy = await faulty(context);
  const { ann, bob, id } = await pair({}, proxy.origin);
  proxy.refuse(true);
  proxy.cut();
  await until(ann, () => ann.status().at !== 'online');
  const written = ['一', '二', '三'];
  for (const text of written) ann.send(id, text);
  const waiting = ann.conversation(id).lines.filter(({ state }) => state === 'sending');
  assert.equal(waiting.length, 3);
  assert.equal(ann.conversations()[0]?.outgoing?.state, 'sending');
  bob.send(id, 'while you were out');
  await heard(bob, id, 1);
  await assert.rejects(ann.create('x', [idOf(bob)]), fails('network.unreachable'));
  proxy.refuse(false);
  ann.wake();
  await heard(ann, id, 4);
  await heard(bob, id, 4);
  assert.deepEqual(texts(bob, id), ['while you were out', ...written]);
  assert.deepEqual(texts(ann, id), texts(bob, id));
  const keys = ann.conversation(id).lines.map(({ key }) => key);
  assert.deepEqual(
    keys.slice(-3),
    waiting.map(({ key }) => key),
  );
});

test('[RT19] messages, conversations and who is signed in survive a reload', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-reload-'));
  const proxy = await faulty(context);
  const store = await openFileStore(folder);
  const { ann, bob, id } = await pair({ store }, proxy.origin);
  ann.send(id, 'before');
  await heard(bob, id, 1);
  await heard(ann, id, 1);
  proxy.refuse(true);
  proxy.cut();
  ann.send(id, 'written offline');
  await ann.close();
  await store.close();
  const again = clientAt(proxy.origin, { store: await openFileStore(folder) });
  clients.push(again);
  await again.start();
  assert.equal(again.me()?.nickname, 'Ann');
  assert.equal(again.person(idOf(bob))?.nickname, 'Bob');
  assert.equal(again.conversations()[0]?.id, id);
  again.open(id);
  await until(again, () => again.conversation(id).lines.length === 3);
  assert.deepEqual(
    again.conversation(id).lines.map(({ state }) => state),
    ['sent', 'sent', 'sending'],
  );
  assert.notEqual(again.status().at, 'online');
  proxy.refuse(false);
  again.wake();
  await heard(bob, id, 2);
  await heard(again, id, 2);
  assert.deepEqual(texts(bob, id), ['before', 'written offline']);
  await again.close();
  rmSync(folder, { recursive: true });
});

test('[RT19] a message that was stored but not answered is not doubled', async (context) => {
  const proxy = await faulty(context);
  const { ann, bob, id } = await hastyPair(proxy.origin);
  proxy.deafen(true);
  ann.send(id, 'once');
  await heard(bob, id, 1);
  assert.equal(ann.conversation(id).lines.at(-1)?.state, 'sending');
  proxy.deafen(false);
  proxy.cut();
  await heard(ann, id, 1);
  ann.send(id, 'twice');
  await heard(bob, id, 2);
  assert.deepEqual(texts(bob, id), ['once', 'twice']);
});

test('a connection that fell silent is noticed and made anew', async (context) => {
  const proxy = await faulty(context);
  const { ann, bob, id } = await hastyPair(proxy.origin);
  proxy.stall(true);
  bob.send(id, 'into the silence');
  await until(ann, () => ann.status().at !== 'online');
  proxy.cut();
  proxy.stall(false);
  await heard(ann, id, 1);
});

test('who missed very much gets the newest page, and the rest by scrolling up', async (context) => {
  const proxy = await faulty(context);
  const { ann, bob, id } = await pair({}, proxy.origin);
  proxy.refuse(true);
  proxy.cut();
  const missed = Array.from({ length: 620 }, (_, n) => `line ${n}`);
  for (const text of missed) bob.send(id, text);
  await until(bob, () => texts(bob, id).length === missed.length);
  proxy.refuse(false);
  ann.wake();
  await until(ann, () => ann.conversation(id).lines.length === LIMITS.pageSize);
  assert.equal(ann.conversation(id).unread, missed.length);
  while (ann.conversation(id).hasBefore) await ann.loadBefore(id);
  assert.deepEqual(texts(ann, id), missed);
  await ann.loadAround(id, 300);
  const { lines, hasBefore, hasAfter } = ann.conversation(id);
  assert.ok(hasBefore && hasAfter);
  assert.ok(lines.some((line) => line.state === 'sent' && line.event.seq === 300));
  bob.send(id, 'newer');
  await until(ann, () => ann.conversation(id).summary?.messageCount === missed.length + 1);
  while (ann.conversation(id).hasAfter) await ann.loadAfter(id);
  assert.equal(texts(ann, id).at(-1), 'newer');
  await ann.loadNewest(id);
  bob.send(id, 'newest');
  await until(ann, () => texts(ann, id).at(-1) === 'newest');
});

test('the unread line stays where it was when the conversation was opened', async () => {
  const [ann, bob] = [await enter('Ann'), await enter('Bob')];
  const id = await ann.direct(idOf(bob));
  ann.open(id);
  for (const text of ['read', 'unread', 'unread too']) ann.send(id, text);
  await until(bob, () => bob.conversation(id).unread === 3);
  bob.markRead(id, 2);
  await until(bob, () => bob.conversation(id).unread === 2);
  const close = bob.open(id);
  await until(bob, () => bob.conversation(id).lines.length === 4);
  assert.equal(bob.conversation(id).unreadFrom, 3);
  bob.markRead(id);
  assert.equal(bob.conversation(id).unread, 0);
  assert.equal(bob.conversation(id).unreadFrom, 3);
  close();
  bob.open(id);
  assert.equal(bob.conversation(id).unreadFrom, undefined);
});

test('what was read here is read on the other device of the person', async () => {
  const { ann, bob, id } = await pair();
  const login = `u${newId('x').slice(2, 14)}`;
  const phone = await enter('Cat', {});
  await phone.logout();
  const form = { login, nickname: 'Cat', password: PASSWORD, passwordAgain: PASSWORD };
  await phone.register(form);
  const laptop = clientAt(server.origin);
  clients.push(laptop);
  await laptop.start();
  await laptop.login({ login, password: PASSWORD });
  await Promise.all([online(phone), online(laptop)]);
  await ann.addMembers(await ann.create('three', [idOf(bob)]), [idOf(phone)]);
  await until(laptop, () => laptop.conversations().length === 1);
  const group = laptop.conversations()[0]?.id ?? id;
  ann.send(group, 'hi');
  await until(laptop, () => laptop.conversation(group).unread === 1);
  await until(phone, () => phone.conversation(group).unread === 1);
  phone.markRead(group);
  await until(laptop, () => laptop.conversation(group).unread === 0);
});

test('a removed member’s copy is forgotten at once, everywhere; back again, it is there again', async () => {
  const [ann, bob] = [await enter('Ann'), await enter('Bob')];
  const id = await ann.create('group', [idOf(bob)]);
  await until(bob, () => bob.conversation(id).summary !== undefined);
  bob.open(id);
  await until(bob, () => bob.conversation(id).lines.length > 0);
  await ann.loadMembers(id);
  await ann.removeMember(id, idOf(bob));
  await until(bob, () => bob.conversation(id).summary === undefined);
  assert.deepEqual(bob.conversation(id).lines, []);
  assert.deepEqual(bob.conversations(), []);
  await until(ann, () => ann.conversation(id).members?.length === 1);
  bob.send(id, 'still here?');
  await until(bob, () => bob.conversation(id).lines.some(({ state }) => state === 'failed'));
  const [line] = bob.conversation(id).lines;
  assert.ok(line?.state === 'failed' && line.failure?.code === 'conversation.unknown');
  await ann.addMembers(id, [idOf(bob)]);
  await until(bob, () => bob.conversation(id).summary !== undefined);
  bob.retry(line.clientId);
  await until(ann, () => ann.conversation(id).summary?.messageCount === 1);
  await until(ann, () => ann.conversation(id).members?.length === 2);
});

test('[RT19] on a full disk lines wait and say why, reading goes on, and they go out when there is room', async (context) => {
  let full = true;
  const own: LiveServer = await startLiveServer({
    commands: {
      'message.send': async (caller, params) => {
        if (full) throw new Failure('server.disk-full', { retryAfterMs: 10 });
        return own.conversations.commands['message.send'](caller, params);
      },
    },
  });
  const [ann, bob] = [await person(own.origin, 'Ann'), await person(own.origin, 'Bob')];
  context.after(async () => {
    await Promise.all([ann.close(), bob.close()]);
    await own.stop();
  });
  const id = await ann.direct(idOf(bob));
  ann.open(id);
  await until(ann, () => ann.conversation(id).lines.length === 1);
  ann.send(id, 'patience');
  await until(ann, () => {
    const last = ann.conversation(id).lines.at(-1);
    return last?.state === 'sending' && last.failure?.code === 'server.disk-full';
  });
  await ann.loadNewest(id);
  assert.equal(ann.conversation(id).failure, undefined);
  full = false;
  await heard(ann, id, 1);
  assert.deepEqual(texts(ann, id), ['patience']);
});

test('a text that is too long fails here, with the connection whole, and can be discarded', async () => {
  const { ann, bob, id } = await pair();
  const clientId = ann.send(id, '长'.repeat(LIMITS.textBytes));
  const [line] = ann.conversation(id).lines.slice(-1);
  assert.ok(line?.state === 'failed' && line.failure?.code === 'request.too-large');
  ann.retry(clientId);
  assert.equal(ann.conversation(id).lines.at(-1)?.state, 'failed');
  ann.discard(clientId);
  assert.equal(ann.conversation(id).lines.length, 1);
  ann.send(id, 'short');
  await heard(bob, id, 1);
});

test('[RT20] two tabs of one account: both live, nothing doubled, and what a dead tab left is sent', async (context) => {
  const locks = new MemoryLocks();
  const tabs = await Promise.all([1, 2, 3].map(() => openIndexedDbStore('tabs')));
  const [store, secondStore, thirdStore] = tabs as [Store, Store, Store];
  const proxy = await faulty(context);
  const { ann: first, bob, id } = await pair({ store, locks }, proxy.origin);
  const second = clientAt(proxy.origin, { store: secondStore, locks });
  const third = clientAt(server.origin, { store: thirdStore, locks });
  clients.push(second, third);
  await second.start();
  await online(second);
  second.open(id);
  first.send(id, 'from the first');
  second.send(id, 'from the second');
  await heard(bob, id, 2);
  await heard(first, id, 2);
  await heard(second, id, 2);
  proxy.refuse(true);
  proxy.cut();
  await Promise.all([first, second].map((tab) => until(tab, () => tab.status().at !== 'online')));
  second.send(id, 'left behind');
  first.send(id, 'left behind too');
  await Promise.all([first.close(), second.close()]);
  await third.start();
  await heard(bob, id, 4);
  assert.deepEqual(new Set(texts(bob, id).slice(2)), new Set(['left behind', 'left behind too']));
  await until(third, () => third.conversation(id).summary?.messageCount === 4);
  const user = idOf(third);
  await third.close();
  assert.deepEqual(await thirdStore.outbox(user), []);
  assert.equal((await thirdStore.account(user)).summaries[0]?.messageCount, 4);
  for (const each of tabs) await each.close();
});

test('signed out elsewhere: told why, nothing is left here, and nothing is tried again', async () => {
  const store = memoryStore();
  const { ann, id } = await pair({ store });
  const user = idOf(ann);
  const session = await store.session();
  await fetch(`${server.origin}/api/v1/auth/logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken: session?.refreshToken }),
  });
  await until(ann, () => ann.status().at === 'signed-out');
  assert.deepEqual(ann.status(), { at: 'signed-out', reason: 'session.revoked' });
  assert.equal(ann.me(), undefined);
  assert.deepEqual(ann.conversations(), []);
  assert.throws(() => ann.send(id, 'x'), fails('session.required'));
  await ann.close();
  assert.equal(await store.session(), undefined);
  assert.deepEqual((await store.account(user)).summaries, []);
});

test('an access token that the server no longer takes is replaced without anybody noticing', async (context) => {
  const proxy = await faulty(context);
  const { ann, bob, id } = await hastyPair(proxy.origin);
  const authenticate = server.identity.authenticate.bind(server.identity);
  const user = idOf(ann);
  let refused = 0;
  server.identity.authenticate = async (token) => {
    const caller = await authenticate(token);
    if (caller.user !== user || refused > 0) return caller;
    refused += 1;
    throw new Failure('session.expired');
  };
  proxy.cut();
  bob.send(id, 'missed');
  await heard(ann, id, 1);
  server.identity.authenticate = authenticate;
  assert.equal(refused, 1);
  assert.equal((await ann.request<{ id: string }>('GET', '/api/v1/me')).id, user);
});

test('wrong passwords and bad fields are told by field; nobody is signed in by them', async () => {
  const client = clientAt(server.origin);
  clients.push(client);
  await client.start();
  assert.deepEqual(client.status(), { at: 'signed-out' });
  assert.equal((await client.welcome()).registration, 'open');
  await assert.rejects(client.login({ login: 'nobody', password: 'wrong wrong' }), fails('login.wrong'));
  const form = { login: 'x', nickname: '', password: 'short', passwordAgain: 'other' };
  await assert.rejects(client.register(form), (error: unknown) => {
    assert.ok(error instanceof Failure && error.code === 'fields.invalid');
    assert.deepEqual(Object.keys(error.detail.fields ?? {}).sort(), ['login', 'nickname', 'password', 'passwordAgain']);
    return true;
  });
  assert.deepEqual(client.status(), { at: 'signed-out' });
  const lost = clientAt('http://127.0.0.1:9');
  await lost.start();
  await assert.rejects(lost.login({ login: 'a', password: 'b' }), fails('network.unreachable'));
  await lost.close();
});

test('snapshots are the same objects until they change', async () => {
  const { ann, bob, id } = await pair();
  const [list, view, status] = [ann.conversations(), ann.conversation(id), ann.status()];
  assert.equal(ann.conversations(), list);
  assert.equal(ann.conversation(id), view);
  assert.equal(ann.status(), status);
  const [first] = view.lines;
  bob.send(id, 'x');
  await heard(ann, id, 1);
  assert.notEqual(ann.conversation(id), view);
  assert.equal(ann.conversation(id).lines[0], first);
  assert.equal(view.lines.length, 1);
});
