import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dispose } from '@livekit/rtc-node';
import { signUp } from '#server/testing/http-server.ts';
import { SharedEngine } from '../testing/media-world.ts';

const engine = new SharedEngine();

after(async () => {
  await engine.close();
  await dispose();
});

test('[PL43] who may change the plan comes in as co-host, past lobby, lock and passcode; others do not', () =>
  engine.using(async (world) => {
    const [wei, lin, mei] = [
      await signUp(world.server, 'wei'),
      await signUp(world.server, 'lin'),
      await signUp(world.server, 'mei'),
    ];
    const number = await world.create(wei);
    await world.join(number, wei);
    await world.server.database.write(async (db) => {
      const plan = `pl_${'0'.repeat(20)}`;
      const times = { revision: 1, changed_at: 0, cancelled_at: null, ends_at: 9e15, reminded_to: 0, remind: null };
      const about = { title: '', agenda: '', timetable: '{}', conversation: null, client_id: 'x', number };
      await db
        .insertInto('plans')
        .values({ id: plan, organiser: wei.me.id, ...about, ...times })
        .execute();
      for (const [place, { me }] of [wei, lin, mei].entries()) {
        const person = { plan, account: me.id, place, organises: place < 2 ? 1 : 0, named: 1, answer: null };
        await db.insertInto('plan_people').values(person).execute();
      }
    });
    const set = (settings: object) => world.ask('POST', `/${number}/settings`, wei, settings);
    await set({ lobby: 'everybody', passcode: '4711' });
    assert.equal((await world.ask('POST', `/${number}/join`, mei, {})).code, 'meeting.passcode-needed');
    await set({ locked: true });
    await world.join(number, lin);
    assert.deepEqual((await world.desk(number, lin)).cohosts, [lin.me.id]);
    const closed = await world.ask('POST', `/${number}/join`, mei, { passcode: '4711' });
    assert.equal(closed.code, 'meeting.locked');
  }));
