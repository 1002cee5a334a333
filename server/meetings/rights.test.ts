import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AddTrackRequest, TrackSource, TrackType, UpdateParticipantMetadata } from '@livekit/protocol';
import { dispose, type RemoteParticipant, RoomEvent } from '@livekit/rtc-node';
import { decodeJwt } from 'jose';
import type { Session } from '#protocol/accounts.ts';
import { ASK_TOPIC } from '#protocol/meeting-topics.ts';
import { signUp } from '#server/testing/http-server.ts';
import { using, type World } from './testing/media-world.ts';
import { RawClient } from './testing/raw-client.ts';

after(() => dispose());

const NOTHING = { unmute: false, camera: false, share: false, chat: false, rename: false, boards: false, files: false };

async function furnished(world: World) {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const number = await world.create(wei);
  return { wei, lin, number, host: await world.join(number, wei) };
}

function grantsOf(token: string) {
  const { roomJoin: _, room: __, ...grants } = decodeJwt<{ video: Record<string, unknown> }>(token).video;
  return grants;
}

const track = (source: TrackSource) => {
  const type = source === TrackSource.MICROPHONE ? TrackType.AUDIO : TrackType.VIDEO;
  return { case: 'addTrack' as const, value: new AddTrackRequest({ cid: `c${source}`, type, source, name: 'x' }) };
};

test('[ME30] [ME31] what the host does not allow is not in the token, and a crafted client does not get it', () =>
  using(async (world) => {
    const { wei, number, host } = await furnished(world);
    await world.ask('POST', `/${number}/settings`, wei, { may: NOTHING });
    const { token, ticket } = await world.join(number, undefined, { name: '客人' });
    const silent = { canPublish: false, canPublishData: false, canSubscribe: true, canUpdateOwnMetadata: false };
    assert.deepEqual(grantsOf(token), silent);
    await world.enter(host.token);
    const raw = await RawClient.open(world.mediaUrl, token);
    for (const source of [TrackSource.MICROPHONE, TrackSource.CAMERA, TrackSource.SCREEN_SHARE]) {
      raw.send(track(source));
    }
    const metadata = JSON.stringify({ guest: false, host: true });
    const claim = new UpdateParticipantMetadata({ name: '伟', metadata, attributes: { hand: '1' }, requestId: 7 });
    raw.send({ case: 'updateMetadata', value: claim });
    // The refusal of the last shows that the others were dealt with.
    while ((await raw.next('requestResponse')).requestId !== 7);
    const people = await world.people();
    const mine = people.find(({ name }) => name === '客人');
    assert.deepEqual([mine?.metadata, mine?.tracks, mine?.attributes], ['{"guest":true,"host":false}', [], {}]);
    assert.equal(
      (await world.ask('POST', `/${number}/rename`, undefined, { ticket, name: '伟' })).code,
      'access.denied',
    );
    assert.equal((await world.ask('POST', `/${number}/rename`, undefined, { name: '伟' })).code, 'access.denied');
    raw.close();
  }));

test('[ME31] a switch takes effect on who is in, and is given back', () =>
  using(async (world) => {
    const { wei, lin, number, host } = await furnished(world);
    const seen = await world.enter(host.token);
    await world.enter((await world.join(number, lin)).token);
    await world.ask('POST', `/${number}/settings`, wei, { may: { share: false, camera: false } });
    const sources = async () => {
      const people = await world.people();
      const { permission } = people.find(({ identity }) => identity === lin.me.id) ?? {};
      return [permission?.canPublish, permission?.canPublishSources, permission?.canPublishData];
    };
    assert.deepEqual(await sources(), [true, [TrackSource.MICROPHONE], true]);
    const left = { unmute: true, chat: true, rename: true, boards: true, files: true };
    assert.deepEqual(JSON.parse(seen.metadata ?? '').may, { ...NOTHING, ...left });
    await world.ask('POST', `/${number}/settings`, wei, { may: { share: true, camera: true } });
    assert.deepEqual(await sources(), [true, [], true]);
  }));

test('[ME31] rights that were taken while somebody was coming in do not come in with their token', () =>
  using(async (world) => {
    const { wei, lin, number, host } = await furnished(world);
    await world.enter(host.token);
    const member = await world.join(number, lin);
    await world.ask('POST', `/${number}/settings`, wei, { may: NOTHING });
    await world.enter(member.token);
    await world.server.meetings.keepOut();
    const lins = (await world.people()).find(({ identity }) => identity === lin.me.id);
    assert.deepEqual([lins?.permission?.canPublish, lins?.permission?.canPublishData], [false, false]);
  }));

test('[ME33] who is asked to unmute is asked, by nobody in the room, and may; muting takes it back', () =>
  using(async (world) => {
    const { wei, number, host } = await furnished(world);
    await world.enter(host.token);
    await world.ask('POST', `/${number}/settings`, wei, { may: NOTHING });
    const { token, identity } = await world.join(number, undefined, { name: '客人' });
    const room = await world.enter(token);
    const asked = new Promise<unknown[]>((resolve) => {
      room.once(
        RoomEvent.DataReceived,
        (payload: Uint8Array, from?: RemoteParticipant, _kind?: unknown, topic?: string) =>
          resolve([JSON.parse(new TextDecoder().decode(payload)), from, topic]),
      );
    });
    assert.equal((await world.ask('POST', `/${number}/ask`, wei, { identity })).status, 200);
    assert.deepEqual(await asked, [{ ask: 'unmute' }, undefined, ASK_TOPIC]);
    const allowed = async () => (await world.people()).find((one) => one.identity === identity)?.permission;
    assert.deepEqual((await allowed())?.canPublishSources, [TrackSource.MICROPHONE]);
    assert.equal((await allowed())?.canPublish, true);
    await world.ask('POST', `/${number}/mute`, wei, { identity, source: 'microphone' });
    assert.equal((await allowed())?.canPublish, false);
    assert.equal((await world.ask('POST', `/${number}/ask`, wei, { identity: 'nobody' })).code, 'attendee.unknown');
  }));

