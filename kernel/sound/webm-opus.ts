import { isHead, type OpusSound } from './opus.ts';

/** Elements of WebM (RFC 9559) that hold others which matter here; they may have no known length. */
const MASTERS: ReadonlySet<number> = new Set([0x18538067, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0]);
const CODEC_PRIVATE = 0x63a2;
const BLOCKS: ReadonlySet<number> = new Set([0xa3, 0xa1]);

interface Element {
  id: number;
  /** Where its content begins, and ends unless it is unknown. */
  from: number;
  end: number | undefined;
}

/**
 * The sound of a WebM file with one Opus track, as recorders of browsers write it.
 *
 * @returns undefined for what is something else
 */
export function readWebmOpus(bytes: Uint8Array): OpusSound | undefined {
  let head: Uint8Array | undefined;
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element === undefined) break;
    const { id, from, end } = element;
    if (MASTERS.has(id)) {
      at = from;
      continue;
    }
    // A recording that was cut off ends in the middle of a block.
    if (end === undefined || end > bytes.length) break;
    if (id === CODEC_PRIVATE) head ??= bytes.subarray(from, end);
    if (BLOCKS.has(id)) {
      const packet = packetOf(bytes.subarray(from, end));
      if (packet === undefined) return undefined;
      packets.push(packet);
    }
    at = end;
  }
  return head !== undefined && isHead(head) && packets.length > 0 ? { head, packets } : undefined;
}

function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const id = numberAt(bytes, at, 4, true);
  if (id === undefined) return undefined;
  const size = numberAt(bytes, at + id.bytes, 8, false);
  if (size === undefined) return undefined;
  const from = at + id.bytes + size.bytes;
  return { id: id.value, from, end: size.unknown ? undefined : from + size.value };
}

/** A variable-length number: RFC 8794, section 4. `marked`: the length marker belongs to it. */
function numberAt(bytes: Uint8Array, at: number, most: number, marked: boolean) {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (length > most || at + length > bytes.length) return undefined;
  let value = marked ? first : first & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { value, bytes: length, unknown };
}

/** The one packet of a block; undefined for blocks that hold several. */
function packetOf(block: Uint8Array): Uint8Array | undefined {
  const track = numberAt(block, 0, 8, false);
  if (track === undefined || block.length < track.bytes + 3) return undefined;
  const laced = ((block[track.bytes + 2] ?? 0) & 0x06) !== 0;
  return laced ? undefined : block.subarray(track.bytes + 3);
}
