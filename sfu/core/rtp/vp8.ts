import type { FrameInfo } from './frame.ts';
import { at } from './packet.ts';

/** Reads the VP8 payload descriptor (RFC 7741 §4.2) between `start` and `end`. */
export function readVp8(bytes: Uint8Array, start: number, end: number, info: FrameInfo): void {
  const first = at(bytes, start);
  let offset = start + 1;
  if (first & 0x80) {
    const flags = at(bytes, offset++);
    if (flags & 0x80) offset = readPictureId(bytes, start, offset, info);
    if (flags & 0x40) {
      info.tl0PicIdxAt = offset - start;
      info.tl0PicIdx = at(bytes, offset++);
    }
    if (flags & 0x30) {
      const byte = at(bytes, offset);
      if (flags & 0x20) {
        info.temporalId = byte >> 6;
        info.temporalSwitch = (byte & 0x20) !== 0;
      }
      if (flags & 0x10) {
        info.keyIdxAt = offset - start;
        info.keyIdx = byte & 0x1f;
      }
      offset++;
    }
  }
  if (offset >= end) {
    info.clear();
    return;
  }
  info.frameStart = (first & 0x10) !== 0 && (first & 0x07) === 0;
  // The frame header's inverse key frame flag (RFC 6386 §9.1).
  info.keyframeStart = info.frameStart && (at(bytes, offset) & 1) === 0;
}

/** The picture id of VP8 and VP9: one or two bytes. Returns the offset behind it. */
export function readPictureId(bytes: Uint8Array, start: number, offset: number, info: FrameInfo): number {
  const high = at(bytes, offset);
  info.pictureIdAt = offset - start;
  if (high & 0x80) {
    info.pictureIdBits = 15;
    info.pictureId = ((high & 0x7f) << 8) | at(bytes, offset + 1);
    return offset + 2;
  }
  info.pictureIdBits = 7;
  info.pictureId = high;
  return offset + 1;
}
