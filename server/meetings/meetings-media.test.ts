import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DisconnectReason, dispose, RoomEvent } from '@livekit/rtc-node';
import { decodeJwt } from 'jose';
import type { Attendee } from '#protocol/meetings.ts';
import { signUp } from '#server/testing/http-server.ts';
import { ON_LIVEKIT } from '#server/testing/media-engine.ts';
import { secondDevice, sentOut, using } from './testing/media-world.ts';

after(() => dispose());

test('members and guests enter, see each other, and are seen by who looks', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei', '伟');
    const lin = await signUp(world.server, 'lin', '林');
    const number = await world.create(wei, '周会');
    const [host, member, guest] = [
      await world.join(number, wei, { name: 'ignored' }),
      await world.join(number, lin),
      await world.join(number, undefined, { name: ' 客人 ' }),
    ];
    assert.deepEqual([host.name, host.host, host.guest, host.identity], ['伟', true, false, wei.me.id]);
    assert.deepEqual([member.name, member.host, member.guest, member.identity], ['林', false, false, lin.me.id]);
    assert.deepEqual([guest.name, guest.host, guest.guest], ['客人', false, true]);
    assert.match(guest.identity, /^g_[0-9a-z]{20}$/);
    assert.equal(host.url, '/');
    const first = await world.enter(host.token);
    const seen = new Promise<void>((resolve) => {
      first.on(RoomEvent.ParticipantConnected, () => first.remoteParticipants.size === 2 && resolve());
    });
    await world.enter(member.token);
    await world.enter(guest.token);
    await seen;
    const metadata = [...first.remoteParticipants.values()].map((one) => [one.identity, one.name, one.metadata]);
    assert.deepEqual(
      new Set(metadata.map((one) => JSON.stringify(one))),
      new Set([
        JSON.stringify([lin.me.id, '林', '{"guest":false,"host":false}']),
        JSON.stringify([guest.identity, '客人', '{"guest":true,"host":false}']),
      ]),
    );
    const { attendees, meeting } = await world.ask('GET', `/${number}`);
    assert.equal(meeting.title, '周会');
    assert.deepEqual(
      attendees
        .sort((a: Attendee, b: Attendee) => a.name.localeCompare(b.name, 'zh'))
        .map((one: Attendee) => ({ ...one })),
      [
        { identity: guest.identity, name: '客人', guest: true, host: false },
        { identity: lin.me.id, name: '林', guest: false, host: false, user: lin.me.id },
        { identity: wei.me.id, name: '伟', guest: false, host: true, user: wei.me.id },
      ],
    );
  }));

test('a token lets one person into one room for ten minutes, and does nothing else', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const number = await world.create(wei);
    const { token } = await world.join(number, wei);
    const { exp = 0, nbf = 0, sub, video } = decodeJwt<{ video: Record<string, unknown> }>(token);
    assert.equal(sub, wei.me.id);
    assert.equal(exp - nbf, 600);
    const { room, ...grants } = video;
    assert.match(String(room), /^m_[0-9a-z]{20}$/, 'not the number');
    assert.deepEqual(grants, {
      roomJoin: true,
      canPublish: true,
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: false,
    });
  }));

test('who is in another meeting is told so, and may switch', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const [one, two] = [await world.create(wei, '一'), await world.create(wei, '二')];
    const there = await world.enter((await world.join(one, wei)).token);
    const refused = await world.ask('POST', `/${two}/join`, wei, {});
    assert.equal(refused.status, 409);
    assert.equal(refused.code, 'meeting.elsewhere');
    assert.deepEqual(refused.meeting, { number: one, title: '一' });
    const left = sentOut(there);
    const { token } = await world.join(two, wei, { switch: true });
    assert.equal(await left, DisconnectReason.PARTICIPANT_REMOVED);
    await world.enter(token);
    assert.deepEqual(await world.names(one), []);
    assert.deepEqual(await world.names(two), ['wei']);
    assert.equal((await world.ask('POST', `/${one}/join`, wei, {})).meeting.number, two);
  }));

