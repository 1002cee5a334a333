import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  AddTrackRequest,
  DisconnectReason,
  GetDataBlobRequest,
  LeaveRequest,
  LeaveRequest_Action,
  ParticipantPermission,
  RequestResponse_Reason,
  SessionDescription,
  SimulateScenario,
  SyncState,
  TrackInfo,
  TrackPublishedResponse,
  TrackSource,
  TrackType,
  UnpublishDataTrackRequest,
  UpdateParticipantMetadata,
} from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';
import { preciseNow } from './media-link.ts';
import { RoomControl } from './room-control.ts';

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
  });
}

function offer(client: MemoryClient): void {
  client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
}

/** Publishes a muted microphone. Returns its sid. */
function publish(client: MemoryClient): string {
  const request = { cid: 'mic', type: TrackType.AUDIO, source: TrackSource.MICROPHONE, muted: true };
  client.send({ case: 'addTrack', value: new AddTrackRequest(request) });
  offer(client);
  return client.last('trackPublished')?.track?.sid ?? '';
}

function comeBack(sfu: MemorySfu, client: MemoryClient): MemoryClient {
  const participantSid = client.last('join')?.participant?.sid ?? '';
  client.drop();
  return sfu.join('ann', { request: { reconnect: true, participantSid } });
}

function simulate(client: MemoryClient, scenario: SimulateScenario['scenario']): void {
  client.send({ case: 'simulate', value: new SimulateScenario({ scenario }) });
}

scenario('a client that comes back with the tracks we know goes on; with others it connects anew', (sfu) => {
  const ann = sfu.join('ann');
  const sid = publish(ann);
  const back = comeBack(sfu, ann);
  const stateOf = (track: string) => {
    const published = new TrackPublishedResponse({ cid: 'mic', track: new TrackInfo({ sid: track }) });
    return new SyncState({ publishTracks: [published] });
  };
  back.send({ case: 'syncState', value: stateOf(sid) });
  assert.equal(back.count('leave'), 0);
  back.send({ case: 'syncState', value: stateOf('TR_unknown') });
  assert.deepEqual(
    [back.last('leave')?.action, back.last('leave')?.reason],
    [LeaveRequest_Action.RECONNECT, DisconnectReason.STATE_MISMATCH],
  );
});

scenario('tracks that were off before a client came back stay off', (sfu) => {
  const ann = sfu.join('ann');
  offer(ann);
  const sid = publish(sfu.join('bob'));
  const subscription = sfu.rooms
    .find('room')
    ?.find('ann')
    ?.subscriptions.all.find((one) => one.trackSid === sid);
  assert.equal(subscription?.wanted.paused, false);
  comeBack(sfu, ann).send({ case: 'syncState', value: new SyncState({ trackSidsDisabled: [sid] }) });
  assert.equal(subscription?.wanted.paused, true);
});

scenario('why a client left is told as it said, but it cannot put words into our mouth', (sfu) => {
  const reasons = [
    DisconnectReason.USER_REJECTED,
    DisconnectReason.PARTICIPANT_REMOVED,
    DisconnectReason.UNKNOWN_REASON,
  ];
  for (const reason of reasons) sfu.join('ann').send({ case: 'leave', value: new LeaveRequest({ reason }) });
  const told = sfu.news.flatMap(({ participant }) =>
    participant?.disconnectReason ? [participant.disconnectReason] : [],
  );
  assert.deepEqual(told, [
    DisconnectReason.USER_REJECTED,
    DisconnectReason.CLIENT_INITIATED,
    DisconnectReason.CLIENT_INITIATED,
  ]);
});

scenario('whose rights or name change gets a token that says so', async (sfu) => {
  const ann = sfu.join('ann', { grants: { canUpdateOwnMetadata: true } });
  const bob = sfu.join('bob');
  offer(ann);
  offer(bob);
  for (const transport of sfu.transports.made) transport.connect();
  ann.send({ case: 'updateMetadata', value: new UpdateParticipantMetadata({ name: 'Ann' }) });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([ann.last('refreshToken'), bob.last('refreshToken')], ['refreshed', undefined]);
  const permission = new ParticipantPermission({ canSubscribe: true });
  const changes = { name: '', metadata: '', attributes: {}, permission };
  assert.ok(new RoomControl(sfu.rooms).updateParticipant('room', 'bob', changes).ok);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(bob.last('refreshToken'), 'refreshed');
});

