import { at, read16, read24, write16, write24, write32 } from '../rtp/packet.ts';
import type { Arrival, RtcpPacket } from './packets.ts';

/** draft-holmer-rmcat-transport-wide-cc-extensions-01: arrival times of packets by transport-wide sequence number. */

/** Reference times count in this unit. */
const REFERENCE_MS = 64;
/** Deltas count in this unit. */
const DELTA_MS = 0.25;
/** More than a peer sends between two reports; protects against a few bytes that claim 65,535 packets. */
const MAX_PACKETS = 8192;

/** Reads feedback, given the whole RTCP packet. */
export function parseTransportCc(bytes: Uint8Array): RtcpPacket | undefined {
  if (bytes.length < 20) return undefined;
  const base = read16(bytes, 12);
  const total = read16(bytes, 14);
  if (total === 0 || total > MAX_PACKETS) return undefined;
  const symbols = new Uint8Array(total);
  let offset = readChunks(bytes, 20, symbols);
  if (offset < 0) return undefined;
  let atMs = ((read24(bytes, 16) << 8) >> 8) * REFERENCE_MS;
  const arrivals: Arrival[] = [];
  for (let i = 0; i < total; i++) {
    const sequence = (base + i) & 0xffff;
    const size = symbols[i] === 1 ? 1 : symbols[i] === 2 ? 2 : 0;
    if (offset + size > bytes.length) return undefined;
    if (size === 1) atMs += at(bytes, offset) * DELTA_MS;
    if (size === 2) atMs += ((read16(bytes, offset) << 16) >> 16) * DELTA_MS;
    offset += size;
    arrivals.push({ sequence, atMs: size === 0 ? -1 : atMs });
  }
  return { type: 'transport-cc', count: at(bytes, 19), arrivals };
}

/** Expands status chunks (§3.1.2–3.1.4) into one symbol a packet. Returns the offset behind them, −1 if they run out. */
function readChunks(bytes: Uint8Array, start: number, symbols: Uint8Array): number {
  let offset = start;
  let filled = 0;
  while (filled < symbols.length) {
    if (offset + 2 > bytes.length) return -1;
    const chunk = read16(bytes, offset);
    offset += 2;
    if (!(chunk & 0x8000)) {
      const run = Math.min(chunk & 0x1fff, symbols.length - filled);
      if (run === 0) return -1;
      symbols.fill((chunk >> 13) & 3, filled, filled + run);
      filled += run;
    } else {
      const bits = chunk & 0x4000 ? 2 : 1;
      for (let shift = 14 - bits; shift >= 0 && filled < symbols.length; shift -= bits) {
        symbols[filled++] = (chunk >> shift) & (bits === 2 ? 3 : 1);
      }
    }
  }
  return offset;
}

/**
 * Writes one feedback for the packets `base`, `base + 1`, … whose arrival times are `arrivalsMs` (NaN = not received; at
 * least one must be). Returns the RTCP packet and how many of the packets it covers: fewer when a gap between arrivals
 * does not fit a delta or `maxBytes` is reached; the rest belongs into the next feedback.
 */
export function writeTransportCc(
  senderSsrc: number,
  mediaSsrc: number,
  count: number,
  base: number,
  arrivalsMs: ArrayLike<number>,
  maxBytes = 1200,
): { bytes: Uint8Array; covered: number } {
  let first = 0;
  while (Number.isNaN(arrivalsMs[first])) first++;
  const reference = Math.floor((arrivalsMs[first] ?? 0) / REFERENCE_MS);
  const { symbols, deltas } = quantise(arrivalsMs, reference, maxBytes - 20);
  const chunks = packChunks(symbols);
  const deltaBytes = deltas.reduce((sum, delta) => sum + deltaSize(delta), 0);
  const used = 20 + chunks.length * 2 + deltaBytes;
  const bytes = new Uint8Array(Math.ceil(used / 4) * 4);
  bytes[0] = 0x80 | 15;
  bytes[1] = 205;
  write16(bytes, 2, bytes.length / 4 - 1);
  write32(bytes, 4, senderSsrc);
  write32(bytes, 8, mediaSsrc);
  write16(bytes, 12, base);
  write16(bytes, 14, symbols.length);
  write24(bytes, 16, reference & 0xffffff);
  bytes[19] = count;
  let offset = 20;
  for (const chunk of chunks) {
    write16(bytes, offset, chunk);
    offset += 2;
  }
  for (const delta of deltas) {
    if (deltaSize(delta) === 1) bytes[offset++] = delta;
    else {
      write16(bytes, offset, delta & 0xffff);
      offset += 2;
    }
  }
  return { bytes, covered: symbols.length };
}

function deltaSize(delta: number): 1 | 2 {
  return delta >= 0 && delta <= 255 ? 1 : 2;
}

/** Symbols and deltas for as many packets as fit. Trailing packets that were not received are left for the next feedback. */
function quantise(
  arrivalsMs: ArrayLike<number>,
  reference: number,
  room: number,
): { symbols: number[]; deltas: number[] } {
  const symbols: number[] = [];
  const deltas: number[] = [];
  let lastTick = (reference * REFERENCE_MS) / DELTA_MS;
  let size = 4;
  let whole = 0;
  for (let i = 0; i < arrivalsMs.length && i < MAX_PACKETS; i++) {
    const arrival = arrivalsMs[i] ?? Number.NaN;
    // A chunk of two bytes holds at least 7 symbols.
    if (i % 7 === 0) size += 2;
    if (Number.isNaN(arrival)) {
      symbols.push(0);
      continue;
    }
    const tick = Math.round(arrival / DELTA_MS);
    const delta = tick - lastTick;
    size += deltaSize(delta);
    if (delta < -32768 || delta > 32767 || size > room) break;
    symbols.push(deltaSize(delta));
    deltas.push(delta);
    lastTick = tick;
    whole = symbols.length;
  }
  symbols.length = whole;
  return { symbols, deltas };
}

/** Symbols → chunks: run lengths where they pay, else 14 one-bit or 7 two-bit symbols. */
function packChunks(symbols: readonly number[]): number[] {
  const chunks: number[] = [];
  let index = 0;
  while (index < symbols.length) {
    const symbol = symbols[index] ?? 0;
    let run = 1;
    while (run < 0x1fff && symbols[index + run] === symbol) run++;
    if (run >= 14 || index + run === symbols.length) {
      chunks.push((symbol << 13) | run);
      index += run;
    } else {
      const small = symbols.slice(index, index + 14).every((other) => other < 2);
      chunks.push(packVector(symbols, index, small ? 1 : 2));
      index += small ? 14 : 7;
    }
  }
  return chunks;
}

function packVector(symbols: readonly number[], start: number, bits: 1 | 2): number {
  let chunk = bits === 2 ? 0xc000 : 0x8000;
  for (let i = 0, shift = 14 - bits; shift >= 0; i++, shift -= bits) chunk |= (symbols[start + i] ?? 0) << shift;
  return chunk;
}
