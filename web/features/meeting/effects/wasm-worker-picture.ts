import { FIRST_GUARD, type FrameGuard, watchFrames } from '../model/frame-guard.ts';
import { type Look, needsFaces, PLAIN } from '../model/look.ts';
import { Beauty } from './beauty.ts';
import { Compositor } from './compositor.ts';
import { FaceLink } from './faces/face-link.ts';
import type { FromPicture, OwnPicture, ToPicture } from './picture-messages.ts';
import { loadSegmenter, type Segmented } from './segmenter.ts';
import { type DrawnSticker, paintSticker } from './sticker-painter.ts';

/** How long the guard counts before it looks. */
const LOOK_MS = 2000;

const compositor = new Compositor();
const beauty = new Beauty();
const faceLink = new FaceLink((fault) => needsFaces(look) && tell({ fault }));
let look: Look = PLAIN;
let sticker: DrawnSticker | undefined;
let own: OwnPicture | undefined;
let guard: FrameGuard = FIRST_GUARD;
let failed = false;
let found: Segmented | undefined;
let segmenter: Awaited<ReturnType<typeof loadSegmenter>> | undefined;
let loads = false;
let looked = { at: 0, frames: 0, busyMs: 0 };

function tell(message: FromPicture): void {
  postMessage(message);
}

/** Until the model is here nobody is told from what is behind them: everything is hidden. */
async function changed(frame: VideoFrame): Promise<VideoFrame> {
  if (guard.size === 'off') return frame;
  const startedAt = performance.now();
  const now = look;
  const image = compositor.take(frame, guard.size);
  const faces = needsFaces(now) ? faceLink.look(image) : [];
  if (now.beauty > 0) beauty.apply(compositor.input, faces, now.beauty);
  const ready = now.background === 'none' || segmenter !== undefined;
  if (now.background !== 'none') {
    found = undefined;
    await segmenter?.send({ image });
    compositor.draw(found, now.background, own);
  }
  const shown = now.background === 'none' ? compositor.input : compositor.output;
  if (sticker !== undefined && sticker.name === now.sticker) paintSticker(shown, faces, sticker);
  const after = new VideoFrame(shown.canvas, { timestamp: frame.timestamp, alpha: 'discard' });
  frame.close();
  if (ready) count(startedAt, performance.now());
  return after;
}

function count(from: number, to: number): void {
  looked.frames++;
  looked.busyMs += to - from;
  if (looked.at === 0) looked.at = from;
  if (to - looked.at < LOOK_MS) return;
  const { frames, busyMs } = looked;
  tell({ took: { frames, busyMs, findMs: faceLink.findMs } });
  const next = watchFrames(guard, { frames, busyMs });
  looked = { at: to, frames: 0, busyMs: 0 };
  if (next.size !== guard.size && next.size !== 'full') tell({ fault: next.size });
  guard = next;
}

function fail(): void {
  failed = true;
  guard = { ...guard, size: 'off' };
  tell({ fault: 'failed' });
}

function start(readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame>): void {
  const change = new TransformStream<VideoFrame, VideoFrame>({
    async transform(frame, controller) {
      try {
        controller.enqueue(await changed(frame));
      } catch {
        frame.close();
        fail();
      }
    },
  });
  // It ends with the camera's track, and with the page that looks at it.
  void readable
    .pipeThrough(change)
    .pipeTo(writable)
    .catch(() => undefined);
}

/** The model that tells people from what is behind them: fetched when there is to be something else behind them. */
function load(): void {
  if (segmenter !== undefined) return;
  tell({ fault: 'loading' });
  if (loads) return;
  loads = true;
  loadSegmenter((results) => {
    found = results;
  }).then((loaded) => {
    segmenter = loaded;
    looked = { at: 0, frames: 0, busyMs: 0 };
    tell({ fault: 'none' });
  }, fail);
}

function use({ look: next, faces, sticker: drawn, own: picture }: ToPicture): void {
  look = next;
  if (drawn !== undefined) {
    for (const image of sticker?.images ?? []) image.close();
    sticker = drawn;
  }
  if (picture !== undefined) {
    own?.image.close();
    own = picture;
  }
  if (faces !== undefined) faceLink.connect(faces);
  faceLink.again();
  if (!needsFaces(next)) faceLink.rest();
  if (failed) {
    tell({ fault: 'failed' });
    return;
  }
  guard = FIRST_GUARD;
  if (next.background !== 'none') load();
}

addEventListener('message', ({ data }: MessageEvent<ToPicture>) => {
  use(data);
  const { readable, writable } = data;
  if (readable !== undefined && writable !== undefined) start(readable, writable);
});
