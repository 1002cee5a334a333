import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
  ConnectionSettings,
  DataTrackInfo,
  DataTrackSchemaId,
  JoinRequest,
  LeaveRequest,
  ParticipantPermission,
  PublishDataTrackRequest,
  PublishDataTrackResponse,
  RequestResponse_Reason as Reason,
  SubscriptionPermission,
  SyncState,
  TrackPermission,
  UnpublishDataTrackRequest,
  UpdateDataSubscription,
} from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';
import { MemoryChannel } from '../testing/memory-transport.ts';
import { handleOfPacket } from './data-packets.ts';
import { DataSubscriptions } from './data-tracks.ts';
import { dumpRoom } from './dump.ts';
import { RoomControl } from './room-control.ts';

function scenario(name: string, work: (sfu: MemorySfu) => void): void {
  test(name, () => {
    // Nobody's allowance grows meanwhile, however slow the machine is.
    mock.timers.enable({ apis: ['Date'], now: 1_760_000_000_000 });
    const sfu = new MemorySfu();
    try {
      work(sfu);
      assert.deepEqual(sfu.bugs, []);
    } finally {
      sfu.close();
      mock.timers.reset();
    }
  });
}

/** Opens the channel of data tracks of somebody who is in. */
function open(sfu: MemorySfu, identity: string): MemoryChannel {
  const channel = new MemoryChannel('_data_track', 2);
  const participant = sfu.rooms.find('room')?.find(identity);
  assert.ok(participant);
  participant.offers.link.events.emit('channel', channel);
  return channel;
}

function publish(client: MemoryClient, pubHandle: number, name = `track ${pubHandle}`): DataTrackInfo | undefined {
  client.send({ case: 'publishDataTrackRequest', value: new PublishDataTrackRequest({ pubHandle, name }) });
  return client.last('publishDataTrackResponse')?.info;
}

function subscribe(client: MemoryClient, trackSid: string, wanted = true): void {
  const value = new UpdateDataSubscription({ updates: [{ trackSid, subscribe: wanted }] });
  client.send({ case: 'updateDataSubscription', value });
}

/** What handles mean to a client, as it was told last. */
function handles(client: MemoryClient): [string, string][] {
  const table = client.last('dataTrackSubscriberHandles')?.subHandles ?? {};
  return Object.entries(table).map(([handle, { trackSid }]) => [handle, trackSid]);
}

function packet(handle: number, text: string): Uint8Array {
  return Buffer.concat([Buffer.from([0x18, 0, handle >> 8, handle & 0xff, 0, 1, 0, 1, 0, 0, 0, 9]), Buffer.from(text)]);
}

function texts(channel: MemoryChannel): string[] {
  return channel.sent.map((bytes) => `${handleOfPacket(bytes)} ${Buffer.from(bytes.subarray(12)).toString()}`);
}

scenario('a data track is told to all, and its packets go to those who asked, under handles of their own', (sfu) => {
  const [ann, bob, eve] = ['ann', 'bob', 'eve'].map((name) => sfu.join(name)) as [
    MemoryClient,
    MemoryClient,
    MemoryClient,
  ];
  const [fromAnn, toBob, toEve] = [open(sfu, 'ann'), open(sfu, 'bob'), open(sfu, 'eve')];
  const first = publish(ann, 700, 'temperature');
  const second = publish(ann, 3);
  assert.ok(first && second);
  assert.match(first.sid, /^DTR_/);
  const told = bob.last('update')?.participants.find(({ identity }) => identity === 'ann');
  assert.deepEqual(
    told?.dataTracks.map(({ sid, name, pubHandle }) => [sid, name, pubHandle]),
    [
      [first.sid, 'temperature', 700],
      [second.sid, 'track 3', 3],
    ],
  );
  assert.equal(told?.isPublisher, true);
  const later = sfu
    .join('dan')
    .last('join')
    ?.otherParticipants.find(({ identity }) => identity === 'ann');
  assert.equal(later?.dataTracks.length, 2, 'who comes later is told too');

  fromAnn.events.emit('message', packet(700, 'unheard'));
  subscribe(bob, second.sid);
  subscribe(bob, first.sid);
  assert.deepEqual(handles(bob).toSorted(), [
    ['1', second.sid],
    ['2', first.sid],
  ]);
  const sources = Object.values(bob.last('dataTrackSubscriberHandles')?.subHandles ?? {});
  assert.ok(sources.every((one) => one.publisherIdentity === 'ann' && one.publisherSid === told?.sid));
  const room = sfu.rooms.find('room');
  assert.ok(room);
  const { participants } = dumpRoom(room) as { participants: { dataTracks: object[]; dataReceived: object[] }[] };
  assert.deepEqual(participants[0]?.dataTracks[0], { sid: first.sid, handle: 700 });
  assert.deepEqual(participants[1]?.dataReceived[0], { sid: second.sid, handle: 1 });
  fromAnn.events.emit('message', packet(700, '21.5'));
  fromAnn.events.emit('message', packet(3, 'x'));
  fromAnn.events.emit('message', packet(4, 'of no track'));
  assert.deepEqual(texts(toBob), ['2 21.5', '1 x']);
  assert.deepEqual([texts(toEve), texts(fromAnn)], [[], []]);
  assert.equal(eve.count('dataTrackSubscriberHandles'), 0);

  subscribe(bob, first.sid, false);
  assert.deepEqual(handles(bob), [['1', second.sid]]);
  ann.send({ case: 'unpublishDataTrackRequest', value: new UnpublishDataTrackRequest({ pubHandle: 3 }) });
  assert.equal(ann.last('unpublishDataTrackResponse')?.info?.sid, second.sid);
  assert.deepEqual(handles(bob), []);
  fromAnn.events.emit('message', packet(3, 'late'));
  assert.equal(toBob.sent.length, 2);
});

