import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTrackRequest,
  BackupCodecPolicy,
  RequestResponse_Reason,
  SimulcastCodec,
  type SubscribedQuality,
  TrackSource,
  TrackType,
} from '@livekit/protocol';
import { MediaClient } from '../testing/media-client.ts';
import { MemorySfu } from '../testing/memory-client.ts';
import { preciseNow } from './media-link.ts';

const VP8 = 96;

/** One who publishes VP9 and may add VP8, one who can decode both, and maybe one who can decode VP8 alone. */
class Stage {
  readonly sfu = new MemorySfu();
  readonly publisher = new MediaClient(this.sfu, 'ann');
  readonly sid: string;
  readonly both: MediaClient;
  #nowMs = preciseNow();

  constructor(policy: BackupCodecPolicy) {
    const simulcastCodecs = [new SimulcastCodec({ codec: 'vp9', cid: 'cam' }), new SimulcastCodec({ codec: 'vp8' })];
    const request = { cid: 'cam', source: TrackSource.CAMERA, simulcastCodecs, backupCodecPolicy: policy };
    this.sid = this.publisher.publish(request, ['vp9', 'vp8']);
    this.publisher.send('cam', 'vp9', true);
    this.both = this.join('bob', ['vp9', 'vp8']);
  }

  join(identity: string, takes: readonly string[]): MediaClient {
    return new MediaClient(this.sfu, identity, { audio: 0, video: 1, takes });
  }

