import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { startLiveServer } from '../../gateway/testing/live-server.ts';
import { openTestDatabase } from '../../testing/test-database.ts';
import { meetingMigrations } from '../migrations.ts';
import { findMeeting, insertMeeting } from '../store.ts';
import { sittingsOf } from './history.ts';
import { endForGood, reopenKept } from './kept.ts';
import type { AllTables } from './store.ts';
import { HOUR, MINUTE, MONDAY, PlanWorld } from './testing/plan-world.ts';

test('[PL41] a number that stays is good again after the meeting was ended, in another room', async () => {
  const database: Database<AllTables> = await openTestDatabase({
    file: ':memory:',
    migrations: meetingMigrations,
    log: silentLog,
  });
  const meeting = { room: 'm_1', title: '', host: 'u_a', created_at: 1 };
  const end = (number: string, now: number) =>
    database.write(async (db) => {
      await db.updateTable('meeting').set({ ended_at: now }).where('number', '=', number).execute();
      await reopenKept(db, number, now);
    });
  await database.write((db) => insertMeeting(db as never, { ...meeting, number: '111111111' }));
  await database.write((db) => insertMeeting(db as never, { ...meeting, room: 'm_2', number: '222222222' }));
  await database.write((db) =>
    db.insertInto('kept_numbers').values({ number: '222222222', account: null, until: 10 }).execute(),
  );
  const read = database.read as never;
  await end('111111111', 5);
  assert.equal((await findMeeting(read, '111111111'))?.ended_at, 5);
  await end('222222222', 5);
  const again = await findMeeting(read, '222222222');
  assert.equal(again?.ended_at, null);
  assert.notEqual(again?.room, 'm_2');
  await end('222222222', 10);
  assert.equal((await findMeeting(read, '222222222'))?.ended_at, 10);
  await database.write((db) => endForGood(db, '222222222', 20));
  assert.deepEqual(await database.read.selectFrom('kept_numbers').selectAll().execute(), []);
  await database.close();
});

test('[PL60] comings and goings of one number are the meetings that they were', () => {
  const visit = (identity: string, from: number, to: number | null) => ({
    ...{ meeting: '111111111', identity, name: identity, guest: 0 },
    in_at: from * MINUTE,
    out_at: to === null ? null : to * MINUTE,
  });
  const sittings = sittingsOf([
    visit('late', 300, null),
    visit('ann', 0, 50),
    visit('ben', 5, 20),
    visit('ben', 25, 60),
    visit('ann', 75, 80),
    visit('ann', 130, 140),
    visit('ann', 400, 410),
  ]);
  assert.deepEqual(
    sittings.map((one) => one.map(({ identity }) => identity)),
    [['ann', 'ben', 'ben', 'ann'], ['ann'], ['late', 'ann']],
  );
});

test('[PL30] [PL31] what fell due while the server was down is said once when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-planning-'));
  const clock = new ManualClock(MONDAY);
  const start = async () => new PlanWorld(await startLiveServer({ folder, clock, callsEveryMs: 86_400_000 }), clock);
  try {
    const first = await start();
    const [ann, ben] = [await first.person('Ann'), await first.person('Ben')];
    const chat = await first.direct(ann, ben);
    await first.plan(ann, { people: [ben.user], remind: 10 });
    await first.server.stop({ keep: true });
    clock.set(MONDAY + HOUR - 5 * MINUTE);
    for (let starts = 0; starts < 2; starts += 1) {
      const again = await start();
      assert.deepEqual(await again.said(ben, chat), ['invited', 'reminder']);
      await again.server.stop({ keep: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('[PL60] history names those who were there, and the chat to those who are in it', async () => {
  const clock = new ManualClock(MONDAY);
  const world = new PlanWorld(await startLiveServer({ inMemory: true, clock, callsEveryMs: 86_400_000 }), clock);
  try {
    const [ann, ben, cat] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cat')];
    const group = await world.group(ann, ben);
    const { number, plan } = await world.plan(ann, { conversation: group });
    const came = (identity: string, from: number, to: number, guest = 0) => ({
      ...{ meeting: number, identity, name: identity, guest },
      in_at: MONDAY + from * MINUTE,
      out_at: MONDAY + to * MINUTE,
    });
    const visits = [came(ann.user, 0, 40), came(ben.user, 2, 41), came(cat.user, 3, 30), came('g_1', 4, 5, 1)];
    await world.server.database.write((db) => db.insertInto('meeting_visits').values(visits).execute());
    const { meetings, people } = await world.as(ben, 'meeting.history', {});
    assert.equal(meetings.length, 1);
    assert.deepEqual([meetings[0]?.startedAt, meetings[0]?.endedAt], [MONDAY, MONDAY + 41 * MINUTE]);
    assert.deepEqual([meetings[0]?.conversation, meetings[0]?.plan, meetings[0]?.visitorCount], [group, plan, 4]);
    assert.equal(people.length, 3);
    const [seen] = (await world.as(cat, 'meeting.history', {})).meetings;
    assert.equal(seen?.conversation, undefined);
    assert.deepEqual((await world.as(await world.person('Eve'), 'meeting.history', {})).meetings, []);
  } finally {
    await world.close();
  }
});
