import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AddTrackRequest,
  ConnectionSettings,
  DataPacket,
  DataPacket_Kind,
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  MuteTrackRequest,
  ParticipantInfo_State,
  RequestResponse_Reason,
  SessionDescription,
  SubscriptionPermission,
  TrackSource,
  TrackType,
  UpdateParticipantMetadata,
  UpdateSubscription,
  UserPacket,
} from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';
import { MemoryChannel } from '../testing/memory-transport.ts';

const firefoxOffer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');

/** A room whose clients and timers end with the test. */
function scenario(name: string, work: (sfu: MemorySfu) => Promise<void> | void): void {
  test(name, async () => {
    const sfu = new MemorySfu();
    try {
      await work(sfu);
      assert.deepEqual(sfu.bugs, []);
    } finally {
      sfu.close();
    }
    assert.equal(sfu.transports.open.length, 0);
  });
}

/** Publishes a muted microphone, which others see without a packet. Returns the track's sid. */
function publish(client: MemoryClient, source = TrackSource.MICROPHONE): string {
  const request = new AddTrackRequest({ cid: 'mic', type: TrackType.AUDIO, source, muted: true });
  client.send({ case: 'addTrack', value: request });
  client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
  return client.last('trackPublished')?.track?.sid ?? '';
}

scenario('who joins is told who is there, and is seen by them', (sfu) => {
  const ann = sfu.join('ann');
  const bob = sfu.join('bob', { grants: { name: 'Bob', metadata: 'm' } });
  const join = bob.last('join');
  assert.deepEqual(
    join?.otherParticipants.map((one) => one.identity),
    ['ann'],
  );
  assert.ok(join?.serverInfo?.version);
  assert.equal(join?.subscriberPrimary, false);
  const seen = ann.last('update')?.participants[0];
  assert.deepEqual(
    [seen?.identity, seen?.name, seen?.metadata, seen?.state],
    ['bob', 'Bob', 'm', ParticipantInfo_State.JOINED],
  );
});

scenario('a client of the older protocol gets an offer of ours', async (sfu) => {
  const ann = sfu.join('ann', { version: 0 });
  await nextTurn();
  assert.equal(ann.last('join')?.subscriberPrimary, true);
  assert.match(ann.last('offer')?.sdp ?? '', /a=ice-lite[\s\S]*m=application/);
});

scenario('an identity is in a room once: the newer one stays', (sfu) => {
  const first = sfu.join('ann');
  const second = sfu.join('ann');
  assert.equal(first.last('leave')?.reason, DisconnectReason.DUPLICATE_IDENTITY);
  assert.equal(first.closed, 'finished');
  assert.equal(second.closed, null);
  assert.equal(sfu.rooms.find('room')?.participants.length, 1);
});

scenario('who may not join is refused with a status', (sfu) => {
  const status = (options: Parameters<MemorySfu['tryJoin']>[1]) => {
    const result = sfu.tryJoin('ann', options);
    return 'status' in result ? result.status : 200;
  };
  assert.equal(status({ grants: { roomJoin: false } }), 401);
  assert.equal(status({ grants: { room: '' } }), 401);
  assert.equal(status({ grants: { identity: '' } }), 400);
  assert.equal(status({ grants: { identity: 'x'.repeat(300) } }), 400);
  assert.equal(status({ grants: { metadata: 'x'.repeat(600_000) } }), 400);
  sfu.rooms.create({ name: 'full', maxParticipants: 1 });
  assert.equal(status({ grants: { room: 'full' } }), 200);
  const second = sfu.tryJoin('bob', { grants: { room: 'full' } });
  assert.equal('status' in second && second.status, 403);
});

scenario('a token may say how the room is to be that its bearer makes by joining, and no more', (sfu) => {
  const roomSetup = { metadata: 'lesson', emptyTimeoutSeconds: 0, departureTimeoutSeconds: 5, maxParticipants: 2 };
  const ann = sfu.join('ann', { grants: { roomSetup } });
  const { metadata, emptyTimeout, departureTimeout, maxParticipants } = ann.last('join')?.room ?? {};
  assert.deepEqual([metadata, emptyTimeout, departureTimeout, maxParticipants], ['lesson', 300, 5, 2]);
  sfu.join('bob', { grants: { roomSetup: { ...roomSetup, metadata: 'changed', maxParticipants: 9 } } });
  assert.deepEqual([sfu.rooms.find('room')?.metadata, sfu.rooms.find('room')?.maxParticipants], ['lesson', 2]);
  const refused = sfu.tryJoin('cid', { grants: { roomSetup: { ...roomSetup, metadata: 'x'.repeat(600_000) } } });
  assert.equal('status' in refused && refused.status, 400);
});

test('a room that nobody created is closed to all when rooms are not made on joining', () => {
  const sfu = new MemorySfu({ autoCreate: false });
  const refused = sfu.tryJoin('ann');
  assert.equal('status' in refused && refused.status, 404);
  sfu.rooms.create({ name: 'room' });
  assert.ok(sfu.join('ann').last('join'));
  sfu.close();
});