test('[ME21] [ME22] the host hands over, leaves, and comes back; everybody sees who is host', () =>
  using(async (world) => {
    const { wei, lin, number, host } = await furnished(world);
    const mei = await signUp(world.server, 'mei', '梅');
    await world.enter(host.token);
    for (const one of [lin, mei]) await world.enter((await world.join(number, one)).token);
    await world.server.meetings.keepOut();
    const hosts = async () =>
      (await world.people())
        .map(({ name, metadata }) => [name, JSON.parse(metadata)] as const)
        .filter(([, { host, cohost }]) => host || cohost)
        .map(([name, { host }]) => `${name} ${host ? 'host' : 'cohost'}`)
        .sort();
    await world.ask('POST', `/${number}/cohost`, wei, { identity: mei.me.id, cohost: true });
    assert.deepEqual(await hosts(), ['伟 host', '梅 cohost'].sort());
    await world.ask('POST', `/${number}/leave`, wei, {});
    assert.deepEqual(await hosts(), ['梅 host']);
    const back = await world.join(number, wei);
    assert.equal(back.host, true);
    await world.enter(back.token);
    await world.ask('POST', `/${number}/hand-over`, wei, { identity: lin.me.id });
    assert.deepEqual(await hosts(), ['伟 cohost', '林 host', '梅 cohost'].sort());
    assert.equal((await world.ask('POST', `/${number}/hand-over`, wei, { identity: mei.me.id })).code, 'access.denied');
  }));

test('[ME23] who may what, by HTTP: host, co-host, organiser elsewhere, member, guest, waiting, removed, stranger', () =>
  using(async (world) => {
    const organiser = await signUp(world.server, 'org');
    const { number } = await world.ask('POST', '', organiser, { lobby: 'guests' });
    const names = ['host', 'cohost', 'member', 'victim', 'removed', 'stranger'] as const;
    const people = {} as Record<(typeof names)[number], Session>;
    for (const name of names) people[name] = await signUp(world.server, name);
    await world.join(number, organiser);
    for (const name of ['host', 'cohost', 'member', 'victim', 'removed'] as const)
      await world.join(number, people[name]);
    const act = (as: Session | undefined, path: string, body?: object) =>
      world.ask(body === undefined ? 'GET' : 'POST', `/${number}/${path}`, as, body);
    const id = (name: (typeof names)[number]) => people[name].me.id;
    await act(organiser, 'cohost', { identity: id('cohost'), cohost: true });
    await act(organiser, 'hand-over', { identity: id('host') });
    await act(organiser, 'leave', {});
    await act(people.host, 'remove', { identity: id('removed') });
    const waiting = await world.ask('POST', `/${number}/join`, undefined, { name: '客人' });
    const helping: [string, object?][] = [
      ['desk'],
      ['removed'],
      ['attendance'],
      ['settings', { lobby: 'guests', may: { share: true } }],
      ['lock', { locked: false }],
      ['mute', { source: 'microphone' }],
      ['mute', { source: 'camera', identity: id('victim') }],
      ['ask', { identity: id('victim') }],
      ['rename', { identity: id('victim'), name: '新' }],
      ['readmit', { identity: 'u_nobody' }],
      ['admit', {}],
      ['refuse', { identity: 'g_nobody' }],
      ['remove', { identity: 'u_nobody' }],
    ];
    const ruling: [string, object][] = [
      ['cohost', { identity: id('victim'), cohost: false }],
      ['hand-over', { identity: id('host') }],
    ];
    const nobodies = [people.member, people.removed, people.stranger];
    const fine = (answer: { status: number; code?: string }) =>
      answer.status === 200 || answer.code === 'attendee.unknown';
    for (const [path, body] of helping) {
      for (const as of [people.host, people.cohost, organiser]) assert.ok(fine(await act(as, path, body)), path);
      for (const as of nobodies) assert.equal((await act(as, path, body)).code, 'access.denied', path);
      const outside = await act(undefined, path, body);
      assert.ok(outside.code === 'session.required' || outside.code === 'access.denied', path);
    }
    const { ticket } = waiting;
    assert.equal(
      (await act(undefined, 'rename', { identity: id('victim'), name: '新', ticket })).code,
      'access.denied',
    );
    for (const [path, body] of ruling) {
      assert.equal((await act(people.host, path, body)).status, 200, path);
      for (const as of [people.cohost, organiser, ...nobodies]) {
        assert.equal((await act(as, path, body)).code, 'access.denied', path);
      }
    }
    for (const as of [people.cohost, ...nobodies]) {
      assert.equal((await world.ask('POST', `/${number}/end`, as)).code, 'access.denied');
    }
    assert.equal((await world.ask('POST', `/${number}/end`, organiser)).status, 200);
  }));
