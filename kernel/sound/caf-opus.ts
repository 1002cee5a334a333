import { joined } from './ogg-opus.ts';
import { channelsOf, OPUS_HZ, type OpusSound, preSkipOf, samplesIn } from './opus.ts';

/** Layouts of Core Audio Format, "Channel Layout Tags": mono and stereo. */
const LAYOUTS = [(100 << 16) | 1, (101 << 16) | 2];

/**
 * Opus in Core Audio Format (Apple, "Core Audio Format Specification 1.0"), which Safari has played since 11: older ones
 * than 18.4 don't read Ogg. The packets are the same.
 */
export function writeCafOpus({ head, packets }: OpusSound): Uint8Array<ArrayBuffer> {
  const lengths = packets.map(samplesIn);
  const [first = 0] = lengths;
  const even = lengths.every((length) => length === first) ? first : 0;
  const sizes = packets.flatMap((packet, index) => [
    ...variable(packet.length),
    ...(even === 0 ? variable(lengths[index] ?? 0) : []),
  ]);
  const samples = lengths.reduce((sum, length) => sum + length, 0);
  const priming = Math.min(preSkipOf(head), samples);
  return joined([
    Uint8Array.of(...letters('caff'), 0, 1, 0, 0),
    chunk('desc', described(channelsOf(head), even)),
    chunk('chan', layout(channelsOf(head))),
    chunk('pakt', joined([counted(packets.length, samples - priming, priming), Uint8Array.from(sizes)])),
    chunk('data', joined([new Uint8Array(4), ...packets])),
  ]);
}

function described(channels: number, samplesInPacket: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(32));
  view.setFloat64(0, OPUS_HZ);
  for (const [index, letter] of letters('opus').entries()) view.setUint8(8 + index, letter);
  view.setUint32(20, samplesInPacket);
  view.setUint32(24, channels);
  return new Uint8Array(view.buffer);
}

function layout(channels: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, LAYOUTS[channels - 1] ?? 0);
  return new Uint8Array(view.buffer);
}

function counted(packets: number, valid: number, priming: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setBigInt64(0, BigInt(packets));
  view.setBigInt64(8, BigInt(valid));
  view.setInt32(16, priming);
  return new Uint8Array(view.buffer);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const header = new Uint8Array(12);
  header.set(letters(type));
  new DataView(header.buffer).setBigInt64(4, BigInt(content.length));
  return joined([header, content]);
}

/** Seven bits a byte, the highest first; all but the last have the highest bit set. */
function variable(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function letters(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
