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
    info.spatialId = spatialId;
    if (!(flags & 0x10)) {
      info.tl0PicIdxAt = offset - start;
      info.tl0PicIdx = at(bytes, offset++);
    }
  }
  if (offset > end) {
    info.clear();
    return;
  }
  if (flags & 0x02) info.spatialLayers = spatialLayers(bytes, skipReferences(bytes, offset, flags), end);
  info.frameEnd = (flags & 0x04) !== 0;
  info.frameStart = (flags & 0x08) !== 0 && spatialId === 0;
  // Not inter-picture predicted (P).
  info.keyframeStart = info.frameStart && !(flags & 0x40);
}

/** Flexible mode names up to three reference pictures (§4.2.1). */
function skipReferences(bytes: Uint8Array, start: number, flags: number): number {
  let offset = start;
  if ((flags & 0x50) !== 0x50) return offset;
  for (let i = 0; i < 3; i++) if (!(at(bytes, offset++) & 1)) break;
  return offset;
}

/** The number of spatial layers of a scalability structure (§4.2.1), 0 if it is not there. */
function spatialLayers(bytes: Uint8Array, offset: number, end: number): number {
  return offset < end ? (at(bytes, offset) >> 5) + 1 : 0;
}
