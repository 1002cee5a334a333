import { isAv1Keyframe } from './av1.ts';
import { frameNumber, opensStructure } from './dependency-descriptor.ts';
import type { DependencyStructure } from './dependency-structure.ts';
import type { FrameInfo } from './frame.ts';
import { isH264Keyframe, isH265Keyframe } from './h26x.ts';
import { at, type RtpPacket, write16 } from './packet.ts';
import { readVp8 } from './vp8.ts';
import { readVp9 } from './vp9.ts';

/** Width of a dependency descriptor's frame number, which serves AV1 as picture id. */
export const DESCRIPTOR_BITS = 16;

export type CodecName = 'vp8' | 'vp9' | 'h264' | 'h265' | 'av1' | 'other';

/** `video/VP8` → `vp8`. */
export function codecName(mime: string): CodecName {
  const name = mime.toLowerCase().replace(/^.*\//, '');
  return name === 'vp8' || name === 'vp9' || name === 'h264' || name === 'h265' || name === 'av1' ? name : 'other';
}

/**
 * Fills `info` from a packet with a payload. `descriptorId` is the dependency descriptor's extension id, 0 = none;
 * `structure` is the one that its stream brought last.
 */
export function readFrame(
  codec: CodecName,
  packet: RtpPacket,
  descriptorId: number,
  structure: DependencyStructure | undefined,
  info: FrameInfo,
): void {
  const { bytes, payloadStart, payloadEnd } = packet;
  info.clear();
  if (codec === 'vp8') readVp8(bytes, payloadStart, payloadEnd, info);
  else if (codec === 'vp9') {
    readVp9(bytes, payloadStart, payloadEnd, info);
    readDescriptor(packet, descriptorId, structure, info);
  } else if (codec === 'h264') info.keyframeStart = isH264Keyframe(bytes, payloadStart, payloadEnd);
  else if (codec === 'h265') info.keyframeStart = isH265Keyframe(bytes, payloadStart, payloadEnd);
  else if (codec === 'av1') readAv1(packet, descriptorId, structure, info);
}

function readAv1(
  packet: RtpPacket,
  descriptorId: number,
  structure: DependencyStructure | undefined,
  info: FrameInfo,
): void {
  const { bytes, payloadStart, payloadEnd } = packet;
  const start = descriptorId === 0 ? 0 : packet.extensionStart(descriptorId);
  const length = packet.extensionLength(descriptorId);
  if (start === 0 || length < 3) {
    info.keyframeStart = isAv1Keyframe(bytes, payloadStart, payloadEnd);
    return;
  }
  info.keyframeStart = opensStructure(bytes, start, length);
  info.pictureId = frameNumber(bytes, start);
  info.pictureIdBits = DESCRIPTOR_BITS;
  readDescriptor(packet, descriptorId, structure, info);
  const { descriptor } = info;
  info.isUnreadable = structure !== undefined && !descriptor.valid && !descriptor.bringsStructure;
}

function readDescriptor(
  packet: RtpPacket,
  descriptorId: number,
  structure: DependencyStructure | undefined,
  info: FrameInfo,
): void {
  const start = descriptorId === 0 ? 0 : packet.extensionStart(descriptorId);
  if (start === 0) return;
  const { descriptor } = info;
  descriptor.parse(packet.bytes, start, packet.extensionLength(descriptorId), structure);
  if (!descriptor.valid) return;
  info.frameStart = descriptor.frameStart;
  info.frameEnd = descriptor.frameEnd;
  info.spatialId = descriptor.spatialId;
  info.temporalId = descriptor.temporalId;
  if (descriptor.bringsStructure) info.spatialLayers = descriptor.structure?.spatialLayers ?? 0;
}

/** How the counters inside a payload descriptor are moved: subtracted from what the publisher wrote. */
export interface FrameShift {
  pictureId: number;
  tl0PicIdx: number;
  keyIdx: number;
}

/** Moves picture id, TL0PICIDX and KEYIDX of a VP8 or VP9 descriptor in place, each modulo its own width. */
export function shiftFrame(payload: Uint8Array, start: number, info: FrameInfo, shift: FrameShift): void {
  if (info.pictureIdAt >= 0) {
    const offset = start + info.pictureIdAt;
    if (info.pictureIdBits === 15) write16(payload, offset, 0x8000 | ((info.pictureId - shift.pictureId) & 0x7fff));
    else payload[offset] = (info.pictureId - shift.pictureId) & 0x7f;
  }
  if (info.tl0PicIdxAt >= 0) payload[start + info.tl0PicIdxAt] = (info.tl0PicIdx - shift.tl0PicIdx) & 0xff;
  if (info.keyIdxAt >= 0) {
    const offset = start + info.keyIdxAt;
    payload[offset] = (at(payload, offset) & 0xe0) | ((info.keyIdx - shift.keyIdx) & 0x1f);
  }
}
