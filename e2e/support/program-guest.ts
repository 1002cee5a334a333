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
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';

const SIZE = { width: 320, height: 180 };
const RATE = 48_000;
const FRAME_MS = 100;

export interface ProgramGuest {
  /** By identity: whose frames were decoded, and whose sound was not silence. */
  received(): { video: Set<string>; audible: Set<string> };
  leave(): Promise<void>;
}

/** A guest that is no browser: LiveKit's own SDK for Node, with a picture that changes and a tone. */
export async function joinByProgram(origin: string, number: string, name: string): Promise<ProgramGuest> {
  const answer = await fetch(`${origin}/api/v1/meetings/${number}/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  const { token, url } = (await answer.json()) as JoinMeetingAnswer;
  const room = new Room();
  const got = { video: new Set<string>(), audible: new Set<string>() };
  room.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => {
    void (track.kind === TrackKind.KIND_VIDEO
      ? watch(track, participant.identity)
      : listen(track, participant.identity));
  });
  async function watch(track: RemoteTrack, identity: string): Promise<void> {
    for await (const _frame of new VideoStream(track)) got.video.add(identity);
  }
  async function listen(track: RemoteTrack, identity: string): Promise<void> {
    for await (const { data } of new AudioStream(track)) {
      if (data.some((sample) => Math.abs(sample) > 300)) got.audible.add(identity);
    }
  }
  const at = url === '/' ? origin.replace(/^http/, 'ws') : url;
  await room.connect(at, token, { autoSubscribe: true, dynacast: true });
  const stop = await publish(room);
  let left = false;
  return {
    received: () => got,
    async leave() {
      if (left) return;
      left = true;
      await stop();
      await room.disconnect();
    },
  };
}

/** Lets go of the SDK's native part, which holds the process otherwise. */
export async function endPrograms(): Promise<void> {
  await dispose();
}

async function publish(room: Room): Promise<() => Promise<void>> {
  const audio = new AudioSource(RATE, 1);
  const video = new VideoSource(SIZE.width, SIZE.height);
  const me = room.localParticipant;
  if (me === undefined) throw new Error('not connected');
  const microphone = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  const camera = new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA, simulcast: false });
  await me.publishTrack(LocalAudioTrack.createAudioTrack('tone', audio), microphone);
  await me.publishTrack(LocalVideoTrack.createVideoTrack('picture', video), camera);
  let count = 0;
  let saying = Promise.resolve();
  const timer = setInterval(() => {
    count += 1;
    video.captureFrame(picture(count));
    saying = audio.captureFrame(tone(count)).catch(() => undefined);
  }, FRAME_MS);
  return async () => {
    clearInterval(timer);
    await saying;
  };
}

function picture(count: number): VideoFrame {
  const pixels = new Uint8Array(SIZE.width * SIZE.height * 4).fill((count * 7) % 256);
  return new VideoFrame(pixels, SIZE.width, SIZE.height, VideoBufferType.RGBA);
}

function tone(count: number): AudioFrame {
  const samples = (RATE * FRAME_MS) / 1000;
  const data = new Int16Array(samples);
  for (let i = 0; i < samples; i += 1) data[i] = 8000 * Math.sin((2 * Math.PI * 440 * (count * samples + i)) / RATE);
  return new AudioFrame(data, RATE, 1, samples);
}
