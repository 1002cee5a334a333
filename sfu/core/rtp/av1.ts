import { at, read16, write16 } from './packet.ts';

/**
 * Whether an AV1 payload opens a coded video sequence: N set, and no continued fragment in front (AV1 RTP §4.4).
 * Without a dependency descriptor this is all there is.
 */
export function isAv1Keyframe(bytes: Uint8Array, start: number, end: number): boolean {
  const header = at(bytes, start);
  return end > start + 1 && (header & 0x88) === 0x08;
}

/** Whether a dependency descriptor (AV1 RTP, appendix A) starts a frame that brings a new template structure: a keyframe. */
export function opensStructure(bytes: Uint8Array, start: number, length: number): boolean {
  return length > 3 && (at(bytes, start) & 0x80) !== 0 && (at(bytes, start + 3) & 0x80) !== 0;
}

export function frameNumber(bytes: Uint8Array, start: number): number {
  return read16(bytes, start + 1);
}

export function setFrameNumber(bytes: Uint8Array, start: number, value: number): void {
  write16(bytes, start + 1, value);
}
