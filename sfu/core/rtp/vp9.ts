import type { FrameInfo } from './frame.ts';
import { at } from './packet.ts';
import { readPictureId } from './vp8.ts';

/** Reads the VP9 payload descriptor (RFC 9628 §4.2) between `start` and `end`. */
export function readVp9(bytes: Uint8Array, start: number, end: number, info: FrameInfo): void {
  const flags = at(bytes, start);
  let offset = start + 1;
  let spatialId = 0;
  if (flags & 0x80) offset = readPictureId(bytes, start, offset, info);
  if (flags & 0x20) {
    const layer = at(bytes, offset++);
    info.temporalId = layer >> 5;
    info.temporalSwitch = (layer & 0x10) !== 0;
    spatialId = (layer >> 1) & 7;
    if (!(flags & 0x10)) {
      info.tl0PicIdxAt = offset - start;
      info.tl0PicIdx = at(bytes, offset++);
    }
  }
  if (offset > end) {
    info.clear();
    return;
  }
  info.frameStart = (flags & 0x08) !== 0 && spatialId === 0;
  // Not inter-picture predicted (P).
  info.keyframeStart = info.frameStart && !(flags & 0x40);
}