scenario('who asks again is answered again; who leaves takes its tracks along', (sfu) => {
  const [ann, bob] = [sfu.join('ann'), sfu.join('bob')];
  const info = publish(ann, 1);
  assert.ok(info);
  subscribe(bob, info.sid);
  subscribe(bob, info.sid);
  assert.equal(bob.count('dataTrackSubscriberHandles'), 2);
  assert.deepEqual(handles(bob), [['1', info.sid]]);
  subscribe(bob, 'DTR_none');
  assert.deepEqual(handles(bob), [['1', info.sid]]);
  ann.send({ case: 'leave', value: new LeaveRequest() });
  assert.deepEqual(handles(bob), [], 'who has left has no tracks');
});

scenario('who wants all of them says so when joining', (sfu) => {
  const ann = sfu.join('ann');
  const early = publish(ann, 1);
  const connectionSettings = new ConnectionSettings({ autoSubscribe: true, autoSubscribeDataTrack: true });
  const bob = sfu.join('bob', { request: new JoinRequest({ connectionSettings }) });
  const late = publish(ann, 2);
  assert.deepEqual(handles(bob), [
    ['1', early?.sid],
    ['2', late?.sid],
  ]);
});

scenario('who may not publish data publishes no data tracks; who may no longer loses them', (sfu) => {
  const ann = sfu.join('ann', { grants: { canPublishData: false } });
  assert.equal(publish(ann, 1), undefined);
  assert.equal(ann.last('requestResponse')?.reason, Reason.NOT_ALLOWED);
  const [bob, eve] = [sfu.join('bob'), sfu.join('eve')];
  const [fromBob, toEve] = [open(sfu, 'bob'), open(sfu, 'eve')];
  const info = publish(bob, 1);
  subscribe(eve, info?.sid ?? '');
  const permission = new ParticipantPermission({ canSubscribe: true, canPublish: true, canPublishData: false });
  const changes = { name: '', metadata: '', attributes: {}, permission };
  assert.ok(new RoomControl(sfu.rooms).updateParticipant('room', 'bob', changes).ok);
  assert.equal(bob.last('unpublishDataTrackResponse')?.info?.sid, info?.sid);
  assert.deepEqual(handles(eve), []);
  fromBob.events.emit('message', packet(1, 'no more'));
  assert.deepEqual(toEve.sent, []);
});