scenario('what is not there is refused, not left unanswered', (sfu) => {
  const ann = sfu.join('ann');
  ann.send({ case: 'getDataBlobRequest', value: new GetDataBlobRequest({ requestId: 9 }) });
  const { requestId, reason } = ann.last('requestResponse') ?? {};
  assert.deepEqual([requestId, reason], [9, RequestResponse_Reason.UNSUPPORTED_TYPE]);
  ann.send({ case: 'unpublishDataTrackRequest', value: new UnpublishDataTrackRequest() });
  assert.equal(ann.last('requestResponse')?.reason, RequestResponse_Reason.NOT_FOUND);
});

scenario('a simulated speaker is heard by all, and falls silent', (sfu) => {
  const [ann, bob] = [sfu.join('ann'), sfu.join('bob')];
  simulate(ann, { case: 'speakerUpdate', value: 0 });
  const sid = ann.last('join')?.participant?.sid;
  const heard = () => bob.last('speakersChanged')?.speakers.map((one) => [one.sid, one.active]);
  assert.deepEqual(heard(), [[sid, true]]);
  sfu.rooms.find('room')?.tick(preciseNow());
  assert.deepEqual(heard(), [[sid, false]]);
});

scenario('a socket is broken as it comes back: once answered, or three times unheard', (sfu) => {
  const ann = sfu.join('ann');
  offer(ann);
  simulate(ann, { case: 'disconnectSignalOnResume', value: true });
  const participantSid = ann.last('join')?.participant?.sid ?? '';
  ann.drop();
  const back = () => {
    const client = sfu.join('ann', { request: { reconnect: true, participantSid } });
    const outcome = [client.received[0]?.message.case, client.closed];
    client.drop();
    return outcome;
  };
  assert.deepEqual(back(), ['reconnect', 'broken']);
  const again = sfu.join('ann', { request: { reconnect: true, participantSid } });
  simulate(again, { case: 'disconnectSignalOnResumeNoMessages', value: true });
  again.drop();
  assert.deepEqual([back(), back(), back()], new Array(3).fill([undefined, 'broken']));
  assert.deepEqual(back(), ['reconnect', null]);
});

scenario('a simulated line is that of whoever asks, and can be taken back', (sfu) => {
  const [ann, bob] = [sfu.join('ann'), sfu.join('bob')];
  const ceiling = (identity: string) => sfu.rooms.find('room')?.find(identity)?.downlink.media.ceilingBps;
  simulate(ann, { case: 'subscriberBandwidth', value: 200_000n });
  assert.deepEqual([ceiling('ann'), ceiling('bob')], [200_000, Number.POSITIVE_INFINITY]);
  simulate(ann, { case: 'subscriberBandwidth', value: 0n });
  assert.equal(ceiling('ann'), Number.POSITIVE_INFINITY);
  assert.equal(bob.closed, null);
});

scenario('the end of the server, a full reconnect and a broken node touch only who asks for them', (sfu) => {
  const bob = sfu.join('bob');
  const ask = (scenario: SimulateScenario['scenario']) => {
    const ann = sfu.join('ann');
    simulate(ann, scenario);
    return [ann.last('leave')?.action, ann.closed];
  };
  assert.deepEqual(ask({ case: 'serverLeave', value: true }), [LeaveRequest_Action.DISCONNECT, 'finished']);
  assert.deepEqual(ask({ case: 'leaveRequestFullReconnect', value: true }), [
    LeaveRequest_Action.RECONNECT,
    'finished',
  ]);
  assert.deepEqual(ask({ case: 'nodeFailure', value: true }), [undefined, 'broken']);
  assert.deepEqual(ask({ case: 'migration', value: true }), [undefined, 'broken']);
  assert.equal(bob.closed, null);
});