  /** Time passes, for the room and for the publisher's media. */
  pass(ms: number): void {
    const until = this.#nowMs + ms;
    while (this.#nowMs < until) {
      this.#nowMs += 400;
      this.sfu.rooms.find('room')?.find('ann')?.offers.link.media.tick(this.#nowMs);
      this.sfu.rooms.find('room')?.tick(this.#nowMs);
    }
  }

  /** What the publisher was told last: the codecs that somebody wants. */
  wanted(): string {
    const update = this.publisher.client.last('subscribedQualityUpdate');
    assert.ok(!update || update.trackSid === this.sid);
    const on = (qualities: readonly SubscribedQuality[]): boolean => qualities.some(({ enabled }) => enabled);
    return (
      update?.subscribedCodecs
        .filter(({ qualities }) => on(qualities))
        .map(({ codec }) => codec)
        .join() ?? ''
    );
  }

  /** The publisher does as it is told. */
  addBackup(): void {
    const simulcastCodecs = [new SimulcastCodec({ codec: 'vp8', cid: 'cam8' })];
    const again = this.publisher.publish({ cid: 'cam8', sid: this.sid, simulcastCodecs }, ['vp8', 'vp9']);
    assert.equal(again, this.sid, 'it is the same track');
    this.publisher.send('cam8', 'vp8', true);
  }

  /** Payload types of what a subscriber gets when both codecs are sent. */
  types(subscriber: MediaClient): number[] {
    subscriber.received(this.sid);
    this.publisher.send('cam', 'vp9', true);
    if (this.publisher.has('cam8')) this.publisher.send('cam8', 'vp8', true);
    return [...new Set(subscriber.received(this.sid).map((packet) => (packet[1] ?? 0) & 0x7f))];
  }
}

function scenario(name: string, policy: BackupCodecPolicy, work: (stage: Stage) => void): void {
  test(name, () => {
    const stage = new Stage(policy);
    try {
      work(stage);
      assert.deepEqual(stage.sfu.bugs, []);
    } finally {
      stage.sfu.close();
    }
  });
}

const VP9 = 98;
const { SIMULCAST, REGRESSION, PREFER_REGRESSION } = BackupCodecPolicy;

scenario(
  'the second codec is asked for when somebody cannot decode the first, and each gets its own',
  SIMULCAST,
  (stage) => {
    stage.pass(800);
    const codecs = stage.publisher.client.last('trackPublished')?.track?.codecs.map(({ mimeType }) => mimeType);
    assert.deepEqual(codecs, ['video/VP9', 'video/VP8']);
    assert.equal(stage.wanted(), '', 'nothing has changed: the first is wanted from the beginning');
    const old = stage.join('old', ['vp8']);
    assert.deepEqual(stage.types(old), []);
    stage.pass(400);
    assert.equal(stage.wanted(), 'vp9,vp8');
    stage.addBackup();
    assert.deepEqual(stage.types(old), [VP8]);
    assert.deepEqual(stage.types(stage.both), [VP9]);
    stage.pass(6000);
    assert.equal(stage.wanted(), 'vp9,vp8');
    const seen = old.client.last('update')?.participants[0]?.tracks[0];
    assert.equal(seen?.codecs[1]?.cid, 'cam8', 'the others know of it');
  },
);

scenario(
  'the first codec rests while nobody can decode it, and the second one when nobody needs it',
  SIMULCAST,
  (stage) => {
    const old = stage.join('old', ['vp8']);
    stage.pass(400);
    stage.addBackup();
    stage.sfu.rooms.find('room')?.find('bob')?.leave(1);
    stage.pass(6000);
    assert.equal(stage.wanted(), 'vp8');
    assert.deepEqual(stage.types(old), [VP8]);
    const late = stage.join('late', ['vp9', 'vp8']);
    stage.pass(400);
    assert.equal(stage.wanted(), 'vp9,vp8');
    stage.sfu.rooms.find('room')?.find('old')?.leave(1);
    stage.pass(6000);
    assert.equal(stage.wanted(), 'vp9');
    assert.deepEqual(stage.types(late), [VP9]);
  },
);

scenario(
  'with regression everybody gets the second codec, and the first one is not sent any more',
  REGRESSION,
  (stage) => {
    const old = stage.join('old', ['vp8']);
    stage.pass(400);
    assert.equal(stage.wanted(), 'vp9,vp8');
    stage.addBackup();
    stage.pass(400);
    assert.equal(stage.wanted(), 'vp8');
    assert.deepEqual(stage.types(old), [VP8]);
    assert.deepEqual(stage.types(stage.both), [VP8]);
  },
);

scenario('unless it must, it happens only in a room of five', PREFER_REGRESSION, (stage) => {
  stage.join('old', ['vp8']);
  stage.pass(400);
  stage.addBackup();
  stage.pass(400);
  assert.deepEqual(stage.types(stage.both), [VP9]);
  stage.join('fourth', ['vp9']);
  stage.join('fifth', ['vp8']);
  stage.pass(400);
  assert.deepEqual(stage.types(stage.both), [VP8]);
});

scenario('who ends the second codec goes on with the first, and may begin again', SIMULCAST, (stage) => {
  const old = stage.join('old', ['vp8']);
  stage.pass(400);
  stage.addBackup();
  stage.publisher.unpublish('cam8');
  assert.deepEqual(stage.types(old), []);
  assert.deepEqual(stage.types(stage.both), [VP9]);
  stage.addBackup();
  assert.deepEqual(stage.types(old), [VP8]);
  stage.publisher.unpublish('cam');
  assert.equal(old.client.last('update')?.participants[0]?.tracks.length, 0);
});

scenario('a second codec that was not announced is refused, and so is one of an unknown track', SIMULCAST, (stage) => {
  const add = (request: Partial<AddTrackRequest>): RequestResponse_Reason | undefined => {
    const value = new AddTrackRequest({ cid: 'x', type: TrackType.VIDEO, ...request });
    stage.publisher.client.send({ case: 'addTrack', value });
    return stage.publisher.client.last('requestResponse')?.reason;
  };
  const codec = (name: string) => [new SimulcastCodec({ codec: name, cid: 'x' })];
  assert.equal(add({ sid: stage.sid, simulcastCodecs: codec('av1') }), RequestResponse_Reason.NOT_FOUND);
  assert.equal(add({ sid: 'TR_none', simulcastCodecs: codec('vp8') }), RequestResponse_Reason.NOT_FOUND);
  assert.equal(add({ sid: stage.sid }), RequestResponse_Reason.NOT_FOUND);
  assert.equal(stage.publisher.client.count('requestResponse'), 3);
});
