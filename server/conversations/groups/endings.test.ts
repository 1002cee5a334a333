import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { LocalBus } from '../../adapters/bus/local-bus.ts';
import { openTestDatabase } from '../../testing/test-database.ts';
import type { ConversationTopics } from '../api.ts';
import { freshClientId, KnownPeople, openWorld, type World, worldMigrations } from '../conversations-world.ts';
import { createConversations } from '../module.ts';
import type { ConversationTables } from '../tables.ts';

const HOUR_MS = 3_600_000;

function openFile(file: string) {
  return openTestDatabase<ConversationTables>({ file, log: silentLog, migrations: worldMigrations });
}

async function temporary(world: World, until: number) {
  const ann = world.people.add('ann');
  const params = { clientId: freshClientId(), title: 'trip', members: [ann.user], until };
  const { summary } = await world.as(ann, 'conversation.create', params);
  return { ann, id: summary.id };
}

async function endsIn(world: World): Promise<number> {
  const rows = await world.database.read
    .selectFrom('conversation_events')
    .select('seq')
    .where('type', '=', 'dissolved')
    .execute();
  return rows.length;
}

test('[GR23] everybody of a large group is told that it is over, also after a restart in between', () =>
  inFolder(async (file) => {
    const [people, clock] = [new KnownPeople(), new ManualClock()];
    const one = await openWorld({ database: await openFile(file), people, clock });
    const crowd = Array.from({ length: 450 }, (_, n) => people.add(`${n}`));
    const [ann, bob] = [people.add('ann'), crowd[449]];
    assert.ok(bob);
    const params = { clientId: freshClientId(), title: 'many', members: [ann.user] };
    const { summary } = await one.as(ann, 'conversation.create', params);
    for (let n = 0; n < crowd.length; n += 150) {
      const members = crowd.slice(n, n + 150).map(({ user }) => user);
      await one.as(ann, 'member.add', { clientId: freshClientId(), conversation: summary.id, members });
    }
    const since = await one.conversations.hello(bob.user, undefined);
    await one.as(ann, 'conversation.dissolve', { clientId: freshClientId(), conversation: summary.id });
    assert.deepEqual(await one.conversations.membersOf(summary.id), []);
    await one.close();
    const other = await openWorld({ database: await openFile(file), people, clock });
    await other.conversations.endDue();
    const { entries } = await other.conversations.hello(bob.user, since);
    assert.ok(entries.some((entry) => entry.type === 'membership' && entry.why === 'dissolved'));
    const left = await other.database.read.selectFrom('group_leavers').selectAll().execute();
    assert.deepEqual(left, []);
    const rows = await other.database.read
      .selectFrom('user_entries')
      .selectAll()
      .where('slot', 'like', 'membership:%')
      .execute();
    assert.equal(rows.filter((row) => row.body.includes('dissolved')).length, 451);
    await other.close();
  }));

async function inFolder(run: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-endings-'));
  try {
    await run(join(folder, 'yiqi.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('[GR61] a group whose time came while the server was off ends when it starts', () =>
  inFolder(async (file) => {
    const [people, clock] = [new KnownPeople(), new ManualClock()];
    const before = await openWorld({ database: await openFile(file), people, clock });
    await temporary(before, clock.now() + HOUR_MS);
    await before.close();
    clock.advance(2 * HOUR_MS);
    const after = await openWorld({ database: await openFile(file), people, clock });
    await after.conversations.endDue();
    assert.equal(await endsIn(after), 1);
    await after.close();
  }));

test('[GR61] of two processes on one database, one ends it', () =>
  inFolder(async (file) => {
    const [people, clock] = [new KnownPeople(), new ManualClock()];
    const one = await openWorld({ database: await openFile(file), people, clock });
    const other = await openWorld({ database: await openFile(file), people, clock });
    await temporary(one, clock.now() + HOUR_MS);
    clock.advance(HOUR_MS);
    await Promise.all([one.conversations.endDue(), other.conversations.endDue()]);
    assert.equal(await endsIn(one), 1);
    await one.close();
    await other.close();
  }));

test('[GR61] it is waited for as long as it takes, and [GR62] anew when the owner moves the end', async () => {
  const [people, clock] = [new KnownPeople(), new ManualClock()];
  const database = await openFile(':memory:');
  const bus = new LocalBus<ConversationTopics>(silentLog);
  const waits: { delayMs: number; wake: () => void; over: boolean }[] = [];
  const schedule = (delayMs: number, wake: () => void) => {
    const wait = { delayMs, wake, over: false };
    waits.push(wait);
    return () => {
      wait.over = true;
    };
  };
  const conversations = await createConversations({ database, identity: people, bus, clock, schedule });
  const ends: string[] = [];
  bus.subscribe('conversation', ({ event }) => event.type === 'dissolved' && ends.push(event.conversation));
  const ann = people.add('ann');
  const until = clock.now() + HOUR_MS;
  const create = { clientId: freshClientId(), title: 'trip', members: [ann.user], until };
  const { summary } = await conversations.commands['conversation.create'](ann, create);
  const waiting = async (delayMs: number) => {
    while (waits.findLast((wait) => !wait.over)?.delayMs !== delayMs) await new Promise(setImmediate);
    return waits.findLast((wait) => !wait.over);
  };
  await waiting(HOUR_MS);
  const change = { clientId: freshClientId(), conversation: summary.id, change: { until: until + HOUR_MS } };
  await conversations.commands['conversation.settings'](ann, change);
  const wait = await waiting(2 * HOUR_MS);
  clock.advance(2 * HOUR_MS);
  wait?.wake();
  while (ends.length === 0) await new Promise(setImmediate);
  assert.deepEqual(ends, [summary.id]);
  await conversations.close();
  await bus.close();
  await database.close();
});
