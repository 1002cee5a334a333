import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTrackRequest,
  PublishDataTrackRequest,
  RequestResponse_Reason as Reason,
  SignalRequest,
  UpdateParticipantMetadata,
  UpdateSubscription,
} from '@livekit/protocol';
import { MemorySfu, type SignalCase } from '../testing/memory-client.ts';

type Message = SignalRequest['message'];
type Case = NonNullable<Message['case']>;

/** What each request that a client can make is answered with; `nothing` where LiveKit has no answer for it either. */
const ANSWERS: Record<Case, SignalCase | 'nothing'> = {
  offer: 'leave',
  answer: 'nothing',
  trickle: 'nothing',
  addTrack: 'requestResponse',
  mute: 'nothing',
  subscription: 'subscriptionResponse',
  trackSetting: 'nothing',
  leave: 'nothing',
  updateLayers: 'nothing',
  subscriptionPermission: 'nothing',
  syncState: 'nothing',
  simulate: 'nothing',
  ping: 'pong',
  updateMetadata: 'requestResponse',
  pingReq: 'pongResp',
  updateAudioTrack: 'nothing',
  updateVideoTrack: 'nothing',
  publishDataTrackRequest: 'requestResponse',
  unpublishDataTrackRequest: 'requestResponse',
  updateDataSubscription: 'dataTrackSubscriberHandles',
  storeDataBlobRequest: 'requestResponse',
  getDataBlobRequest: 'requestResponse',
};

/** Requests that mean nothing when they are empty. */
const MEANINGFUL: readonly Message[] = [
  { case: 'subscription', value: new UpdateSubscription({ trackSids: ['TR_none'], subscribe: true }) },
  { case: 'addTrack', value: new AddTrackRequest({ cid: '' }) },
  { case: 'updateMetadata', value: new UpdateParticipantMetadata({ requestId: 4, name: 'x' }) },
  { case: 'publishDataTrackRequest', value: new PublishDataTrackRequest({ name: 'x' }) },
];

/** All requests of the protocol as its description lists them, each as empty as it can be. */
function allRequests(): Message[] {
  return SignalRequest.fields
    .list()
    .filter(({ oneof }) => oneof?.name === 'message')
    .map((field) => {
      const known = MEANINGFUL.find((one) => one.case === field.localName);
      if (known) return known;
      const value = field.kind === 'message' ? new field.T() : 0n;
      return { case: field.localName, value } as Message;
    });
}

test('every request of the protocol is known', () => {
  const named = allRequests().map((request) => request.case);
  assert.deepEqual(named.toSorted(), Object.keys(ANSWERS).toSorted());
  assert.ok(named.length >= 22, `${named.length}`);
});

for (const request of allRequests()) {
  test(`${request.case} is done or answered, empty as it is, in frames of both kinds`, () => {
    const sfu = new MemorySfu();
    try {
      for (const format of ['protobuf', 'json'] as const) {
        const client = sfu.join('ann');
        const before = client.received.length;
        const frame = new SignalRequest({ message: request });
        client.frame(format === 'json' ? frame.toJsonString() : frame.toBinary());
        const answers = client.received.slice(before).map(({ message }) => message.case);
        const expected = ANSWERS[request.case as Case];
        assert.deepEqual(answers, expected === 'nothing' ? [] : [expected]);
        const refusal = client.last('requestResponse');
        assert.ok(!refusal || (refusal.reason !== Reason.OK && refusal.message !== ''), 'a refusal says why');
      }
      assert.deepEqual(sfu.bugs, []);
    } finally {
      sfu.close();
    }
  });
}
