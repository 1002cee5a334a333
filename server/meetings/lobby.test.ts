import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DisconnectReason, dispose } from '@livekit/rtc-node';
import { signUp } from '#server/testing/http-server.ts';
import { sentOut, using, type World } from './testing/media-world.ts';

after(() => dispose());

/** Wei's meeting with a lobby for everybody, with Wei and Lin in it. */
async function furnished(world: World, settings: object = { lobby: 'everybody' }) {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const { number } = await world.ask('POST', '', wei, { title: '周会', ...settings });
  return { wei, lin, number: number as string };
}

const guest = (world: World, number: string, body: object = {}) =>
  world.ask('POST', `/${number}/join`, undefined, { name: '客人', ...body });

test('[ME4] [ME9] who comes waits, without a token, also before the host; who waits learns what was decided', () =>
  using(async (world) => {
    const { wei, lin, number } = await furnished(world);
    const waits = await guest(world, number);
    assert.equal(waits.status, 202);
    assert.deepEqual([waits.waiting, waits.token], [true, undefined]);
    assert.equal((await world.ask('POST', `/${number}/join`, lin, {})).status, 202);
    const { ticket, identity } = waits;
    assert.deepEqual(await world.place(number, undefined, { ticket }), { state: 'waiting', hosted: false });
    const inside = await world.join(number, wei);
    await world.enter(inside.token);
    const { meeting, attendees } = await world.ask('GET', `/${number}`);
    assert.deepEqual([meeting.title, meeting.lobby, attendees], ['周会', 'everybody', []]);
    assert.equal((await world.ask('GET', `/${number}`, wei)).attendees.length, 1);
    const { waiting } = await world.desk(number, wei);
    assert.deepEqual(
      waiting.map(({ name, guest }) => [name, guest]),
      [
        ['客人', true],
        ['林', false],
      ],
    );
    const told = world.place(number, undefined, { ticket, state: 'waiting' });
    await world.ask('POST', `/${number}/admit`, wei, { identity });
    assert.deepEqual(await told, { state: 'let', hosted: true });
    const admitted = await guest(world, number, { ticket });
    assert.deepEqual([admitted.status, admitted.identity, admitted.guest], [200, identity, true]);
    await world.ask('POST', `/${number}/admit`, wei, {});
    assert.deepEqual((await world.desk(number, wei)).waiting, []);
    assert.equal((await world.ask('POST', `/${number}/join`, lin, {})).status, 200);
  }));

test('[ME4] the hosts learn at once who waits, and who does so no more', () =>
  using(async (world) => {
    const { wei, number } = await furnished(world);
    await world.join(number, wei);
    const { revision } = await world.desk(number, wei);
    const told = world.desk(number, wei, revision);
    const { ticket } = await guest(world, number);
    const { waiting, revision: next } = await told;
    assert.deepEqual(
      waiting.map(({ name }) => name),
      ['客人'],
    );
    const gone = world.desk(number, wei, next);
    await world.ask('POST', `/${number}/leave`, undefined, { ticket });
    assert.deepEqual((await gone).waiting, []);
    assert.equal((await world.ask('GET', `/${number}/desk?after=x`, wei)).code, 'request.invalid');
  }));

test('[ME8] who is not admitted is told so and kept out; from where a guest was removed guests wait', () =>
  using(async (world) => {
    const { wei, number } = await furnished(world, { lobby: 'guests' });
    await world.join(number, wei);
    const { ticket, identity } = await guest(world, number);
    const told = world.place(number, undefined, { ticket, state: 'waiting' });
    const { removed } = await world.ask('POST', `/${number}/refuse`, wei, { identity });
    assert.deepEqual(removed.length, 1);
    assert.deepEqual(await told, { state: 'removed', refused: true, hosted: true });
    assert.equal((await guest(world, number, { ticket })).code, 'meeting.refused');
    await world.ask('POST', `/${number}/settings`, wei, { lobby: 'nobody' });
    assert.equal((await guest(world, number)).status, 202, 'under another name, from there');
    await world.ask('POST', `/${number}/readmit`, wei, { identity });
    assert.equal((await guest(world, number)).status, 200);
  }));

test('[ME5] neither a second tab, nor another ticket, nor a forged one makes a seat of somebody’s', () =>
  using(async (world) => {
    const { wei, number } = await furnished(world);
    await world.join(number, wei);
    const [first, second] = [await guest(world, number), await guest(world, number)];
    assert.notEqual(first.identity, second.identity);
    await world.ask('POST', `/${number}/admit`, wei, { identity: first.identity });
    assert.equal((await guest(world, number, { ticket: second.ticket })).status, 202);
    const forged = await guest(world, number, { ticket: 'x'.repeat(43) });
    assert.deepEqual([forged.status, forged.ticket === 'x'.repeat(43)], [202, false]);
    const other = await furnishedElsewhere(world);
    assert.equal((await guest(world, other, { ticket: first.ticket })).status, 202, 'a ticket is for one meeting');
  }));

async function furnishedElsewhere(world: World): Promise<string> {
  const mei = await signUp(world.server, 'mei', '梅');
  const { number } = await world.ask('POST', '', mei, { lobby: 'everybody' });
  return number;
}

