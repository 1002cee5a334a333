import { timestampDelta } from '../rtp/sequence.ts';
import type { UpLayer } from './up-layer.ts';

/** Sender reports which disagree with the arrival times by more than this are not believed. */
const MAX_DISAGREEMENT_MS = 2000;

/** One continuous outgoing RTP clock made from the clocks of several layers: outgoing = incoming − offset (modulo 2³²). */
export class Timeline {
  #offset = 0;
  #source: UpLayer | undefined;
  #epoch = -1;
  #last = -1;
  #lastAt = 0;

  /** The highest timestamp sent, −1 before the first. */
  get last(): number {
    return this.#last;
  }

  /** When the packet with the highest timestamp was sent. */
  get lastAt(): number {
    return this.#lastAt;
  }

  note(outgoing: number, nowMs: number): void {
    if (this.#last >= 0 && timestampDelta(outgoing, this.#last) <= 0) return;
    this.#last = outgoing;
    this.#lastAt = nowMs;
  }

  /** Goes on with `layer`, whose packet carries `timestamp`; returns the offset. The first source's timestamps stand. */
  join(layer: UpLayer, timestamp: number, nowMs: number): number {
    if (this.#source === layer && this.#epoch === layer.epoch) return this.#offset;
    if (this.#last >= 0) this.#offset = (timestamp - this.#continue(layer, timestamp, nowMs)) >>> 0;
    this.#source = layer;
    this.#epoch = layer.epoch;
    return this.#offset;
  }

  /** The outgoing timestamp at which a new source begins: by sender reports if both have one, else by arrival. */
  #continue(layer: UpLayer, timestamp: number, nowMs: number): number {
    const byArrival = (this.#last + Math.round(((nowMs - this.#lastAt) * layer.clockRate) / 1000)) >>> 0;
    const byReports = this.#byReports(layer, timestamp);
    const limit = (MAX_DISAGREEMENT_MS * layer.clockRate) / 1000;
    const believed = byReports >= 0 && Math.abs(timestampDelta(byReports, byArrival)) < limit;
    const next = believed ? byReports : byArrival;
    return timestampDelta(next, this.#last) > 0 ? next : (this.#last + 1) >>> 0;
  }

  #byReports(layer: UpLayer, timestamp: number): number {
    const from = this.#source?.epoch === this.#epoch ? this.#source?.lastReport : undefined;
    const to = layer.lastReport;
    if (!from || !to) return -1;
    const ticksPerMs = layer.clockRate / 1000;
    const capturedMs = to.ntpMs + timestampDelta(timestamp, to.timestamp) / ticksPerMs;
    const inOldSource = from.timestamp + Math.round((capturedMs - from.ntpMs) * ticksPerMs);
    return (inOldSource - this.#offset) >>> 0;
  }

  /**
   * The outgoing timestamp of the moment `nowMs`, for a sender report. `clockOffsetMs` takes the publisher's NTP time to
   * ours; without a report of the publisher, the last packet's arrival has to do.
   */
  at(nowMs: number, clockRate: number, clockOffsetMs: number | undefined): number {
    const report = this.#source?.lastReport;
    const ticksPerMs = clockRate / 1000;
    if (!report || clockOffsetMs === undefined)
      return (this.#last + Math.round((nowMs - this.#lastAt) * ticksPerMs)) >>> 0;
    const elapsedMs = nowMs - (report.ntpMs + clockOffsetMs);
    return (report.timestamp - this.#offset + Math.round(elapsedMs * ticksPerMs)) >>> 0;
  }
}
