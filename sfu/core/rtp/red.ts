import { at, read16 } from './packet.ts';

/** One block of a RED payload (RFC 2198 §3); the last is the primary one. */
export interface RedBlock {
  readonly pt: number;
  /** How much older than the packet's own its sound is, in timestamp units; 0 for the primary block. */
  readonly age: number;
  /** Offsets of its data in the bytes that were read. */
  readonly start: number;
  readonly end: number;
}

/** More than any sender puts into one packet. */
const MAX_BLOCKS = 16;
/** Fields of 14 and 10 bits. */
const MAX_AGE = 1 << 14;
const MAX_LENGTH = 1 << 10;

/** The blocks of a payload, oldest first; undefined if it is malformed. */
export function parseRed(bytes: Uint8Array, start: number, end: number): RedBlock[] | undefined {
  const heads: { pt: number; age: number; length: number }[] = [];
  let offset = start;
  while (offset < end && at(bytes, offset) & 0x80) {
    if (offset + 4 >= end || heads.length === MAX_BLOCKS) return undefined;
    const low = read16(bytes, offset + 2);
    const age = (at(bytes, offset + 1) << 6) | (low >> 10);
    heads.push({ pt: at(bytes, offset) & 0x7f, age, length: low & (MAX_LENGTH - 1) });
    offset += 4;
  }
  if (offset >= end) return undefined;
  const primaryPt = at(bytes, offset++);
  const blocks: RedBlock[] = [];
  for (const { pt, age, length } of heads) {
    blocks.push({ pt, age, start: offset, end: offset + length });
    offset += length;
  }
  if (offset > end) return undefined;
  blocks.push({ pt: primaryPt, age: 0, start: offset, end });
  return blocks;
}

/** Whether sound of this age and size can be a redundant block. */
export function fitsRed(age: number, length: number): boolean {
  return age > 0 && age < MAX_AGE && length > 0 && length < MAX_LENGTH;
}

/** Writes a payload of blocks, oldest first, the primary one last. Returns its end in `into`. */
export function writeRed(
  into: Uint8Array,
  start: number,
  blocks: readonly { readonly pt: number; readonly age: number; readonly data: Uint8Array }[],
): number {
  let offset = start;
  for (const [i, { pt, age, data }] of blocks.entries()) {
    const last = i === blocks.length - 1;
    into[offset++] = last ? pt : 0x80 | pt;
    if (last) continue;
    into[offset++] = age >> 6;
    into[offset++] = ((age & 0x3f) << 2) | (data.length >> 8);
    into[offset++] = data.length;
  }
  for (const { data } of blocks) {
    into.set(data, offset);
    offset += data.length;
  }
  return offset;
}

/** Gives all blocks of a well-formed payload another payload type. */
export function setRedTypes(bytes: Uint8Array, start: number, end: number, pt: number): void {
  let offset = start;
  while (offset < end && at(bytes, offset) & 0x80) {
    bytes[offset] = 0x80 | pt;
    offset += 4;
  }
  if (offset < end) bytes[offset] = pt;
}
