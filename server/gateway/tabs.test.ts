import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '#client/api.ts';
import { emptyState, memoryStore } from '#client/store/memory-store.ts';
import { type ScriptedTab, scriptedChannels } from '#client/testing/scripted-channels.ts';
import { company, heard, online } from './testing/company.ts';
import { MemoryLocks } from './testing/locks.ts';
import { clientAt, idOf, texts, until } from './testing/people.ts';

const here = company();

/** Resolves when the server counts that many open connections; those that end are counted a moment later. */
async function connected(count: number): Promise<void> {
  let open = -1;
  for (let look = 0; open !== count && look < 5_000; look += 1) {
    const metrics = await (await fetch(`${here.server.origin}/metrics`)).text();
    open = Number(/^yiqi_connections (\d+)/m.exec(metrics)?.[1]);
  }
  assert.equal(open, count);
}

/** One browser: what its tabs share. */
function browser() {
  const [locks, channels, state] = [new MemoryLocks(), scriptedChannels(), emptyState()];
  return () => {
    const tab: ScriptedTab = channels.tab();
    return { tab, options: { locks, store: memoryStore(state), openChannel: tab.open } };
  };
}

/** Ann with three tabs of one browser, all online and looking at what she and Bob write. */
async function threeTabs() {
  const next = browser();
  const [one, two, three] = [next(), next(), next()];
  const { ann: first, bob, id } = await here.pair(one.options);
  const [second, third] = [two, three].map(({ options }) => here.add(clientAt(here.server.origin, options)));
  assert.ok(second !== undefined && third !== undefined);
  for (const tab of [second, third]) {
    await tab.start();
    await online(tab);
    tab.open(id);
    await until(tab, () => tab.conversation(id).lines.length > 0);
  }
  // One of Ann, one of Bob.
  await connected(2);
  return { first, second, third, bob, id, ice: [one.tab, two.tab, three.tab] };
}

async function leave(...clients: Client[]): Promise<void> {
  for (const client of clients) await client.close();
  await connected(0);
}

test('[RT21] three tabs have one connection, and each of them writes and hears', async () => {
  const { first, second, third, bob, id } = await threeTabs();
  for (const [n, tab] of [first, second, third].entries()) tab.send(id, `from ${n}`);
  bob.send(id, 'from Bob');
  for (const client of [first, second, third, bob]) await heard(client, id, 4);
  assert.equal(new Set(texts(bob, id)).size, 4);
  await leave(first, second, third, bob);
});

test('[RT21] when the leader goes, another tab connects, and what was under way is sent once', async () => {
  const { first, second, third, bob, id } = await threeTabs();
  const closing = first.close();
  for (let n = 0; n < 10; n += 1) (n % 2 === 0 ? second : third).send(id, `${n}`);
  await closing;
  for (const client of [second, third, bob]) await heard(client, id, 10);
  assert.equal(new Set(texts(bob, id)).size, 10);
  bob.send(id, 'still there?');
  for (const client of [second, third]) await heard(client, id, 11);
  await connected(2);
  await leave(second, third, bob);
});

test('[RT21] a leader that is frozen is replaced, and shares the connection of the new one when it thaws', async () => {
  const { first, second, third, bob, id, ice } = await threeTabs();
  ice[0]?.freeze();
  second.send(id, 'into the ice');
  await heard(bob, id, 1);
  ice[0]?.thaw();
  await online(first);
  first.send(id, 'out of the ice');
  for (const client of [first, second, third, bob]) await heard(client, id, 2);
  assert.deepEqual(texts(bob, id), ['into the ice', 'out of the ice']);
  await connected(2);
  await leave(first, second, third, bob);
});

test('[RT21] signing out in one tab signs out all of them, without a connection too; signing in enters all', async () => {
  const { first, second, third, bob } = await threeTabs();
  await second.logout();
  for (const tab of [first, second, third]) await until(tab, () => tab.status().at === 'signed-out');
  assert.deepEqual(third.conversations(), []);
  const login = `u${idOf(bob).slice(2, 14)}`;
  const password = 'a long way to walk 8';
  await third.register({ login, nickname: 'Cat', password, passwordAgain: password });
  for (const tab of [first, second, third]) await online(tab);
  assert.equal(new Set([first, second, third].map(idOf)).size, 1);
  await leave(first, second, third, bob);
});

test('[RT21] somebody is there as long as they are in any tab, and every tab’s view is followed', async () => {
  const { first, second, third, bob } = await threeTabs();
  const cat = await here.enter('Cat');
  for (const tab of [first, second]) tab.watchPresence(idOf(tab === first ? bob : cat));
  await until(first, () => first.presence(idOf(bob))?.state === 'online');
  await until(second, () => second.presence(idOf(cat))?.state === 'online');
  bob.watchPresence(idOf(first));
  await until(bob, () => bob.presence(idOf(first))?.state === 'online');
  first.setActive(false);
  third.setActive(false);
  cat.setActive(false);
  await until(second, () => second.presence(idOf(cat))?.state === 'away');
  assert.equal(bob.presence(idOf(first))?.state, 'online');
  second.setActive(false);
  await until(bob, () => bob.presence(idOf(first))?.state === 'away');
  await leave(first, second, third, bob, cat);
});
