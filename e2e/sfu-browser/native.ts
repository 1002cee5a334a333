import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { mintToken } from './meeting.ts';

const RATE = 48_000;
const FRAME_SAMPLES = RATE / 100;
const WIDTH = 320;
const HEIGHT = 180;

/** A participant of `@livekit/rtc-node` that sings a tone and films a changing shade until it leaves. */
export interface NativePerson {
  room: Room;
  leave(): Promise<void>;
}

/** Joins and publishes. `prepare` may listen to the room before it is connected. */
export async function joinNatively(
  url: string,
  identity: string,
  prepare: (room: Room) => void = () => {},
): Promise<NativePerson> {
  const room = new Room();
  prepare(room);
  await room.connect(url, await mintToken(identity), { autoSubscribe: true, dynacast: false });
  const audio = new AudioSource(RATE, 1);
  const video = new VideoSource(WIDTH, HEIGHT);
  const stop = perform(audio, video);
  const microphone = LocalAudioTrack.createAudioTrack('microphone', audio);
  await room.localParticipant?.publishTrack(microphone, options(TrackSource.SOURCE_MICROPHONE));
  const camera = LocalVideoTrack.createVideoTrack('camera', video);
  await room.localParticipant?.publishTrack(camera, options(TrackSource.SOURCE_CAMERA));
  return {
    room,
    leave: async () => {
      stop();
      await room.disconnect();
    },
  };
}

function perform(audio: AudioSource, video: VideoSource): () => void {
  let performing = true;
  let phase = 0;
  let shade = 0;
  const sing = async (): Promise<void> => {
    while (performing) {
      const frame = AudioFrame.create(RATE, 1, FRAME_SAMPLES);
      for (let i = 0; i < FRAME_SAMPLES; i++) frame.data[i] = Math.sin((phase++ * 2 * Math.PI * 440) / RATE) * 8000;
      await audio.captureFrame(frame);
    }
  };
  void sing();
  const timer = setInterval(() => {
    shade = (shade + 7) % 256;
    const pixels = new Uint8Array(WIDTH * HEIGHT * 4).fill(shade);
    video.captureFrame(new VideoFrame(pixels, WIDTH, HEIGHT, VideoBufferType.RGBA));
  }, 100);
  return () => {
    performing = false;
    clearInterval(timer);
  };
}

function options(source: TrackSource): TrackPublishOptions {
  const made = new TrackPublishOptions();
  made.source = source;
  return made;
}