scenario('a track is seen, subscribed, muted, and gone with its publisher', async (sfu) => {
  const ann = sfu.join('ann');
  const bob = sfu.join('bob');
  bob.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
  const sid = publish(ann);
  assert.equal(ann.last('answer')?.id, 1);
  assert.deepEqual(
    bob.last('update')?.participants[0]?.tracks.map((track) => [track.sid, track.muted]),
    [[sid, true]],
  );
  assert.equal(ann.last('trackSubscribed')?.trackSid, sid);
  await nextTurn();
  const required = bob.last('mediaSectionsRequirement');
  assert.deepEqual([required?.numAudios, required?.numVideos], [0, 0]);
  bob.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 2 }) });
  assert.deepEqual(Object.values(bob.last('answer')?.midToTrackId ?? {}), [sid]);
  assert.match(bob.last('answer')?.sdp ?? '', new RegExp(`a=msid:PA_\\w+\\|camera ${sid}`));
  ann.send({ case: 'mute', value: new MuteTrackRequest({ sid, muted: false }) });
  assert.equal(bob.last('update')?.participants[0]?.tracks[0]?.muted, false);
  ann.send({ case: 'leave', value: new LeaveRequest() });
  const gone = bob.last('update')?.participants[0];
  assert.deepEqual([gone?.identity, gone?.state], ['ann', ParticipantInfo_State.DISCONNECTED]);
});

scenario('more tracks than a client has places for are asked for once', async (sfu) => {
  const bob = sfu.join('bob');
  bob.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
  for (let i = 0; i < 5; i++) publish(sfu.join(`publisher ${i}`));
  await nextTurn();
  const asked = bob.received.flatMap(({ message }) =>
    message.case === 'mediaSectionsRequirement' ? [message.value.numAudios] : [],
  );
  assert.equal(
    asked.reduce((sum, count) => sum + count, 0),
    2,
  );
});

scenario('what a token does not allow to publish is refused', (sfu) => {
  const silent = sfu.join('silent', { grants: { canPublish: false } });
  publish(silent);
  assert.equal(silent.count('trackPublished'), 0);
  assert.equal(silent.last('requestResponse')?.reason, RequestResponse_Reason.NOT_ALLOWED);
  const picky = sfu.join('picky', { grants: { canPublishSources: ['microphone'] } });
  publish(picky, TrackSource.SCREEN_SHARE);
  assert.equal(picky.count('trackPublished'), 0);
  publish(picky, TrackSource.MICROPHONE);
  assert.equal(picky.count('trackPublished'), 1);
});

scenario('nobody without the right to subscribe gets a track, nor one whom the publisher leaves out', (sfu) => {
  const ann = sfu.join('ann');
  sfu.join('blind', { grants: { canSubscribe: false } });
  const bob = sfu.join('bob');
  const cid = sfu.join('cid', { request: { connectionSettings: new ConnectionSettings({ autoSubscribe: false }) } });
  const sid = publish(ann);
  const subscribed = (identity: string) => sfu.rooms.find('room')?.find(identity)?.subscriptions.has(sid);
  assert.deepEqual(['blind', 'bob', 'cid'].map(subscribed), [false, true, false]);
  cid.send({ case: 'subscription', value: new UpdateSubscription({ trackSids: [sid], subscribe: true }) });
  assert.equal(subscribed('cid'), true);
  const rules = { allParticipants: false, trackPermissions: [{ participantIdentity: 'cid', allTracks: true }] };
  ann.send({ case: 'subscriptionPermission', value: new SubscriptionPermission(rules) });
  assert.deepEqual(['bob', 'cid'].map(subscribed), [false, true]);
  assert.deepEqual(
    [bob.last('subscriptionPermissionUpdate')?.allowed, cid.last('subscriptionPermissionUpdate')?.allowed],
    [false, undefined],
    'only what changes is told',
  );
  const late = sfu.join('late');
  assert.equal(late.last('subscriptionPermissionUpdate')?.allowed, false, 'one who comes later is told as well');
  ann.send({ case: 'subscriptionPermission', value: new SubscriptionPermission({ allParticipants: true }) });
  assert.deepEqual([subscribed('bob'), subscribed('late')], [true, true]);
  assert.equal(bob.last('subscriptionPermissionUpdate')?.allowed, true);
});

scenario('hidden participants are seen by nobody', (sfu) => {
  const ann = sfu.join('ann');
  sfu.join('ghost', { grants: { hidden: true } });
  const bob = sfu.join('bob');
  const known = [...ann.received, ...bob.received].flatMap(({ message }) =>
    message.case === 'update' ? message.value.participants : [],
  );
  assert.ok(known.every((one) => one.identity !== 'ghost'));
  assert.ok(bob.last('join')?.otherParticipants.every((one) => one.identity !== 'ghost'));
});

