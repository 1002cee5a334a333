import { write16, write24, write32 } from '../rtp/packet.ts';
import type { ReportBlock } from './packets.ts';
import { NTP_EPOCH_MS } from './parse.ts';

/** The NTP time of Unix milliseconds: seconds since 1900 and fraction, both 32 bits. */
export function toNtp(unixMs: number): { seconds: number; fraction: number } {
  const ms = unixMs + NTP_EPOCH_MS;
  const seconds = Math.floor(ms / 1000);
  return { seconds: seconds >>> 0, fraction: Math.floor(((ms - seconds * 1000) / 1000) * 2 ** 32) >>> 0 };
}

/** The middle 32 bits of the NTP time: 1/65536 s. */
export function ntpMiddle(unixMs: number): number {
  const { seconds, fraction } = toNtp(unixMs);
  return (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
}

export interface SenderInfo {
  readonly ssrc: number;
  readonly ntpMs: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
}

export function writeSenderReport(info: SenderInfo, reports: readonly ReportBlock[] = []): Uint8Array {
  const bytes = begin(200, reports.length, 28 + reports.length * 24, info.ssrc);
  const ntp = toNtp(info.ntpMs);
  write32(bytes, 8, ntp.seconds);
  write32(bytes, 12, ntp.fraction);
  write32(bytes, 16, info.timestamp);
  write32(bytes, 20, info.packets);
  write32(bytes, 24, info.bytes);
  writeReports(bytes, 28, reports);
  return bytes;
}

/** At most 31 reports fit one packet. */
export function writeReceiverReport(ssrc: number, reports: readonly ReportBlock[]): Uint8Array {
  const bytes = begin(201, reports.length, 8 + reports.length * 24, ssrc);
  writeReports(bytes, 8, reports);
  return bytes;
}

function writeReports(bytes: Uint8Array, start: number, reports: readonly ReportBlock[]): void {
  let offset = start;
  for (const report of reports) {
    write32(bytes, offset, report.ssrc);
    bytes[offset + 4] = Math.min(255, Math.floor(report.fractionLost * 256));
    write24(bytes, offset + 5, Math.max(-0x800000, Math.min(0x7fffff, report.totalLost)) & 0xffffff);
    write32(bytes, offset + 8, report.highestSequence);
    write32(bytes, offset + 12, report.jitter);
    write32(bytes, offset + 16, report.lastReport);
    write32(bytes, offset + 20, report.delaySinceLastReport);
    offset += 24;
  }
}

/** RFC 3550 §6.5, with a CNAME only. ASCII, at most 255 characters. */
export function writeSdes(ssrc: number, cname: string): Uint8Array {
  const size = Math.ceil((8 + 2 + cname.length + 1) / 4) * 4;
  const bytes = begin(202, 1, size, ssrc);
  bytes[8] = 1;
  bytes[9] = cname.length;
  for (let i = 0; i < cname.length; i++) bytes[10 + i] = cname.charCodeAt(i);
  return bytes;
}

export function writeBye(ssrcs: readonly number[]): Uint8Array {
  const bytes = begin(203, ssrcs.length, 4 + ssrcs.length * 4, 0);
  for (const [i, ssrc] of ssrcs.entries()) write32(bytes, 4 + i * 4, ssrc);
  return bytes;
}

/** Generic NACK (RFC 4585 §6.2.1) for sequence numbers in rising order. */
export function writeNack(senderSsrc: number, mediaSsrc: number, lost: readonly number[]): Uint8Array {
  const items: number[] = [];
  let first = -1;
  let mask = 0;
  for (const sequence of lost) {
    const distance = (sequence - first - 1) & 0xffff;
    if (first >= 0 && distance < 16) mask |= 1 << distance;
    else {
      if (first >= 0) items.push((first << 16) | mask);
      first = sequence;
      mask = 0;
    }
  }
  if (first >= 0) items.push((first << 16) | mask);
  const bytes = begin(205, 1, 12 + items.length * 4, senderSsrc);
  write32(bytes, 8, mediaSsrc);
  for (const [i, item] of items.entries()) write32(bytes, 12 + i * 4, item >>> 0);
  return bytes;
}

export function writePli(senderSsrc: number, mediaSsrc: number): Uint8Array {
  const bytes = begin(206, 1, 12, senderSsrc);
  write32(bytes, 8, mediaSsrc);
  return bytes;
}

export function writeFir(senderSsrc: number, mediaSsrc: number, sequence: number): Uint8Array {
  const bytes = begin(206, 4, 20, senderSsrc);
  write32(bytes, 12, mediaSsrc);
  bytes[16] = sequence;
  return bytes;
}

/** draft-alvestrand-rmcat-remb-03 §2.2. */
export function writeRemb(senderSsrc: number, bitsPerSecond: number, ssrcs: readonly number[]): Uint8Array {
  const bytes = begin(206, 15, 20 + ssrcs.length * 4, senderSsrc);
  write32(bytes, 12, 0x52454d42);
  bytes[16] = ssrcs.length;
  let exponent = 0;
  while (bitsPerSecond / 2 ** exponent > 0x3ffff) exponent++;
  write24(bytes, 17, (exponent << 18) | Math.floor(bitsPerSecond / 2 ** exponent));
  for (const [i, ssrc] of ssrcs.entries()) write32(bytes, 20 + i * 4, ssrc);
  return bytes;
}

function begin(type: number, count: number, size: number, ssrc: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes[0] = 0x80 | count;
  bytes[1] = type;
  write16(bytes, 2, size / 4 - 1);
  if (size >= 8) write32(bytes, 4, ssrc);
  return bytes;
}

/** Puts RTCP packets behind one another (RFC 3550 §6.1). */
export function compound(packets: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(packets.reduce((sum, packet) => sum + packet.length, 0));
  let offset = 0;
  for (const packet of packets) {
    bytes.set(packet, offset);
    offset += packet.length;
  }
  return bytes;
}
