import { at, read16 } from './packet.ts';

/** Whether an H.264 payload (RFC 6184) carries a sequence parameter set: WebRTC senders put it before every IDR picture. */
export function isH264Keyframe(bytes: Uint8Array, start: number, end: number): boolean {
  const type = at(bytes, start) & 0x1f;
  if (type === 7) return true;
  if (type === 24) return aggregates(bytes, start + 1, end, (nal) => (at(bytes, nal) & 0x1f) === 7);
  if (type !== 28 && type !== 29) return false;
  const header = at(bytes, start + 1);
  return (header & 0x80) !== 0 && (header & 0x1f) === 7;
}

/** Whether an H.265 payload (RFC 7798) carries a video or sequence parameter set. */
export function isH265Keyframe(bytes: Uint8Array, start: number, end: number): boolean {
  const type = (at(bytes, start) >> 1) & 0x3f;
  if (isParameterSet(type)) return true;
  if (type === 48) return aggregates(bytes, start + 2, end, (nal) => isParameterSet((at(bytes, nal) >> 1) & 0x3f));
  if (type !== 49) return false;
  const header = at(bytes, start + 2);
  return (header & 0x80) !== 0 && isParameterSet(header & 0x3f);
}

function isParameterSet(type: number): boolean {
  return type === 32 || type === 33;
}

/** Whether one of the NAL units of an aggregation packet satisfies `test`, given where it starts. */
function aggregates(bytes: Uint8Array, start: number, end: number, test: (nal: number) => boolean): boolean {
  let offset = start;
  while (offset + 2 < end) {
    const size = read16(bytes, offset);
    offset += 2;
    if (size === 0 || offset + size > end) return false;
    if (test(offset)) return true;
    offset += size;
  }
  return false;
}
