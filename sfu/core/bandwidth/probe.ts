import { Span } from './span.ts';

const DURATION_MS = 250;
/** Feedback about the last packets may take this long beyond the probe's end. */
const PATIENCE_MS = 600;
/** The line carries a rate if what arrives is this much of it. */
const CARRIED = 0.9;
/** More loss than before the probe by this much is the probe's doing. */
const MORE_LOSS = 0.08;
/** Rates of fewer packets mean nothing. */
const LEAST_PACKETS = 6;

export interface ProbeResult {
  /** Bits a second that were sent, of the packets that arrived, and at which they arrived. */
  readonly sentBps: number;
  readonly arrivedBps: number;
  readonly loss: number;
  /** Whether the line carried the rate without a queue. */
  readonly carried: boolean;
}

/** One attempt at a higher rate: media and padding together make it up for a quarter of a second. */
export class Probe {
  readonly targetBps: number;
  readonly #startedAt: number;
  readonly #lossBefore: number;
  readonly #sentBefore: number;
  readonly #arrivals = new Span();
  #endsAt: number;
  #lost = 0;
  #isTold = false;

  /** `sentBytes` is all that was ever sent on the line; `lossBefore` a share, 0–1. */
  constructor(targetBps: number, sentBytes: number, lossBefore: number, nowMs: number) {
    this.targetBps = targetBps;
    this.#sentBefore = sentBytes;
    this.#lossBefore = lossBefore;
    this.#startedAt = nowMs;
    this.#endsAt = nowMs + DURATION_MS;
  }

  /** Bytes of padding that are to be sent now. */
  due(sentBytes: number, nowMs: number): number {
    if (nowMs > this.#endsAt) return 0;
    const wanted = (this.targetBps * (nowMs - this.#startedAt + 20)) / 8000;
    // What a busy machine missed is not made up for in one burst.
    return Math.max(0, Math.min(wanted - (sentBytes - this.#sentBefore), (this.targetBps * 60) / 8000));
  }

  acknowledge(bytes: number, sentAtMs: number, arrivedAtMs: number): void {
    if (sentAtMs > this.#endsAt) this.#isTold = true;
    else if (sentAtMs >= this.#startedAt) this.#arrivals.add(bytes, arrivedAtMs);
  }

  lose(sentAtMs: number): void {
    if (sentAtMs >= this.#startedAt && sentAtMs <= this.#endsAt) this.#lost++;
  }

  /** A queue has shown: no more of it. */
  stop(nowMs: number): void {
    this.#endsAt = Math.min(this.#endsAt, nowMs);
  }

  isOver(nowMs: number): boolean {
    return (this.#isTold && nowMs > this.#endsAt) || nowMs > this.#endsAt + PATIENCE_MS;
  }

  result(): ProbeResult {
    const { packets, bytes } = this.#arrivals;
    const sentBps = (bytes * 8000) / Math.max(20, this.#endsAt - this.#startedAt);
    const arrivedBps = this.#arrivals.bitsPerSecond(20);
    const loss = this.#lost / Math.max(1, this.#lost + packets);
    // One of the few packets of a small probe may be lost by chance.
    const bearable = 1 + (this.#lost + packets) * (this.#lossBefore + MORE_LOSS);
    const whole = packets >= LEAST_PACKETS && this.#lost <= bearable;
    return { sentBps, arrivedBps, loss, carried: whole && arrivedBps >= sentBps * CARRIED };
  }
}
