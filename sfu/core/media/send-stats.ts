import type { ReportBlock } from '../rtcp/packets.ts';
import { ntpMiddle } from '../rtcp/writer.ts';
import { RateMeter } from './rate-meter.ts';

/** What was sent on one down track and what its receiver reports. */
export class SendStats {
  readonly rate = new RateMeter();
  packets = 0;
  /** RTP payload bytes, as sender reports count them. */
  payloadBytes = 0;
  /** Packets that were sent again because they were asked for. */
  retransmitted = 0;
  /** Packets that were sent again without being asked for, and of these, as many as losses they are likely to have mended. */
  copies = 0;
  mended = 0;
  fractionLost = 0;
  totalLost = 0;
  jitterMs = 0;
  /** 0 = not measured yet. */
  rttMs = 0;
  reportedAt = Number.NEGATIVE_INFINITY;

  count(payloadBytes: number, nowMs: number): void {
    this.packets++;
    this.payloadBytes += payloadBytes;
    this.rate.add(payloadBytes, nowMs);
  }

  /** Takes a receiver's report in. The round trip is in 1/65536 s of our own clock (RFC 3550 §6.4.1). */
  report(block: ReportBlock, clockRate: number, nowMs: number): void {
    this.fractionLost = block.fractionLost;
    this.totalLost = block.totalLost;
    this.jitterMs = (block.jitter / clockRate) * 1000;
    this.reportedAt = nowMs;
    if (block.lastReport === 0) return;
    const roundTrip = ((ntpMiddle(nowMs) - block.lastReport - block.delaySinceLastReport) | 0) / 65.536;
    if (roundTrip < 0 || roundTrip > 10_000) return;
    this.rttMs = this.rttMs === 0 ? Math.max(1, roundTrip) : Math.max(1, this.rttMs + (roundTrip - this.rttMs) / 4);
  }
}
