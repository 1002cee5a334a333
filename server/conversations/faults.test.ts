import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import { assertFails } from './contract.ts';
import {
  createGroup,
  freshClientId,
  KnownPeople,
  logOf,
  openWorld,
  send,
  type World,
  worldMigrations,
} from './conversations-world.ts';
import type { ConversationTables } from './tables.ts';

async function open(file: string, people: KnownPeople, maxPages?: number): Promise<World> {
  const limit = maxPages === undefined ? {} : { maxPages };
  const options = { file, migrations: worldMigrations, log: silentLog, ...limit };
  return openWorld({ database: await openSqliteDatabase<ConversationTables>(options), people });
}

async function inFolder(run: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-faults-'));
  try {
    await run(join(folder, 'yiqi.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('[CV5] with the disk full sending fails clearly, reading goes on, and the log stays dense', () =>
  inFolder(async (file) => {
    const people = new KnownPeople();
    const ann = people.add('ann');
    const full = await open(file, people, 120);
    const group = await createGroup(full, ann, []);
    const text = 'x'.repeat(20_000);
    let stored = 0;
    const fill = async () => {
      for (; ; stored += 1) await send(full, ann, group, text);
    };
    await assertFails('server.disk-full', fill());
    const refused = freshClientId();
    await assertFails('server.disk-full', send(full, ann, group, text, refused));
    const hello = await full.conversations.hello(ann.user, undefined);
    assert.ok(stored > 3);
    assert.equal(hello.changes.conversations[0]?.messageCount, stored);
    await full.close();
    const roomy = await open(file, people);
    assert.equal((await send(roomy, ann, group, text, refused)).count, stored + 1);
    const log = await logOf(roomy, ann, group);
    assert.ok(log.every((event, index) => event.seq === index + 1));
    assert.equal(log.length, stored + 2);
    await roomy.close();
  }));

test('[CV41] the epoch is of the database: it stays over restarts, and another database has another', () =>
  inFolder(async (file) => {
    const people = new KnownPeople();
    const ann = people.add('ann');
    const epochs: string[] = [];
    for (const one of [file, file, `${file}.other`]) {
      const world = await open(one, people);
      epochs.push((await world.conversations.hello(ann.user, undefined)).epoch);
      await world.close();
    }
    assert.equal(epochs[0], epochs[1]);
    assert.notEqual(epochs[0], epochs[2]);
  }));

test('[CV42] after a restart stamps go on above those stored, whatever the clock says', () =>
  inFolder(async (file) => {
    const people = new KnownPeople();
    const ann = people.add('ann');
    const before = await open(file, people);
    before.clock.advance(10 * 365 * 86_400_000);
    const group = await createGroup(before, ann, []);
    const hello = await before.conversations.hello(ann.user, undefined);
    await before.close();
    const after = await open(file, people);
    await send(after, ann, group, 'after');
    const again = await after.conversations.hello(ann.user, hello);
    assert.deepEqual([again.resync, again.changes.conversations[0]?.lastSeq], [false, 2]);
    assert.ok(Number(again.cursor) > Number(hello.cursor));
    await after.close();
  }));
