/** Serial number arithmetic (RFC 1982) for 16-bit RTP sequence numbers. */

/** How far `a` is ahead of `b`, −32768…32767. */
export function sequenceDelta(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** How far the 32-bit timestamp `a` is ahead of `b`, signed. */
export function timestampDelta(a: number, b: number): number {
  return (a - b) | 0;
}

/** Extends wrapping counters of `bits` bits to numbers that only grow. Starts one cycle up, so that nothing is negative. */
export class Unwrapper {
  readonly #cycle: number;
  /** The highest extended value so far; −1 before the first. */
  highest = -1;

  constructor(bits: number) {
    this.#cycle = 2 ** bits;
  }

  /** The extended value nearest to the highest. Changes nothing. */
  peek(value: number): number {
    if (this.highest < 0) return this.#cycle + value;
    const last = this.highest % this.#cycle;
    let delta = (value - last + this.#cycle) % this.#cycle;
    if (delta >= this.#cycle / 2) delta -= this.#cycle;
    return Math.max(0, this.highest + delta);
  }

  unwrap(value: number): number {
    const extended = this.peek(value);
    if (extended > this.highest) this.highest = extended;
    return extended;
  }

  /** Continues above everything seen, at the next cycle, after the sender started anew. */
  restart(value: number): number {
    this.highest = (Math.floor(Math.max(0, this.highest) / this.#cycle) + 2) * this.#cycle + value;
    return this.highest;
  }
}
