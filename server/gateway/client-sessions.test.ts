import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIndexedDbStore } from '#client/store/indexed-db-store.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { Store } from '#client/store/store.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { company, fails, heard, online } from './testing/company.ts';
import { MemoryLocks } from './testing/locks.ts';
import { clientAt, idOf, PASSWORD, texts, until } from './testing/people.ts';

const here = company();

test('what was read here is read on the other device of the person', async () => {
  const { ann, bob, id } = await here.pair();
  const login = `u${newId('x').slice(2, 14)}`;
  const phone = await here.enter('Cat', {});
  await phone.logout();
  const form = { login, nickname: 'Cat', password: PASSWORD, passwordAgain: PASSWORD };
  await phone.register(form);
  const laptop = clientAt(here.server.origin);
  here.add(laptop);
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
  const [ann, bob] = [await here.enter('Ann'), await here.enter('Bob')];
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

test('[RT20] two tabs of one account: both live, nothing doubled, and what a dead tab left is sent', async (context) => {
  const locks = new MemoryLocks();
  const tabs = await Promise.all([1, 2, 3].map(() => openIndexedDbStore('tabs')));
  const [store, secondStore, thirdStore] = tabs as [Store, Store, Store];
  const proxy = await here.faulty(context);
  const { ann: first, bob, id } = await here.pair({ store, locks }, proxy.origin);
  const second = clientAt(proxy.origin, { store: secondStore, locks });
  const third = clientAt(here.server.origin, { store: thirdStore, locks });
  here.add(second);
  here.add(third);
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
  const { ann, id } = await here.pair({ store });
  const user = idOf(ann);
  const session = await store.session();
  await fetch(`${here.server.origin}/api/v1/auth/logout`, {
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
  const proxy = await here.faulty(context);
  const { ann, bob, id } = await here.hastyPair(proxy.origin);
  const authenticate = here.server.identity.authenticate.bind(here.server.identity);
  const user = idOf(ann);
  let refused = 0;
  here.server.identity.authenticate = async (token) => {
    const caller = await authenticate(token);
    if (caller.user !== user || refused > 0) return caller;
    refused += 1;
    throw new Failure('session.expired');
  };
  proxy.cut();
  bob.send(id, 'missed');
  await heard(ann, id, 1);
  here.server.identity.authenticate = authenticate;
  assert.equal(refused, 1);
  assert.equal((await ann.request<{ id: string }>('GET', '/api/v1/me')).id, user);
});

test('wrong passwords and bad fields are told by field; nobody is signed in by them', async () => {
  const client = clientAt(here.server.origin);
  here.add(client);
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
