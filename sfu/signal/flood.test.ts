import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
  AddTrackRequest,
  DataPacket,
  DisconnectReason,
  LeaveRequest,
  RequestResponse_Reason,
  SubscriptionPermission,
  TrackPermission,
  TrackType,
  UpdateParticipantMetadata,
  UpdateSubscription,
  UserPacket,
} from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';
import { MemoryChannel } from '../testing/memory-transport.ts';
import { SubscriberRules } from './permissions.ts';

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

function rename(client: MemoryClient, requestId: number, metadata = ''): void {
  const value = new UpdateParticipantMetadata({ name: `name ${requestId}`, requestId, metadata });
  client.send({ case: 'updateMetadata', value });
}

scenario('who asks too much is told so, others are not told of it, and who goes on is sent away', (sfu) => {
  const ann = sfu.join('ann', { grants: { canUpdateOwnMetadata: true } });
  const bob = sfu.join('bob');
  for (let i = 1; i <= 150; i++) rename(ann, i);
  const answers = ann.received.flatMap(({ message }) => (message.case === 'requestResponse' ? [message.value] : []));
  const refused = answers.filter(({ reason }) => reason === RequestResponse_Reason.LIMIT_EXCEEDED);
  assert.equal(answers.length, 150, 'each is answered');
  assert.equal(refused.length, 50);
  assert.equal(refused.at(-1)?.requestId, 150);
  assert.ok(bob.count('update') <= 115, `${bob.count('update')} updates`);
  assert.equal(ann.last('leave'), undefined);
  for (let i = 0; i < 3000; i++) rename(ann, i);
  assert.equal(ann.last('leave')?.reason, DisconnectReason.PARTICIPANT_REMOVED);
  assert.equal(ann.closed, 'finished');
  assert.ok(sfu.logged.some(({ level, message }) => level === 'warn' && message.includes('sent away')));
  assert.equal(sfu.rooms.find('room')?.find('ann'), undefined);
});

scenario('a track that is announced once too often is refused by its name', (sfu) => {
  const ann = sfu.join('ann');
  for (let i = 0; i < 210; i++) {
    ann.send({ case: 'addTrack', value: new AddTrackRequest({ cid: `c${i}`, type: TrackType.AUDIO }) });
  }
  const last = ann.last('requestResponse');
  assert.equal(last?.reason, RequestResponse_Reason.LIMIT_EXCEEDED);
  assert.equal(last?.request.case === 'addTrack' && last.request.value.cid, 'c209');
  assert.equal(ann.count('trackPublished'), 128);
});

scenario('who has asked too much may still leave', (sfu) => {
  const ann = sfu.join('ann', { grants: { canUpdateOwnMetadata: true } });
  for (let i = 1; i <= 110; i++) rename(ann, i);
  assert.equal(ann.last('requestResponse')?.reason, RequestResponse_Reason.LIMIT_EXCEEDED);
  ann.send({ case: 'leave', value: new LeaveRequest() });
  assert.equal(sfu.rooms.find('room')?.find('ann'), undefined);
});

scenario('large requests cost more', (sfu) => {
  const ann = sfu.join('ann', { grants: { canUpdateOwnMetadata: true } });
  for (let i = 1; i <= 20; i++) rename(ann, i, 'x'.repeat(500_000));
  const reasons = ann.received.flatMap(({ message }) =>
    message.case === 'requestResponse' ? [message.value.reason] : [],
  );
  assert.ok(reasons.includes(RequestResponse_Reason.OK));
  assert.equal(reasons.at(-1), RequestResponse_Reason.LIMIT_EXCEEDED);
});

scenario('a request that names thousands of tracks gets few answers, and leaves little behind', (sfu) => {
  const ann = sfu.join('ann');
  const trackSids = Array.from({ length: 50_000 }, (_, i) => `TR_${i}`);
  ann.send({ case: 'subscription', value: new UpdateSubscription({ trackSids, subscribe: true }) });
  assert.equal(ann.count('subscriptionResponse'), 64);
});

scenario('rules for more people than there can be are refused', (sfu) => {
  const ann = sfu.join('ann');
  const rule = new TrackPermission({ participantIdentity: 'bob', allTracks: true });
  const trackPermissions = Array.from({ length: 5000 }, () => rule);
  ann.send({ case: 'subscriptionPermission', value: new SubscriptionPermission({ trackPermissions }) });
  assert.equal(ann.last('requestResponse')?.reason, RequestResponse_Reason.LIMIT_EXCEEDED);
  assert.ok(sfu.rooms.find('room')?.find('ann')?.subscriberRules.allows({ sid: 'x', identity: 'cid' }, 'TR_1'));
  assert.ok(new SubscriberRules().allows({ sid: 'x', identity: 'cid' }, 'TR_1'));
});

scenario(
  'a flood of lossy packets is thinned out; one of reliable packets ends the session, and nobody else’s',
  (sfu) => {
    const ann = sfu.join('ann');
    sfu.join('bob');
    const room = sfu.rooms.find('room');
    const [sender, receiver] = [room?.find('ann'), room?.find('bob')];
    assert.ok(sender && receiver);
    const open = (label: string) => {
      const [from, to] = [new MemoryChannel(label, 1), new MemoryChannel(label, 1)];
      sender.data.adopt(from, false);
      receiver.data.adopt(to, true);
      return { from, to };
    };
    const bytes = new DataPacket({
      value: { case: 'user', value: new UserPacket({ payload: new Uint8Array(1) }) },
    }).toBinary();
    const lossy = open('_lossy');
    for (let i = 0; i < 20_000; i++) lossy.from.events.emit('message', bytes);
    assert.equal(lossy.to.sent.length, 4000);
    assert.equal(sender.closed, false);
    const reliable = open('_reliable');
    for (let i = 0; i < 60_000 && !sender.closed; i++) reliable.from.events.emit('message', bytes);
    assert.equal(ann.last('leave')?.reason, DisconnectReason.PARTICIPANT_REMOVED);
    assert.equal(reliable.to.sent.length, 20_000);
    assert.equal(receiver.closed, false);
  },
);
