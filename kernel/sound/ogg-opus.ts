import { isHead, OPUS_HZ, type OpusSound, samplesIn } from './opus.ts';

/** Opus in Ogg: RFC 3533 and RFC 7845. */

const PAGE_HEADER = 27;
const MOST_SEGMENTS = 255;
const CAPTURE = 0x4f676753;
const BEGINS = 2;
const ENDS = 4;
/** Any number: there is one stream in a file. */
const SERIAL = 0x79697169;
const VENDOR = 'Yiqi';

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index << 24;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest >>> 0;
});

interface Page {
  packets: readonly Uint8Array[];
  /** Samples up to and with the last packet. */
  granule: number;
  flags: number;
  number: number;
}

export function writeOggOpus({ head, packets }: OpusSound): Uint8Array<ArrayBuffer> {
  const pages = [
    pageOf({ packets: [head], granule: 0, flags: BEGINS, number: 0 }),
    pageOf({ packets: [tags()], granule: 0, flags: 0, number: 1 }),
  ];
  let granule = 0;
  let waiting: Uint8Array[] = [];
  let since = 0;
  for (const [index, packet] of packets.entries()) {
    waiting.push(packet);
    granule += samplesIn(packet);
    const next = packets[index + 1];
    const full = next !== undefined && segmentsOf([...waiting, next]) > MOST_SEGMENTS;
    if (next !== undefined && !full && granule - since < OPUS_HZ) continue;
    pages.push(pageOf({ packets: waiting, granule, flags: next === undefined ? ENDS : 0, number: pages.length }));
    waiting = [];
    since = granule;
  }
  return joined(pages);
}

/** @returns undefined for what is something else; of a file that is cut off, what there is */
export function readOggOpus(bytes: Uint8Array): OpusSound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Uint8Array[] = [];
  let open: Uint8Array[] = [];
  for (let at = 0; at + PAGE_HEADER <= bytes.length && view.getUint32(at) === CAPTURE; ) {
    const segments = bytes[at + 26] ?? 0;
    let from = at + PAGE_HEADER + segments;
    for (const size of bytes.subarray(at + PAGE_HEADER, from)) {
      open.push(bytes.subarray(from, from + size));
      from += size;
      if (size === MOST_SEGMENTS) continue;
      packets.push(open.length === 1 && open[0] !== undefined ? open[0] : joined(open));
      open = [];
    }
    at = from;
  }
  const [head, , ...sound] = packets;
  return head !== undefined && isHead(head) && sound.length > 0 ? { head, packets: sound } : undefined;
}

function segmentsOf(packets: readonly Uint8Array[]): number {
  return packets.reduce((sum, { length }) => sum + Math.floor(length / MOST_SEGMENTS) + 1, 0);
}

function pageOf({ packets, granule, flags, number }: Page): Uint8Array {
  const table = packets.flatMap(({ length }) => [
    ...new Array<number>(Math.floor(length / MOST_SEGMENTS)).fill(MOST_SEGMENTS),
    length % MOST_SEGMENTS,
  ]);
  const header = new Uint8Array(PAGE_HEADER + table.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, CAPTURE);
  header[5] = flags;
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, number, true);
  header[26] = table.length;
  header.set(table, PAGE_HEADER);
  const page = joined([header, ...packets]);
  new DataView(page.buffer).setUint32(22, checksumOf(page), true);
  return page;
}

function checksumOf(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (CRC[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

/** OpusTags: who wrote it, and no comments. */
function tags(): Uint8Array {
  const bytes = new Uint8Array(16 + VENDOR.length);
  bytes.set(new TextEncoder().encode('OpusTags'));
  new DataView(bytes.buffer).setUint32(8, VENDOR.length, true);
  bytes.set(new TextEncoder().encode(VENDOR), 12);
  return bytes;
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
