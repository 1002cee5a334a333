import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  AudioFrame,
  AudioSource,
  DisconnectReason,
  dispose,
  LocalAudioTrack,
  type Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { signUp } from '#server/testing/http-server.ts';
import { sentOut, using, type World } from './testing/media-world.ts';

after(() => dispose());

/** A meeting of Wei's with Lin and a guest in it. */
async function furnished(world: World) {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const number = await world.create(wei);
  const host = await world.join(number, wei);
  const [member, guest] = [await world.join(number, lin), await world.join(number, undefined, { name: '客人' })];
  return { wei, lin, number, host, member, guest };
}

test('whom the host removes is out, gets nothing to come in with, and is sent out again with what they have', () =>
  using(async (world) => {
    const { wei, lin, number, member } = await furnished(world);
    const room = await world.enter(member.token);
    const out = sentOut(room);
    const answer = await world.ask('POST', `/${number}/remove`, wei, { identity: member.identity });
    assert.deepEqual(answer.removed, [{ identity: lin.me.id, name: '林', guest: false }]);
    assert.equal(await out, DisconnectReason.PARTICIPANT_REMOVED);
    assert.equal((await world.ask('POST', `/${number}/join`, lin, {})).code, 'meeting.removed');
    const again = await world.enter(member.token);
    const outAgain = sentOut(again);
    await world.server.meetings.keepOut();
    assert.equal(await outAgain, DisconnectReason.PARTICIPANT_REMOVED);
    assert.deepEqual((await world.ask('GET', `/${number}/removed`, wei)).removed, answer.removed);
    const back = await world.ask('POST', `/${number}/readmit`, wei, { identity: member.identity });
    assert.deepEqual(back.removed, []);
    await world.enter((await world.join(number, lin)).token);
    await world.server.meetings.keepOut();
    assert.deepEqual(await world.names(number), ['林']);
  }));

test('a guest who is removed is sent out; somebody who is not there is told as such', () =>
  using(async (world) => {
    const { wei, number, guest } = await furnished(world);
    const room = await world.enter(guest.token);
    const out = sentOut(room);
    assert.equal((await world.ask('POST', `/${number}/remove`, wei, { identity: guest.identity })).status, 200);
    assert.equal(await out, DisconnectReason.PARTICIPANT_REMOVED);
    const missing = await world.ask('POST', `/${number}/remove`, wei, { identity: 'nobody' });
    assert.equal(missing.code, 'attendee.unknown');
  }));

test('a locked meeting lets in the host and who is in it, and nobody else', () =>
  using(async (world) => {
    const { wei, lin, number, member } = await furnished(world);
    await world.enter(member.token);
    assert.equal((await world.ask('POST', `/${number}/lock`, wei, { locked: true })).status, 200);
    assert.equal((await world.ask('GET', `/${number}`, wei)).meeting.locked, true);
    const mei = await signUp(world.server, 'mei', '梅');
    assert.equal((await world.ask('POST', `/${number}/join`, mei, {})).code, 'meeting.locked');
    assert.equal((await world.ask('POST', `/${number}/join`, undefined, { name: 'x' })).code, 'meeting.locked');
    await world.join(number, wei);
    await world.join(number, lin);
    await world.ask('POST', `/${number}/lock`, wei, { locked: false });
    await world.join(number, mei);
  }));

/** Publishes a microphone and says nothing into it, until the returned function is called. */
async function speak(room: Room): Promise<() => Promise<void>> {
  const source = new AudioSource(48_000, 1);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  await room.localParticipant?.publishTrack(LocalAudioTrack.createAudioTrack('mic', source), options);
  let speaking = true;
  const frames = (async () => {
    while (speaking) await source.captureFrame(AudioFrame.create(48_000, 1, 480));
  })();
  return async () => {
    speaking = false;
    await frames;
    await source.close();
  };
}

test('the host mutes one, or all but themself; whoever is muted hears of it', () =>
  using(async (world) => {
    const { wei, number, host, member } = await furnished(world);
    const [first, second] = [await world.enter(host.token), await world.enter(member.token)];
    const heard = [first, second].map(
      (room) => new Promise((resolve) => room.once(RoomEvent.TrackSubscribed, resolve)),
    );
    const voices = await Promise.all([speak(first), speak(second)]);
    await Promise.all(heard);
    const muted = new Promise<string>((resolve) => {
      first.on(RoomEvent.TrackMuted, (_publication, participant) => resolve(participant.identity));
    });
    await world.ask('POST', `/${number}/mute`, wei, { source: 'microphone' });
    assert.equal(await muted, member.identity);
    const tracks = await world.api.listParticipants((await world.api.listRooms())[0]?.name ?? '');
    for (const stop of voices) await stop();
    const states = tracks.map(({ identity, tracks: [track] }) => [identity, track?.muted]).sort();
    assert.deepEqual(
      states,
      [
        [host.identity, false],
        [member.identity, true],
      ].sort(),
    );
  }));

test('nobody but the host removes, lets in again, mutes or locks', () =>
  using(async (world) => {
    const { lin, number, host, member } = await furnished(world);
    await world.enter(host.token);
    await world.enter(member.token);
    const identity = host.identity;
    for (const [method, path, body] of [
      ['POST', 'remove', { identity }],
      ['POST', 'readmit', { identity }],
      ['GET', 'removed', undefined],
      ['POST', 'mute', { source: 'microphone' }],
      ['POST', 'lock', { locked: true }],
    ] as const) {
      assert.equal((await world.ask(method, `/${number}/${path}`, lin, body)).code, 'access.denied', path);
      assert.equal((await world.ask(method, `/${number}/${path}`, undefined, body)).code, 'session.required', path);
      assert.equal((await world.ask(method, `/111111111/${path}`, lin, body)).code, 'meeting.unknown', path);
    }
    assert.equal((await world.names(number)).length, 2);
  }));
