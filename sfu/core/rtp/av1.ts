import { at, write16 } from './packet.ts';

/**
 * Whether an AV1 payload opens a coded video sequence: N set, and no continued fragment in front (AV1 RTP §4.4).
 * Without a dependency descriptor this is all there is.
 */
export function isAv1Keyframe(bytes: Uint8Array, start: number, end: number): boolean {
  const header = at(bytes, start);
  return end > start + 1 && (header & 0x88) === 0x08;
}

export function setFrameNumber(bytes: Uint8Array, start: number, value: number): void {
  write16(bytes, start + 1, value);
}