scenario('who may not subscribe gets none; the publisher says who may have which', (sfu) => {
  const [ann, bob] = [sfu.join('ann'), sfu.join('bob')];
  const deaf = sfu.join('deaf', { grants: { canSubscribe: false } });
  const [fromAnn, toBob] = [open(sfu, 'ann'), open(sfu, 'bob')];
  const info = publish(ann, 9);
  assert.ok(info);
  for (const client of [bob, deaf]) subscribe(client, info.sid);
  assert.deepEqual(handles(deaf), []);
  const permit = (trackPermissions: Partial<TrackPermission>[], allParticipants = false) => {
    const rules = trackPermissions.map((one) => new TrackPermission(one));
    const value = new SubscriptionPermission({ allParticipants, trackPermissions: rules });
    ann.send({ case: 'subscriptionPermission', value });
  };
  permit([]);
  assert.deepEqual(handles(bob), []);
  fromAnn.events.emit('message', packet(9, 'secret'));
  permit([{ participantIdentity: 'bob', trackSids: [info.sid] }]);
  assert.equal(handles(bob)[0]?.[1], info.sid, 'the wish was kept');
  fromAnn.events.emit('message', packet(9, 'open'));
  assert.deepEqual(texts(toBob), [`${handles(bob)[0]?.[0]} open`]);
});

scenario('names and handles are checked, and no more than 128 fit', (sfu) => {
  const ann = sfu.join('ann');
  const reasons = (request: Partial<PublishDataTrackRequest>) => {
    ann.send({ case: 'publishDataTrackRequest', value: new PublishDataTrackRequest(request) });
    const { reason, request: original } = ann.last('requestResponse') ?? {};
    assert.equal(original?.case, 'publishDataTrack');
    return reason;
  };
  assert.equal(reasons({ pubHandle: 0, name: 'x' }), Reason.INVALID_HANDLE);
  assert.equal(reasons({ pubHandle: 65_536, name: 'x' }), Reason.INVALID_HANDLE);
  assert.equal(reasons({ pubHandle: 1, name: '' }), Reason.INVALID_NAME);
  assert.equal(reasons({ pubHandle: 1, name: 'x'.repeat(257) }), Reason.INVALID_NAME);
  const schema = new DataTrackSchemaId({ name: 's'.repeat(257) });
  assert.equal(reasons({ pubHandle: 1, name: 'x', schema }), Reason.INVALID_REQUEST);
  publish(ann, 1, 'one');
  assert.equal(reasons({ pubHandle: 1, name: 'two' }), Reason.DUPLICATE_HANDLE);
  assert.equal(reasons({ pubHandle: 2, name: 'one' }), Reason.DUPLICATE_NAME);
  for (let handle = 2; handle <= 128; handle++) publish(ann, handle);
  assert.equal(reasons({ pubHandle: 129, name: 'too many' }), Reason.LIMIT_EXCEEDED);
});

scenario('a client that comes back with data tracks we know goes on; with others it connects anew', (sfu) => {
  const ann = sfu.join('ann');
  const info = publish(ann, 1);
  const stateOf = (sid: string) =>
    new SyncState({ publishDataTracks: [new PublishDataTrackResponse({ info: new DataTrackInfo({ sid }) })] });
  ann.send({ case: 'syncState', value: stateOf(info?.sid ?? '') });
  assert.equal(ann.count('leave'), 0);
  ann.send({ case: 'syncState', value: stateOf('DTR_other') });
  assert.equal(ann.count('leave'), 1);
});

scenario('packets that are none, and more than anybody should send, go nowhere; slow receivers lose some', (sfu) => {
  const [ann, bob] = [sfu.join('ann'), sfu.join('bob')];
  const [fromAnn, toBob] = [open(sfu, 'ann'), open(sfu, 'bob')];
  subscribe(bob, publish(ann, 1)?.sid ?? '');
  const truncated = packet(1, '');
  truncated[0] = 0x1c;
  for (const bytes of [new Uint8Array(0), new Uint8Array(11), truncated]) fromAnn.events.emit('message', bytes);
  assert.equal(toBob.sent.length, 0);
  toBob.bufferedBytes = 2 * 1024 * 1024;
  fromAnn.events.emit('message', packet(1, 'lost'));
  toBob.bufferedBytes = 0;
  for (let i = 0; i < 10_000; i++) fromAnn.events.emit('message', packet(1, 'flood'));
  assert.ok(toBob.sent.length > 3000 && toBob.sent.length <= 4000, `${toBob.sent.length}`);
  assert.equal(ann.closed, null, 'what may be lost is lost, nobody is sent away');
});

test('handles are not given twice while they are in use', () => {
  const subscriptions = new DataSubscriptions(true);
  const publisher = { identity: 'ann', sid: 'PA_ann' };
  subscriptions.consider('kept', publisher, true);
  for (let i = 0; i < 65_540; i++) {
    subscriptions.consider('other', publisher, true);
    assert.notEqual(subscriptions.handleOf('other'), 1);
    subscriptions.forget('other');
  }
});
