import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dispose } from '@livekit/rtc-node';
import { signUp } from '#server/testing/http-server.ts';
import { using, type World } from './testing/media-world.ts';
import { RawClient } from './testing/raw-client.ts';

after(() => dispose());

/** A meeting of Wei's; Lin and a guest are in its room with her. */
async function furnished(world: World) {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const number = await world.create(wei);
  const [host, member] = [await world.join(number, wei), await world.join(number, lin)];
  const guest = await world.join(number, undefined, { name: '客人' });
  const clients = [];
  for (const { token } of [host, member, guest]) clients.push(await RawClient.open(world.mediaUrl, token));
  return { wei, lin, number, host, member, guest, clients };
}

/** What everybody in the room is told of each. */
async function signs(world: World): Promise<Record<string, Record<string, string>>> {
  const people = await world.people();
  return Object.fromEntries(people.map(({ name, attributes }) => [name, { ...attributes }]));
}

function closeAll(clients: readonly RawClient[]): void {
  for (const client of clients) client.close();
}

test('[RO1] members and guests raise and lower their own hand; who raises again keeps their place', () =>
  using(async (world) => {
    const { lin, number, guest, clients } = await furnished(world);
    const { ticket } = guest;
    assert.equal((await world.ask('POST', `/${number}/hand`, lin, { up: true })).status, 200);
    assert.equal((await world.ask('POST', `/${number}/hand`, undefined, { up: true, ticket })).status, 200);
    const first = await signs(world);
    assert.match(first['林']?.['hand'] ?? '', /^\d{13}$/);
    assert.ok(Number(first['客人']?.['hand']) >= Number(first['林']?.['hand']));
    await world.ask('POST', `/${number}/hand`, lin, { up: true });
    assert.deepEqual(await signs(world), first);
    await world.ask('POST', `/${number}/hand`, lin, { up: false });
    await world.ask('POST', `/${number}/hand`, lin, { up: false });
    assert.deepEqual((await signs(world))['林'], {});
    closeAll(clients);
  }));

test('[RO2] hosts lower anybody’s hand; nobody else does, and nobody raises another’s', () =>
  using(async (world) => {
    const { wei, lin, number, member, guest, host, clients } = await furnished(world);
    const { ticket } = guest;
    await world.ask('POST', `/${number}/hand`, lin, { up: true });
    const by = async (session: typeof wei | undefined, body: object) =>
      (await world.ask('POST', `/${number}/hand`, session, body)).code;
    assert.equal(await by(undefined, { up: false, identity: member.identity, ticket }), 'access.denied');
    assert.equal(await by(lin, { up: false, identity: guest.identity }), 'access.denied');
    assert.equal(await by(wei, { up: true, identity: guest.identity }), 'access.denied');
    assert.equal(await by(lin, { up: true, identity: host.identity }), 'access.denied');
    assert.notEqual((await signs(world))['林']?.['hand'], undefined);
    assert.equal(await by(wei, { up: false, identity: member.identity }), undefined);
    assert.deepEqual(await signs(world), { 伟: {}, 林: {}, 客人: {} });
    assert.equal(await by(wei, { up: false, identity: 'nobody' }), 'attendee.unknown');
    closeAll(clients);
  }));

test('[RO3] hosts show one person to everybody, then another, then nobody; a hand stays', () =>
  using(async (world) => {
    const { wei, lin, number, member, guest, clients } = await furnished(world);
    const show = async (session: typeof wei | undefined, identity?: string) =>
      (await world.ask('POST', `/${number}/spotlight`, session, identity === undefined ? {} : { identity })).code;
    await world.ask('POST', `/${number}/hand`, lin, { up: true });
    assert.equal(await show(wei, member.identity), undefined);
    assert.deepEqual(Object.keys((await signs(world))['林'] ?? {}).sort(), ['hand', 'spotlight']);
    assert.equal(await show(wei, guest.identity), undefined);
    const shown = await signs(world);
    assert.deepEqual([Object.keys(shown['林'] ?? {}), shown['客人']], [['hand'], { spotlight: '1' }]);
    assert.equal(await show(lin, member.identity), 'access.denied');
    assert.equal(await show(undefined, member.identity), 'session.required');
    assert.equal(await show(wei, 'nobody'), 'attendee.unknown');
    assert.equal(await show(wei), undefined);
    assert.deepEqual((await signs(world))['客人'], {});
    closeAll(clients);
  }));

test('[RO4] strangers, removed people and forged tickets do nothing', () =>
  using(async (world) => {
    const { wei, lin, number, member, clients } = await furnished(world);
    const mei = await signUp(world.server, 'mei', '梅');
    const hand = async (session: typeof wei | undefined, body: object) =>
      (await world.ask('POST', `/${number}/hand`, session, body)).code;
    assert.equal(await hand(mei, { up: true }), 'access.denied');
    assert.equal(await hand(undefined, { up: true }), 'access.denied');
    assert.equal(await hand(undefined, { up: true, ticket: 'x'.repeat(43) }), 'access.denied');
    await world.ask('POST', `/${number}/remove`, wei, { identity: member.identity });
    assert.equal(await hand(lin, { up: true }), 'access.denied');
    assert.equal((await world.ask('POST', '/123456789/hand', lin, { up: true })).code, 'meeting.unknown');
    closeAll(clients);
  }));

test('[RO5] thirty in a minute, then one has to wait', () =>
  using(async (world) => {
    const { lin, number, clients } = await furnished(world);
    for (let n = 0; n < 30; n += 1) await world.ask('POST', `/${number}/hand`, lin, { up: n % 2 === 0 });
    const { code, detail } = await world.ask('POST', `/${number}/hand`, lin, { up: true });
    assert.equal(code, 'rate.limited', JSON.stringify(detail));
    closeAll(clients);
  }));
