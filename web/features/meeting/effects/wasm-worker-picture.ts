import type { Background } from '../model/background.ts';
import { FIRST_GUARD, type FrameGuard, watchFrames } from '../model/frame-guard.ts';
import { Compositor } from './compositor.ts';
import type { FromPicture, ToPicture } from './picture-messages.ts';
import { loadSegmenter, type Segmented } from './segmenter.ts';

/** How long the guard counts before it looks. */
const LOOK_MS = 2000;

type Chosen = Exclude<Background, 'none'>;

const compositor = new Compositor();
let background: Chosen = 'blur';
let guard: FrameGuard = FIRST_GUARD;
let failed = false;
let found: Segmented | undefined;
let segmenter: Awaited<ReturnType<typeof loadSegmenter>> | undefined;
let looked = { at: 0, frames: 0, busyMs: 0 };

function tell(message: FromPicture): void {
  postMessage(message);
}

/** Until the model is here nobody is told from what is behind them: everything is hidden. */
async function changed(frame: VideoFrame): Promise<VideoFrame> {
  if (guard.size === 'off') return frame;
  const startedAt = performance.now();
  const image = compositor.take(frame, guard.size);
  found = undefined;
  const ready = segmenter;
  await ready?.send({ image });
  const canvas = compositor.draw(found, background);
  const after = new VideoFrame(canvas, { timestamp: frame.timestamp, alpha: 'discard' });
  frame.close();
  if (ready !== undefined) count(startedAt, performance.now());
  return after;
}

function count(from: number, to: number): void {
  looked.frames++;
  looked.busyMs += to - from;
  if (looked.at === 0) looked.at = from;
  if (to - looked.at < LOOK_MS) return;
  const next = watchFrames(guard, looked);
  looked = { at: to, frames: 0, busyMs: 0 };
  if (next.size !== guard.size && next.size !== 'full') tell({ size: next.size });
  guard = next;
}

function fail(error: unknown): void {
  failed = true;
  guard = { ...guard, size: 'off' };
  tell({ failed: String(error) });
}

function start({ readable, writable }: Required<Pick<ToPicture, 'readable' | 'writable'>>): void {
  const change = new TransformStream<VideoFrame, VideoFrame>({
    async transform(frame, controller) {
      try {
        controller.enqueue(await changed(frame));
      } catch (error) {
        frame.close();
        fail(error);
      }
    },
  });
  // It ends with the camera's track, and with the page that looks at it.
  void readable
    .pipeThrough(change)
    .pipeTo(writable)
    .catch(() => undefined);
  loadSegmenter((results) => {
    found = results;
  }).then((loaded) => {
    segmenter = loaded;
    tell({ ready: true });
  }, fail);
}

addEventListener('message', ({ data }: MessageEvent<ToPicture>) => {
  background = data.background;
  if (failed) tell({ failed: 'it failed before' });
  else guard = FIRST_GUARD;
  const { readable, writable } = data;
  if (readable !== undefined && writable !== undefined) start({ readable, writable });
});
