import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFileStore } from '#client/store/file-store.ts';
import { Failure } from '#kernel/failure.ts';
import { LIMITS } from '#protocol/limits.ts';
import { company, fails, heard } from './testing/company.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { clientAt, idOf, person, texts, until } from './testing/people.ts';

const here = company();

test('[RT19] what is written offline goes out by itself, in order, and what was missed comes in', async (context) => {
  const proxy = await here.faulty(context);
  const { ann, bob, id } = await here.pair({}, proxy.origin);
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
  const proxy = await here.faulty(context);
  const store = await openFileStore(folder);
  const { ann, bob, id } = await here.pair({ store }, proxy.origin);
  ann.send(id, 'before');
  await heard(bob, id, 1);
  await heard(ann, id, 1);
  proxy.refuse(true);
  proxy.cut();
  ann.send(id, 'written offline');
  await ann.close();
  await store.close();
  const again = clientAt(proxy.origin, { store: await openFileStore(folder) });
  here.add(again);
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
  const proxy = await here.faulty(context);
  const { ann, bob, id } = await here.hastyPair(proxy.origin);
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
  const proxy = await here.faulty(context);
  const { ann, bob, id } = await here.hastyPair(proxy.origin);
  proxy.stall(true);
  bob.send(id, 'into the silence');
  await until(ann, () => ann.status().at !== 'online');
  proxy.cut();
  proxy.stall(false);
  await heard(ann, id, 1);
});

test('who missed very much gets the newest page, and the rest by scrolling up', async (context) => {
  const proxy = await here.faulty(context);
  const { ann, bob, id } = await here.pair({}, proxy.origin);
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
  const [ann, bob] = [await here.enter('Ann'), await here.enter('Bob')];
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
  const { ann, bob, id } = await here.pair();
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

test('snapshots are the same objects until they change', async () => {
  const { ann, bob, id } = await here.pair();
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
