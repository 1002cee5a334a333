import { at, read16, read24, read32 } from '../rtp/packet.ts';
import type { ReportBlock, RtcpPacket } from './packets.ts';
import { parseTransportCc } from './transport-cc.ts';

/** Milliseconds from 1900 to 1970. */
export const NTP_EPOCH_MS = 2_208_988_800_000;

/** All well-formed packets of a compound RTCP packet that we understand; parsing stops at the first broken one. */
export function parseRtcp(bytes: Uint8Array): RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  let offset = 0;
  while (offset + 4 <= bytes.length) {
    const first = at(bytes, offset);
    const end = offset + 4 + read16(bytes, offset + 2) * 4;
    if (first >> 6 !== 2 || end > bytes.length) break;
    const padding = first & 0x20 ? at(bytes, end - 1) : 0;
    if (padding > end - offset - 4) break;
    const packet = parseOne(bytes.subarray(offset, end - padding));
    if (packet) packets.push(packet);
    offset = end;
  }
  return packets;
}

function parseOne(bytes: Uint8Array): RtcpPacket | undefined {
  const count = at(bytes, 0) & 0x1f;
  switch (at(bytes, 1)) {
    case 200:
      return parseSenderReport(bytes, count);
    case 201:
      return bytes.length < 8
        ? undefined
        : { type: 'receiver-report', ssrc: read32(bytes, 4), reports: parseReports(bytes, 8, count) };
    case 203:
      return parseBye(bytes, count);
    case 205:
      return parseTransportFeedback(bytes, count);
    case 206:
      return parsePayloadFeedback(bytes, count);
    default:
      return undefined;
  }
}

function parseSenderReport(bytes: Uint8Array, count: number): RtcpPacket | undefined {
  if (bytes.length < 28) return undefined;
  const fraction = read32(bytes, 12);
  return {
    type: 'sender-report',
    ssrc: read32(bytes, 4),
    ntpMs: read32(bytes, 8) * 1000 + (fraction / 2 ** 32) * 1000 - NTP_EPOCH_MS,
    ntpMiddle: ((read16(bytes, 10) << 16) | (fraction >>> 16)) >>> 0,
    timestamp: read32(bytes, 16),
    packets: read32(bytes, 20),
    bytes: read32(bytes, 24),
    reports: parseReports(bytes, 28, count),
  };
}

function parseReports(bytes: Uint8Array, start: number, count: number): ReportBlock[] {
  const reports: ReportBlock[] = [];
  for (let i = 0, offset = start; i < count && offset + 24 <= bytes.length; i++, offset += 24) {
    reports.push({
      ssrc: read32(bytes, offset),
      fractionLost: at(bytes, offset + 4) / 256,
      totalLost: (read24(bytes, offset + 5) << 8) >> 8,
      highestSequence: read32(bytes, offset + 8),
      jitter: read32(bytes, offset + 12),
      lastReport: read32(bytes, offset + 16),
      delaySinceLastReport: read32(bytes, offset + 20),
    });
  }
  return reports;
}

function parseBye(bytes: Uint8Array, count: number): RtcpPacket {
  const ssrcs: number[] = [];
  for (let i = 0; i < count && 8 + i * 4 <= bytes.length; i++) ssrcs.push(read32(bytes, 4 + i * 4));
  return { type: 'bye', ssrcs };
}

function parseTransportFeedback(bytes: Uint8Array, format: number): RtcpPacket | undefined {
  if (bytes.length < 16) return undefined;
  if (format === 15) return parseTransportCc(bytes);
  if (format !== 1) return undefined;
  const lost: number[] = [];
  for (let offset = 12; offset + 4 <= bytes.length; offset += 4) {
    const first = read16(bytes, offset);
    const mask = read16(bytes, offset + 2);
    lost.push(first);
    for (let i = 0; i < 16; i++) if (mask & (1 << i)) lost.push((first + i + 1) & 0xffff);
  }
  return { type: 'nack', ssrc: read32(bytes, 8), lost };
}

function parsePayloadFeedback(bytes: Uint8Array, format: number): RtcpPacket | undefined {
  if (bytes.length < 12) return undefined;
  if (format === 1) return { type: 'pli', ssrc: read32(bytes, 8) };
  if (format === 4) return parseFir(bytes);
  if (format === 15) return parseRemb(bytes);
  return undefined;
}

function parseFir(bytes: Uint8Array): RtcpPacket {
  const requests: { ssrc: number; sequence: number }[] = [];
  for (let offset = 12; offset + 8 <= bytes.length; offset += 8) {
    requests.push({ ssrc: read32(bytes, offset), sequence: at(bytes, offset + 4) });
  }
  return { type: 'fir', requests };
}

function parseRemb(bytes: Uint8Array): RtcpPacket | undefined {
  if (bytes.length < 20 || read32(bytes, 12) !== 0x52454d42) return undefined;
  const ssrcs: number[] = [];
  for (let i = 0; i < at(bytes, 16) && 24 + i * 4 <= bytes.length; i++) ssrcs.push(read32(bytes, 20 + i * 4));
  const packed = read24(bytes, 17);
  return { type: 'remb', bitsPerSecond: (packed & 0x3ffff) * 2 ** (packed >> 18), ssrcs };
}
