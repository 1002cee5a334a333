import type { OwnBackground } from '../model/background.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import type { FrameLook } from '../model/frame-guard.ts';
import type { Look } from '../model/look.ts';
import type { DrawnSticker } from './sticker-painter.ts';

/** A picture of one's own, ready to be drawn. */
export interface OwnPicture {
  readonly name: OwnBackground;
  readonly image: ImageBitmap;
}

/** To the worker: what is done to the picture. Until what it needs has come, what is behind people is hidden all the same. */
export interface ToPicture {
  look: Look;
  /** When it begins. */
  readable?: ReadableStream<VideoFrame>;
  writable?: WritableStream<VideoFrame>;
  /** To the worker that finds faces. */
  faces?: MessagePort;
  sticker?: DrawnSticker;
  own?: OwnPicture;
}

/** From the worker. */
export interface FromPicture {
  /** What keeps it from being as it was chosen, or that nothing does any more. */
  fault?: PictureFault | 'none';
  /** What the last 2 s of pictures took, and how long it takes to find faces (ms), which goes on beside them. */
  took?: FrameLook & { findMs: number };
}