test('the same meeting on another device is elsewhere; on the same device it is not', () =>
  using(async (world) => {
    const pc = await signUp(world.server, 'wei');
    const phone = await secondDevice(world, 'wei');
    const number = await world.create(pc, '周会');
    const onPc = await world.enter((await world.join(number, pc)).token);
    await world.join(number, pc);
    const refused = await world.ask('POST', `/${number}/join`, phone, {});
    assert.deepEqual([refused.code, refused.meeting], ['meeting.elsewhere', { number, title: '周会' }]);
    const left = sentOut(onPc);
    const { token } = await world.join(number, phone, { switch: true });
    await left;
    await world.enter(token);
    assert.deepEqual(await world.names(number), ['wei']);
  }));

test('who has left is nowhere; others and guests are not held up', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const lin = await signUp(world.server, 'lin');
    const [one, two] = [await world.create(wei), await world.create(wei)];
    const there = await world.enter((await world.join(one, wei)).token);
    await world.join(two, lin);
    await world.join(two, undefined, { name: '客人' });
    await there.disconnect();
    await world.join(two, wei);
  }));

test('a device that is signed out leaves its meeting', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const lin = await signUp(world.server, 'lin');
    const number = await world.create(wei);
    const inside = await world.enter((await world.join(number, lin)).token);
    await world.enter((await world.join(number, wei)).token);
    const out = sentOut(inside);
    const payload = { refreshToken: lin.refreshToken };
    await world.server.app.inject({ method: 'POST', url: '/api/v1/auth/logout', payload });
    assert.equal(await out, DisconnectReason.PARTICIPANT_REMOVED);
    assert.deepEqual(await world.names(number), ['wei']);
  }));

test('the host ends it for all: everybody is out, and no token leads back in', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const number = await world.create(wei);
    const host = await world.join(number, wei);
    const guest = await world.join(number, undefined, { name: '客人' });
    const unused = await world.join(number, undefined, { name: '迟到' });
    const inside = [await world.enter(host.token), await world.enter(guest.token)];
    const out = inside.map(sentOut);
    assert.equal((await world.ask('POST', `/${number}/end`)).code, 'session.required');
    assert.equal((await world.ask('POST', `/${number}/end`, await signUp(world.server, 'lin'))).code, 'access.denied');
    assert.ok((await world.ask('POST', `/${number}/end`, wei)).endedAt > 0);
    for (const reason of await Promise.all(out)) assert.equal(reason, DisconnectReason.ROOM_DELETED);
    for (const { token } of [host, guest, unused]) await assert.rejects(world.enter(token));
    assert.equal((await world.ask('POST', `/${number}/join`, wei, {})).code, 'meeting.ended');
  }));

test('whoever enters in the very moment of the end does not stay', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    for (let round = 0; round < 5; round++) {
      const number = await world.create(wei);
      const joins = [1, 2, 3].map((n) => world.ask('POST', `/${number}/join`, undefined, { name: `客人 ${n}` }));
      const [, ...answers] = await Promise.all([world.ask('POST', `/${number}/end`, wei), ...joins]);
      for (const { code, token } of answers) {
        if (code === undefined) await assert.rejects(world.enter(token));
        else assert.equal(code, 'meeting.ended');
      }
    }
    // [ME51]
    if (ON_LIVEKIT) await world.server.meetings.closeEndedRooms();
    assert.deepEqual(await world.api.listRooms(), []);
  }));

test('a room that opens again after its meeting has ended is closed', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const number = await world.create(wei);
    const { token } = await world.join(number, wei);
    await world.ask('POST', `/${number}/end`, wei);
    const { video } = decodeJwt<{ video: { room: string } }>(token);
    await world.api.createRoom({ name: video.room });
    const inside = await world.enter(token);
    const out = sentOut(inside);
    await world.server.meetings.closeEndedRooms();
    await out;
    assert.deepEqual(await world.api.listRooms([video.room]), []);
  }));

test('when the engine starts anew, running meetings go on with the same tokens; ended ones do not', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const [running, ended] = [await world.create(wei), await world.create(wei)];
    const good = await world.join(running, wei);
    const bad = await world.join(ended, undefined, { name: '客人' });
    await world.engine.stop();
    assert.equal((await world.ask('GET', `/${running}`)).code, 'media.unavailable');
    assert.equal((await world.ask('POST', `/${running}/join`, wei, {})).code, 'media.unavailable');
    await world.ask('POST', `/${ended}/end`, wei);
    await world.replaceEngine();
    await world.server.meetings.restoreRooms();
    await world.enter(good.token);
    await assert.rejects(world.enter(bad.token));
    assert.deepEqual(await world.names(running), ['wei']);
  }));
