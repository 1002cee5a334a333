import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddTrackRequest, StreamState, TrackSource, TrackType, UpdateTrackSettings } from '@livekit/protocol';
import { MediaPeer } from '../core/media/peer.ts';
import { seededRandom } from '../core/testing/emulated-path.ts';
import { EXTENSIONS, VP8, videoSection } from '../core/testing/publisher.ts';
import { MemorySfu } from '../testing/memory-client.ts';
import { Publication } from './publication.ts';
import { Subscription } from './subscription.ts';

/** A subscription to a video, with the packets' side of it under way. */
function subscribe(source: TrackSource): Subscription {
  const random = seededRandom(1);
  const publishing = new MediaPeer({ random, send: () => {} });
  publishing.setReceive([videoSection(['f'], 'TR_1')]);
  const publication = new Publication(new AddTrackRequest({ cid: 'v', type: TrackType.VIDEO, source, muted: true }));
  const up = publishing.upTrack('TR_1');
  assert.ok(up);
  publication.attach(up, '0');
  const subscription = new Subscription(publication, { sid: 'PA_ann', identity: 'ann' });
  const receiving = new MediaPeer({ random, send: () => {} });
  subscription.sent(receiving, true, false);
  subscription.start(receiving, { mid: '0', payloads: [VP8], extensions: EXTENSIONS });
  return subscription;
}

test('a client is told when a video is paused for want of a line, and when it goes on', () => {
  const sfu = new MemorySfu();
  try {
    const client = sfu.join('bob');
    const subscription = subscribe(TrackSource.CAMERA);
    const bob = sfu.rooms.find('room')?.find('bob');
    assert.ok(bob);
    subscription.events.on('paused', (paused) => bob.subscriptions.events.emit('paused', subscription, paused));
    for (const [level, state] of [
      [undefined, StreamState.PAUSED],
      [{ spatial: 0, temporal: 0 }, StreamState.ACTIVE],
    ] as const) {
      subscription.down?.setLevel(level, false);
      const [told] = client.last('streamStateUpdate')?.streamStates ?? [];
      assert.deepEqual([told?.participantSid, told?.trackSid, told?.state], ['PA_ann', subscription.trackSid, state]);
    }
    subscription.down?.setLevel({ spatial: 1, temporal: 0 }, false);
    assert.equal(client.count('streamStateUpdate'), 2);
  } finally {
    sfu.close();
  }
});

test('a screen comes before cameras, unless the client says otherwise', () => {
  const screen = subscribe(TrackSource.SCREEN_SHARE);
  assert.equal(screen.down?.wanted.priority, 255);
  assert.equal(subscribe(TrackSource.CAMERA).down?.wanted.priority, 1);
  screen.want(new UpdateTrackSettings({ width: 100, height: 100 }));
  assert.equal(screen.down?.wanted.priority, 255);
  screen.want(new UpdateTrackSettings({ width: 100, height: 100, priority: 7 }));
  assert.equal(screen.down?.wanted.priority, 7);
});
