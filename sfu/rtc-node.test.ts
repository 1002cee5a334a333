import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  dispose,
  LocalAudioTrack,
  LocalVideoTrack,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
  VideoStream,
} from '@livekit/rtc-node';
import { mintToken, startTestSfu } from './testing/test-sfu.ts';
import type { TransportChoice } from './transport/open-media-port.ts';

const RATE = 48_000;
const FRAME_SAMPLES = RATE / 100;

after(() => dispose());

/** A tone of 440 Hz until stopped. `captureFrame` waits for the time that a frame takes. */
function sing(source: AudioSource): () => void {
  let singing = true;
  let phase = 0;
  const run = async (): Promise<void> => {
    while (singing) {
      const frame = AudioFrame.create(RATE, 1, FRAME_SAMPLES);
      for (let i = 0; i < FRAME_SAMPLES; i++) frame.data[i] = Math.sin((phase++ * 2 * Math.PI * 440) / RATE) * 8000;
      await source.captureFrame(frame);
    }
  };
  void run();
  return () => {
    singing = false;
  };
}

/** A picture that changes its brightness until stopped. */
function film(source: VideoSource, width: number, height: number): () => void {
  let shade = 0;
  const timer = setInterval(() => {
    shade = (shade + 7) % 256;
    source.captureFrame(
      new VideoFrame(new Uint8Array(width * height * 4).fill(shade), width, height, VideoBufferType.RGBA),
    );
  }, 50);
  return () => clearInterval(timer);
}

async function hears(track: RemoteTrack): Promise<void> {
  for await (const frame of new AudioStream(track)) {
    if (frame.data.some((sample) => Math.abs(sample) > 2000)) return;
  }
}

async function sees(track: RemoteTrack): Promise<{ width: number; height: number }> {
  let count = 0;
  for await (const { frame } of new VideoStream(track)) {
    if (++count === 5) return { width: frame.width, height: frame.height };
  }
  throw new Error('the video ended');
}

function options(source: TrackSource): TrackPublishOptions {
  const made = new TrackPublishOptions();
  made.source = source;
  return made;
}

for (const transport of ['native', 'own'] as const) {
  test(`two participants meet (${transport}): they hear and see each other, exchange data, and notice when one leaves`, () =>
    meet(transport));
}

async function meet(transport: TransportChoice): Promise<void> {
  const sfu = await startTestSfu({ transport });
  const rooms = [new Room(), new Room()] as const;
  const [ann, bob] = rooms;
  const stops: (() => void)[] = [];
  try {
    const media = rooms.flatMap((room) => [
      new Promise<void>((resolve) => {
        room.on(RoomEvent.TrackSubscribed, (track) => {
          if (track.kind === TrackKind.KIND_AUDIO) resolve(hears(track));
        });
      }),
      new Promise<{ width: number; height: number }>((resolve) => {
        room.on(RoomEvent.TrackSubscribed, (track) => {
          if (track.kind === TrackKind.KIND_VIDEO) resolve(sees(track));
        });
      }),
    ]);
    const data = new Promise<string>((resolve) => {
      bob.on(RoomEvent.DataReceived, (payload, from) => resolve(`${from?.identity}: ${Buffer.from(payload)}`));
    });
    const lossy = new Promise<string>((resolve) => {
      ann.on(RoomEvent.DataReceived, (payload, from) => resolve(`${from?.identity}: ${Buffer.from(payload)}`));
    });
    const left = new Promise<string>((resolve) => {
      bob.on(RoomEvent.ParticipantDisconnected, (participant) => resolve(participant.identity));
    });
    const connect = { autoSubscribe: true, dynacast: false };
    await ann.connect(sfu.url.replace('http', 'ws'), await mintToken({ identity: 'ann' }), connect);
    await bob.connect(sfu.url.replace('http', 'ws'), await mintToken({ identity: 'bob' }), connect);
    for (const room of rooms) {
      const audio = new AudioSource(RATE, 1);
      const video = new VideoSource(320, 240);
      stops.push(sing(audio), film(video, 320, 240));
      const microphone = LocalAudioTrack.createAudioTrack('microphone', audio);
      await room.localParticipant?.publishTrack(microphone, options(TrackSource.SOURCE_MICROPHONE));
      const camera = LocalVideoTrack.createVideoTrack('camera', video);
      await room.localParticipant?.publishTrack(camera, options(TrackSource.SOURCE_CAMERA));
    }
    await Promise.all(media);
    await ann.localParticipant?.publishData(Buffer.from('hello'), { reliable: true });
    assert.equal(await data, 'ann: hello');
    await bob.localParticipant?.publishData(Buffer.from('hi'), { reliable: false });
    assert.equal(await lossy, 'bob: hi');
    await ann.disconnect();
    assert.equal(await left, 'ann');
    assert.deepEqual(
      sfu.stats()[0]?.participants.map((one) => one.identity),
      ['bob'],
    );
  } finally {
    for (const stop of stops) stop();
    for (const room of rooms) await room.disconnect();
    await sfu.close();
  }
  assert.deepEqual(
    sfu.lines.filter((line) => line.includes('bug')),
    [],
  );
}