test('[ME1] an old token is good for nothing: whoever comes with it is put out and waits', () =>
  using(async (world) => {
    const { wei, number } = await furnished(world, {});
    await world.join(number, wei);
    const { token, ticket } = await world.join(number, undefined, { name: '客人' });
    await world.ask('POST', `/${number}/settings`, wei, { lobby: 'everybody' });
    world.server.clock.advance(121_000);
    await world.server.meetings.keepOut();
    const room = await world.enter(token);
    const out = sentOut(room);
    await world.server.meetings.keepOut();
    assert.equal(await out, DisconnectReason.PARTICIPANT_REMOVED);
    assert.equal((await guest(world, number, { ticket })).status, 202);
  }));

test('[ME1] who is in stays while they are looked at; who has left does not come back by their token', () =>
  using(async (world) => {
    const { wei, number } = await furnished(world, {});
    const host = await world.join(number, wei);
    const { token, ticket } = await world.join(number, undefined, { name: '客人' });
    const [, room] = [await world.enter(host.token), await world.enter(token)];
    await world.server.meetings.keepOut();
    await world.server.meetings.keepOut();
    assert.deepEqual(await world.names(number), ['伟', '客人'].sort());
    await room.disconnect();
    await world.ask('POST', `/${number}/leave`, undefined, { ticket });
    const again = await world.enter(token);
    const out = sentOut(again);
    await world.server.meetings.keepOut();
    assert.equal(await out, DisconnectReason.PARTICIPANT_REMOVED);
  }));

test('[ME3] a passcode lets in who has it; wrong ones are counted', () =>
  using(async (world) => {
    const { wei, lin, number } = await furnished(world, { passcode: '2468ab' });
    assert.equal((await world.ask('GET', `/${number}`)).meeting.passcode, true);
    assert.equal((await guest(world, number)).code, 'meeting.passcode-needed');
    assert.equal((await world.ask('POST', `/${number}/join`, lin, {})).code, 'meeting.passcode-needed');
    assert.equal((await world.ask('POST', `/${number}/join`, wei, {})).status, 200, 'the organiser needs none');
    const { ticket } = await guest(world, number, { passcode: ' 2468ab ' });
    assert.equal((await guest(world, number, { ticket })).status, 200, 'who is in is not asked again');
    assert.equal((await world.desk(number, wei)).passcode, '2468ab');
    const tries = await Promise.all(Array.from({ length: 30 }, () => guest(world, number, { passcode: '0000' })));
    assert.equal(tries.filter(({ code }) => code === 'meeting.passcode-wrong').length, 10);
    assert.equal(tries.filter(({ code }) => code === 'rate.limited').length, 20);
    assert.equal((await guest(world, number, { passcode: '2468ab' })).code, 'rate.limited', 'from the same address');
    await world.ask('POST', `/${number}/settings`, wei, { passcode: '' });
    assert.equal((await guest(world, number)).status, 200);
    for (const passcode of ['123', 'a b c d', 'x'.repeat(17)]) {
      assert.equal((await world.ask('POST', `/${number}/settings`, wei, { passcode })).code, 'request.invalid');
    }
  }));

test('[ME10] nobody fills a lobby from one address; who has a ticket is no new guest', () =>
  using(async (world) => {
    const { number } = await furnished(world);
    const { ticket } = await guest(world, number);
    for (let n = 1; n < 50; n++) assert.equal((await guest(world, number)).status, 202);
    assert.equal((await guest(world, number)).code, 'rate.limited');
    assert.equal((await guest(world, number, { ticket })).status, 202);
  }));

test('[ME25] the end reaches who waits', () =>
  using(async (world) => {
    const { wei, number } = await furnished(world);
    const { ticket } = await guest(world, number);
    const told = world.place(number, undefined, { ticket, state: 'waiting' });
    await world.ask('POST', `/${number}/end`, wei);
    assert.deepEqual(await told, { state: 'out', hosted: false, ended: true });
    assert.equal((await guest(world, number, { ticket })).code, 'meeting.ended');
  }));

test('[ME40] who came and left when is kept for the hosts, also when it is over', () =>
  using(async (world) => {
    const { wei, lin, number } = await furnished(world, {});
    const host = await world.join(number, wei);
    const member = await world.join(number, lin);
    const room = await world.enter(host.token);
    const other = await world.enter(member.token);
    const from = world.server.clock.now();
    await world.server.meetings.keepOut();
    world.server.clock.advance(60_000);
    await other.disconnect();
    await world.ask('POST', `/${number}/leave`, lin, {});
    assert.equal((await world.ask('GET', `/${number}/attendance`, lin)).code, 'access.denied');
    assert.equal((await world.ask('GET', `/${number}/attendance`)).code, 'session.required');
    await world.ask('POST', `/${number}/end`, wei);
    await room.disconnect();
    const { visits } = await world.ask('GET', `/${number}/attendance`, wei);
    const told = visits.map((visit: { name: string; from: number; to: number }) => [visit.name, visit.from, visit.to]);
    assert.deepEqual(
      new Set(told.map((one: unknown) => JSON.stringify(one))),
      new Set([JSON.stringify(['伟', from, from + 60_000]), JSON.stringify(['林', from, from + 60_000])]),
    );
  }));
