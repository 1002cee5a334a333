import type { Background } from '../model/background.ts';
import type { FromPicture, ToPicture } from './picture-messages.ts';

type Chosen = Exclude<Background, 'none'>;

/** Insertable streams (mediacapture-transform), as far as Chromium has them on pages. */
interface Streams {
  MediaStreamTrackProcessor: new (init: {
    track: MediaStreamTrack;
    maxBufferSize: number;
  }) => {
    readable: ReadableStream<VideoFrame>;
  };
  MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

/** A camera with another background. */
export interface Picture {
  track: MediaStreamTrack;
  use(background: Chosen): void;
  close(): void;
}

/** Changes what is behind people in `source`, which stays its owner's; `tell` hears how it goes. Frames that come too fast are left out. */
export function changePicture(
  source: MediaStreamTrack,
  background: Chosen,
  tell: (message: FromPicture) => void,
): Picture {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as unknown as Streams;
  const worker = new Worker(new URL('./wasm-worker-picture.ts', import.meta.url));
  const { readable } = new MediaStreamTrackProcessor({ track: source, maxBufferSize: 1 });
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const { writable } = track;
  const send = (message: ToPicture, streams: Transferable[] = []) => worker.postMessage(message, streams);
  worker.onmessage = ({ data }: MessageEvent<FromPicture>) => tell(data);
  worker.onerror = () => tell({ failed: 'the worker did not start' });
  send({ background, readable, writable }, [readable, writable]);
  return {
    track,
    use: (next) => send({ background: next }),
    close() {
      worker.terminate();
      track.stop();
    },
  };
}