scenario('own metadata and attributes change only with the grant', (sfu) => {
  const update = new UpdateParticipantMetadata({ metadata: 'new', attributes: { hand: 'up' }, requestId: 7 });
  const ann = sfu.join('ann');
  ann.send({ case: 'updateMetadata', value: update });
  assert.equal(ann.last('requestResponse')?.reason, RequestResponse_Reason.NOT_ALLOWED);
  const bob = sfu.join('bob', { grants: { canUpdateOwnMetadata: true } });
  bob.send({ case: 'updateMetadata', value: update });
  const seen = ann.last('update')?.participants[0];
  assert.deepEqual([seen?.identity, seen?.metadata, seen?.attributes], ['bob', 'new', { hand: 'up' }]);
  bob.send({
    case: 'updateMetadata',
    value: new UpdateParticipantMetadata({ metadata: 'x'.repeat(600_000), requestId: 8 }),
  });
  assert.equal(bob.last('requestResponse')?.reason, RequestResponse_Reason.LIMIT_EXCEEDED);
});

scenario('data packets carry their sender, and go only where they are sent', (sfu) => {
  const channels = new Map<string, MemoryChannel>();
  for (const identity of ['ann', 'bob', 'cid', 'mute']) {
    const client = sfu.join(identity, { grants: { canPublishData: identity !== 'mute' } });
    client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
    const channel = new MemoryChannel('_reliable', 0);
    sfu.transports.made.at(-1)?.events.emit('channel', channel);
    channels.set(identity, channel);
  }
  const send = (from: string, destinationIdentities: string[], sequence: number) => {
    const value = new UserPacket({ payload: Buffer.from('hi'), participantIdentity: 'forged' });
    const packet = new DataPacket({
      value: { case: 'user', value },
      destinationIdentities,
      sequence,
      participantIdentity: 'forged',
    });
    channels.get(from)?.events.emit('message', packet.toBinary());
  };
  const got = () => ['ann', 'bob', 'cid', 'mute'].map((identity) => channels.get(identity)?.sent.length);
  send('ann', [], 1);
  assert.deepEqual(got(), [0, 1, 1, 1]);
  const packet = DataPacket.fromBinary(channels.get('bob')?.sent[0] ?? new Uint8Array());
  assert.deepEqual([packet.participantIdentity, packet.sequence, packet.kind], ['ann', 1, DataPacket_Kind.RELIABLE]);
  assert.equal(packet.value.case === 'user' && packet.value.value.participantIdentity, 'ann');
  send('ann', ['cid'], 2);
  assert.deepEqual(got(), [0, 1, 2, 1]);
  send('ann', [], 2);
  assert.deepEqual(got(), [0, 1, 2, 1], 'a repeated sequence number is a repetition');
  send('mute', [], 1);
  assert.deepEqual(got(), [0, 1, 2, 1]);
});

scenario('a lost socket is taken up again by its owner, with all that happened', (sfu) => {
  const ann = sfu.join('ann');
  ann.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
  const sid = ann.last('join')?.participant?.sid ?? '';
  ann.drop();
  sfu.join('bob');
  const back = sfu.join('ann', { request: { reconnect: true, participantSid: sid } });
  assert.equal(back.received[0]?.message.case, 'reconnect');
  assert.deepEqual(
    back.last('update')?.participants.map((one) => one.identity),
    ['ann', 'bob'],
  );
  assert.equal(sfu.rooms.find('room')?.participants.length, 2);
});

scenario('whom the server does not know, or whose browser cannot, is told to come back anew', (sfu) => {
  const stranger = sfu.join('ann', { request: { reconnect: true, participantSid: 'PA_none' } });
  assert.equal(stranger.last('leave')?.action, LeaveRequest_Action.RECONNECT);
  assert.equal(stranger.closed, 'finished');
  const fox = sfu.join('fox', { userAgent: 'Mozilla/5.0 Firefox/153.0' });
  fox.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
  fox.drop();
  const participantSid = fox.last('join')?.participant?.sid ?? '';
  const back = sfu.join('fox', {
    request: { reconnect: true, participantSid },
    userAgent: 'Mozilla/5.0 Firefox/153.0',
  });
  assert.equal(back.last('leave')?.action, LeaveRequest_Action.RECONNECT);
});

scenario('nonsense is ignored, and closes the socket when it does not stop', (sfu) => {
  const ann = sfu.join('ann');
  for (let i = 0; i < 10; i++) ann.frame(i % 2 === 0 ? '{"nonsense' : Buffer.from([0xff, 0xff, 0xff]));
  assert.equal(ann.closed, null);
  ann.frame('{');
  assert.equal(ann.closed, 'broken');
});

scenario('a broken offer asks the client to connect anew', (sfu) => {
  const ann = sfu.join('ann');
  ann.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: 'v=0', id: 1 }) });
  assert.equal(ann.last('leave')?.action, LeaveRequest_Action.RECONNECT);
  assert.equal(sfu.rooms.find('room')?.participants.length, 0);
});

scenario('a client that speaks JSON is answered in JSON', (sfu) => {
  const ann = sfu.join('ann');
  ann.frame('{"pingReq":{"timestamp":"5","rtt":"1"}}');
  assert.equal(ann.last('pongResp')?.lastPingTimestamp, 5n);
});
