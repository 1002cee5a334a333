import {
  LocalVideoTrack,
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
import { AccessToken } from 'livekit-server-sdk';

/** Pictures a second. */
export const FPS = 15;
const [WIDTH, HEIGHT] = [320, 180];

interface Place {
  /** Of the server, or of what stands before it. */
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

async function enter({ url, key, secret }: Place, identity: string): Promise<Room> {
  const room = new Room();
  const token = new AccessToken(key, secret, { identity });
  token.addGrant({ roomJoin: true, room: 'link', canPublish: true, canSubscribe: true });
  await room.connect(url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
  return room;
}

/** libwebrtc publishes a moving picture until it is told to end. */
export async function publishPictures(place: Place): Promise<{ end(): Promise<void> }> {
  const room = await enter(place, 'publisher');
  const source = new VideoSource(WIDTH, HEIGHT);
  const options = new TrackPublishOptions();
  options.source = TrackSource.SOURCE_CAMERA;
  options.simulcast = false;
  let step = 0;
  const timer = setInterval(() => {
    source.captureFrame(new VideoFrame(picture(step++), WIDTH, HEIGHT, VideoBufferType.RGBA));
  }, 1000 / FPS);
  await room.localParticipant?.publishTrack(LocalVideoTrack.createVideoTrack('picture', source), options);
  return {
    end: async () => {
      clearInterval(timer);
      await room.disconnect();
    },
  };
}

/** Stripes that move, so that no picture is like the one before. */
function picture(step: number): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const at = (y * WIDTH + x) * 4;
      pixels[at] = ((x + step * 5) ^ y) & 0xff;
      pixels[at + 1] = (x * 3 + step * 7) & 0xff;
      pixels[at + 2] = (y + step) & 0xff;
    }
  }
  return pixels;
}

/** Somebody who looks: when each picture was shown, milliseconds of `performance.now()`. */
export interface Watcher {
  readonly shownAt: number[];
  /** Resolves with the time of the first picture after `afterMs`, or Infinity when none came by `untilMs`. */
  next(afterMs: number, untilMs: number): Promise<number>;
  end(): Promise<void>;
}

/** libwebrtc subscribes to whatever video there is, also again after it has connected anew. */
export async function watch(place: Place): Promise<Watcher> {
  const shownAt: number[] = [];
  const room = await enter(place, 'watcher');
  let ended = false;
  const listen = async (stream: VideoStream): Promise<void> => {
    for await (const _ of stream) {
      if (ended) return;
      shownAt.push(performance.now());
    }
  };
  const known = [...room.remoteParticipants.values()].flatMap((one) => [...one.trackPublications.values()]);
  for (const { track } of known) if (track?.kind === TrackKind.KIND_VIDEO) void listen(new VideoStream(track));
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_VIDEO) void listen(new VideoStream(track));
  });
  return {
    shownAt,
    next: async (afterMs, untilMs) => {
      for (;;) {
        const found = shownAt.find((at) => at > afterMs);
        if (found !== undefined) return found;
        if (performance.now() > untilMs) return Number.POSITIVE_INFINITY;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    end: async () => {
      ended = true;
      await room.disconnect();
    },
  };
}
