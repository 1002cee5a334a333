import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AddTrackRequest,
  LeaveRequest,
  MuteTrackRequest,
  Ping,
  SessionDescription,
  SignalRequest,
  SimulateScenario,
  SimulcastCodec,
  SubscriptionPermission,
  SyncState,
  TrackPermission,
  TrackSource,
  TrackType,
  TrickleRequest,
  UpdateParticipantMetadata,
  UpdateSubscription,
  UpdateTrackSettings,
  VideoLayer,
} from '@livekit/protocol';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { FuzzSource } from '../core/testing/fuzz.ts';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';

const offer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8').split(/^(?=m=)/m);
const shortOffer = [offer[0], offer[4], offer[9]].join('');
const camera = /a=msid:\S+ (\S+)/.exec(offer[9] ?? '')?.[1] ?? '';

/** One of each request, as a client in a meeting sends them; track names as the server gave them. */
function requests(trackSid: string): SignalRequest[] {
  const layers = [0, 1, 2].map((quality) => new VideoLayer({ quality, width: 320 << quality, height: 180 << quality }));
  const messages: SignalRequest['message'][] = [
    { case: 'offer', value: new SessionDescription({ type: 'offer', sdp: shortOffer, id: 3 }) },
    { case: 'answer', value: new SessionDescription({ type: 'answer', sdp: shortOffer, id: 1 }) },
    { case: 'trickle', value: new TrickleRequest({ candidateInit: '{"candidate":""}', final: true }) },
    {
      case: 'addTrack',
      value: new AddTrackRequest({
        cid: camera,
        type: TrackType.VIDEO,
        source: TrackSource.CAMERA,
        layers,
        simulcastCodecs: [new SimulcastCodec({ codec: 'vp8', cid: camera, layers })],
      }),
    },
    {
      case: 'addTrack',
      value: new AddTrackRequest({ cid: 'mic', type: TrackType.AUDIO, source: TrackSource.MICROPHONE, muted: true }),
    },
    {
      case: 'addTrack',
      value: new AddTrackRequest({
        cid: 'second',
        type: TrackType.VIDEO,
        simulcastCodecs: [new SimulcastCodec({ codec: 'vp9', cid: 'second' }), new SimulcastCodec({ codec: 'vp8' })],
      }),
    },
    {
      case: 'addTrack',
      value: new AddTrackRequest({
        cid: 'backup',
        sid: trackSid,
        type: TrackType.VIDEO,
        simulcastCodecs: [new SimulcastCodec({ codec: 'vp8', cid: 'backup' })],
      }),
    },
    { case: 'mute', value: new MuteTrackRequest({ sid: trackSid, muted: true }) },
    { case: 'subscription', value: new UpdateSubscription({ trackSids: [trackSid], subscribe: true }) },
    {
      case: 'trackSetting',
      value: new UpdateTrackSettings({ trackSids: [trackSid], width: 640, height: 360, fps: 15 }),
    },
    {
      case: 'subscriptionPermission',
      value: new SubscriptionPermission({
        trackPermissions: [new TrackPermission({ participantIdentity: 'b', trackSids: [trackSid] })],
      }),
    },
    { case: 'syncState', value: new SyncState({ subscription: new UpdateSubscription({ trackSids: [trackSid] }) }) },
    {
      case: 'updateMetadata',
      value: new UpdateParticipantMetadata({ metadata: 'm', name: 'n', attributes: { a: 'b' }, requestId: 4 }),
    },
    { case: 'simulate', value: new SimulateScenario({ scenario: { case: 'migration', value: true } }) },
    { case: 'ping', value: 1n },
    { case: 'pingReq', value: new Ping({ timestamp: 5n, rtt: 6n }) },
    { case: 'leave', value: new LeaveRequest() },
  ];
  return messages.map((message) => new SignalRequest({ message }));
}

test('no frame, protobuf or JSON, breaks a session or leaves anything behind', async () => {
  const sfu = new MemorySfu();
  const grants = { canUpdateOwnMetadata: true };
  let watcher = sfu.join('watcher');
  const join = (version: 0 | 1): MemoryClient => sfu.join('fuzzer', { version, grants });
  let client = join(1);
  client.send({ case: 'addTrack', value: new AddTrackRequest({ cid: 'first', type: TrackType.AUDIO, muted: true }) });
  const sid = client.last('trackPublished')?.track?.sid ?? '';
  const models = requests(sid);
  const binary = new FuzzSource(
    'signal, protobuf',
    models.map((one) => one.toBinary()),
  );
  const json = new FuzzSource(
    'signal, JSON',
    models.map((one) => Buffer.from(one.toJsonString())),
  );
  const half = Math.ceil(binary.runs / 2);
  const heap = new HeapWatch(half);
  for (let i = 0; i < half; i++) {
    heap.see(i);
    client.frame(binary.next());
    client.frame(Buffer.from(json.next()).toString());
    if (i % 64 === 0) {
      await nextTurn();
      assert.deepEqual(sfu.bugs, []);
      sfu.forget();
    }
    client.received.length = 0;
    watcher.received.length = 0;
    if (client.closed || !sfu.rooms.find('room')?.find('fuzzer')) client = join(binary.below(2) === 0 ? 0 : 1);
    if (watcher.closed) watcher = sfu.join('watcher');
  }
  heap.assertSteady(16);
  assert.deepEqual(sfu.bugs, []);
  const late = sfu.join('late');
  assert.ok(late.last('join'));
  assert.ok(sfu.transports.open.length <= 6, 'transports of ended sessions must be closed');
  sfu.close();
  assert.equal(sfu.transports.open.length, 0);
});
