import type { ReportBlock } from '../rtcp/packets.ts';
import { timestampDelta } from '../rtp/sequence.ts';
import { RateMeter } from './rate-meter.ts';

/** What a receiver report tells about one source (RFC 3550 §6.4.1, A.3, A.8). */
export class ReceiveStats {
  /** Over 4 s: one keyframe must not look like a higher rate, nor one still moment like a lower. */
  readonly rate = new RateMeter(4000);
  packets = 0;
  bytes = 0;
  /** Retransmissions which filled a hole. */
  recovered = 0;
  jitter = 0;
  #base = -1;
  #highest = -1;
  #lastTransit = 0;
  #hasTransit = false;
  #expectedBefore = 0;
  #packetsBefore = 0;

  /** Counts a packet of the source itself, not a retransmission. */
  count(extended: number, timestamp: number, size: number, clockRate: number, nowMs: number): void {
    if (this.#base < 0 || extended < this.#base) this.#base = extended;
    this.packets++;
    this.bytes += size;
    this.rate.add(size, nowMs);
    if (extended < this.#highest) return;
    this.#highest = extended;
    const transit = (Math.round((nowMs % 1e6) * (clockRate / 1000)) - timestamp) | 0;
    const change = Math.abs(timestampDelta(transit, this.#lastTransit));
    // A step of more than 5 s is a new time base, not jitter.
    if (this.#hasTransit && change < clockRate * 5) this.jitter += (change - this.jitter) / 16;
    this.#lastTransit = transit;
    this.#hasTransit = true;
  }

  /** Lost on the way, before retransmission. */
  get lost(): number {
    return this.#expected - this.packets;
  }

  get #expected(): number {
    return this.#base < 0 ? 0 : this.#highest - this.#base + 1;
  }

  /** The report since the last one. */
  report(ssrc: number, lastReport: number, delaySinceLastReport: number): ReportBlock {
    const expected = this.#expected - this.#expectedBefore;
    const lost = expected - (this.packets - this.#packetsBefore);
    this.#expectedBefore = this.#expected;
    this.#packetsBefore = this.packets;
    return {
      ssrc,
      fractionLost: expected > 0 && lost > 0 ? lost / expected : 0,
      totalLost: this.lost,
      // Extended numbers start one cycle up.
      highestSequence: Math.max(0, this.#highest - 0x10000) % 2 ** 32,
      jitter: Math.round(this.jitter),
      lastReport,
      delaySinceLastReport,
    };
  }

  reset(): void {
    this.packets = 0;
    this.bytes = 0;
    this.recovered = 0;
    this.jitter = 0;
    this.#base = -1;
    this.#highest = -1;
    this.#hasTransit = false;
    this.#expectedBefore = 0;
    this.#packetsBefore = 0;
  }
}
