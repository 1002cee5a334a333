import type { Arrival } from '../rtcp/packets.ts';
import { SentPackets } from './sent-packets.ts';

/** Feedback is judged over windows of this length. */
const WINDOW_MS = 400;
/** A queue that never gets shorter than this within a window is a standing one (as in CoDel, RFC 8289 §3). */
const STANDING_QUEUE_MS = 60;
/** A receiver short of processor time looks like a queue for a moment: this many windows running must say the same. */
const WINDOWS = 2;
/** Loss beyond this counts as congestion even without a queue. */
const HEAVY_LOSS = 0.15;
/** The path's own delay is the least seen within one or two of these. */
const BASE_DELAY_MS = 15_000;
const BACK_OFF = 0.85;
const FIRST_HOLD_MS = 3000;
const MAX_HOLD_MS = 60_000;
const GROWTH_PER_S = 1.12;
const FLOOR_BPS = 100_000;

/**
 * What a receiver's line carries, as far as its feedback shows: unlimited until a queue or heavy loss tells otherwise,
 * then a little less than what arrived, growing again after a while. Careful and simple: it never probes.
 */
export class LineEstimate {
  readonly #sent = new SentPackets();
  #limitBps = Number.POSITIVE_INFINITY;
  #rembBps = Number.POSITIVE_INFINITY;
  #windowStart = -1;
  #leastQueueMs = Number.POSITIVE_INFINITY;
  #previousQueueMs = 0;
  #ackedBytes = 0;
  #received = 0;
  #lost = 0;
  #queuedWindows = 0;
  #lossyWindows = 0;
  #baseMs = Number.POSITIVE_INFINITY;
  #previousBaseMs = Number.POSITIVE_INFINITY;
  #baseSince = -1;
  #congestedAt = Number.NEGATIVE_INFINITY;
  #holdMs = FIRST_HOLD_MS;
  /** The limit rose since the last congestion. */
  #grown = false;

  /** Bits a second; infinite = nothing speaks against more. */
  get limitBps(): number {
    return Math.min(this.#limitBps, this.#rembBps);
  }

  sent(sequence: number, bytes: number, nowMs: number): void {
    this.#sent.add(sequence, bytes, nowMs);
  }

  /** The receiver's own estimate; only those who do not send transport-cc send it. */
  remb(bitsPerSecond: number): void {
    this.#rembBps = bitsPerSecond;
  }

  feedback(arrivals: readonly Arrival[], nowMs: number): void {
    if (this.#windowStart < 0) this.#windowStart = nowMs;
    for (const { sequence, atMs } of arrivals) {
      const sentAt = this.#sent.sentAt(sequence);
      if (sentAt < 0 || nowMs - sentAt > 10_000) continue;
      if (atMs < 0) this.#lost++;
      else this.#acknowledge(sequence, sentAt, atMs, nowMs);
    }
    if (nowMs - this.#windowStart >= WINDOW_MS) this.#judge(nowMs);
  }

  #acknowledge(sequence: number, sentAt: number, atMs: number, nowMs: number): void {
    this.#received++;
    this.#ackedBytes += this.#sent.size(sequence);
    this.#sent.remove(sequence);
    const delay = atMs - (sentAt % 2 ** 30);
    const base = Math.min(this.#baseMs, this.#previousBaseMs);
    // The receiver's clock wraps, and may be set.
    if (Math.abs(delay - base) > 60_000) this.#previousBaseMs = this.#baseMs = delay;
    if (nowMs - this.#baseSince > BASE_DELAY_MS) {
      this.#previousBaseMs = this.#baseMs;
      this.#baseMs = delay;
      this.#baseSince = nowMs;
    }
    this.#baseMs = Math.min(this.#baseMs, delay);
    this.#leastQueueMs = Math.min(this.#leastQueueMs, delay - Math.min(this.#baseMs, this.#previousBaseMs));
  }

  #judge(nowMs: number): void {
    const windowMs = nowMs - this.#windowStart;
    const total = this.#received + this.#lost;
    const loss = total < 10 ? 0 : this.#lost / total;
    const arrivedBps = (this.#ackedBytes * 8000) / windowMs;
    this.#lossyWindows = loss > HEAVY_LOSS ? this.#lossyWindows + 1 : 0;
    const queued = this.#received >= 5 && this.#leastQueueMs > STANDING_QUEUE_MS && !this.#isDraining();
    this.#queuedWindows = queued ? this.#queuedWindows + 1 : 0;
    if (this.#queuedWindows >= WINDOWS || this.#lossyWindows >= WINDOWS) this.#backOff(arrivedBps, nowMs);
    else if (this.#limitBps < Number.POSITIVE_INFINITY) this.#grow(arrivedBps, windowMs, nowMs);
    this.#windowStart = nowMs;
    this.#previousQueueMs = this.#leastQueueMs;
    this.#leastQueueMs = Number.POSITIVE_INFINITY;
    this.#ackedBytes = this.#received = this.#lost = 0;
  }

  /** A queue that shrinks shows that the last step was enough. */
  #isDraining(): boolean {
    return this.#leastQueueMs < this.#previousQueueMs - 5;
  }

  /** Not again before the last step can have shown an effect. */
  #backOff(arrivedBps: number, nowMs: number): void {
    if (nowMs - this.#congestedAt < WINDOW_MS * 2) return;
    // Congested by growing: the line is what it is, so wait longer before the next attempt.
    if (this.#grown) this.#holdMs = Math.min(MAX_HOLD_MS, this.#holdMs * 2);
    else if (this.#limitBps === Number.POSITIVE_INFINITY) this.#holdMs = FIRST_HOLD_MS;
    this.#grown = false;
    this.#congestedAt = nowMs;
    this.#limitBps = Math.max(FLOOR_BPS, Math.min(this.#limitBps, arrivedBps * BACK_OFF));
  }

  #grow(arrivedBps: number, windowMs: number, nowMs: number): void {
    if (nowMs - this.#congestedAt < this.#holdMs) return;
    this.#grown = true;
    this.#limitBps *= GROWTH_PER_S ** (windowMs / 1000);
    // Far more than is used: the limit no longer means anything.
    if (this.#limitBps > Math.max(20 * arrivedBps, 50_000_000)) this.#limitBps = Number.POSITIVE_INFINITY;
  }
}
