/** Opus as it is carried in some container: the packets as they are, and the header of RFC 7845, section 5.1. */
export interface OpusSound {
  head: Uint8Array;
  packets: readonly Uint8Array[];
}

/** All lengths of Opus are told at this rate. */
export const OPUS_HZ = 48_000;
/** The smallest header. */
const HEAD_BYTES = 19;
/** A packet holds at most 120 ms (RFC 6716, section 3.2.5). */
const MOST_SAMPLES = 5760;

const SILK = [480, 960, 1920, 2880];
const HYBRID = [480, 960];
const CELT = [120, 240, 480, 960];

/** How long a packet lasts, in samples at 48 kHz: RFC 6716, section 3.1. 0 for what is no packet. */
export function samplesIn(packet: Uint8Array): number {
  const [toc, second = 0] = packet;
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const table = config < 12 ? SILK : config < 16 ? HYBRID : CELT;
  const frame = table[config % table.length] ?? 0;
  const code = toc & 3;
  const count = code === 0 ? 1 : code < 3 ? 2 : second & 63;
  const samples = frame * count;
  return samples > MOST_SAMPLES ? 0 : samples;
}

export function channelsOf(head: Uint8Array): number {
  return head[9] ?? 1;
}

/** Samples at the beginning that are not heard. */
export function preSkipOf(head: Uint8Array): number {
  return (head[10] ?? 0) | ((head[11] ?? 0) << 8);
}

/** How long it is, in ms. */
export function lengthOf({ head, packets }: OpusSound): number {
  const samples = packets.reduce((sum, packet) => sum + samplesIn(packet), 0) - preSkipOf(head);
  return Math.max(0, Math.round((samples * 1000) / OPUS_HZ));
}

const HEAD = 'OpusHead';

/** Whether it begins as the header does, for one or two channels. */
export function isHead(bytes: Uint8Array): boolean {
  const named = [...HEAD].every((letter, index) => bytes[index] === letter.charCodeAt(0));
  const channels = bytes[9];
  return named && bytes.length >= HEAD_BYTES && (channels === 1 || channels === 2);
}
