/** The path's own delay is the least seen within one or two of these. */
const BASE_MS = 15_000;

/** How long packets wait in queues on their way: their delay beyond the least that was seen. */
export class QueueMeter {
  #baseMs = Number.POSITIVE_INFINITY;
  #previousBaseMs = Number.POSITIVE_INFINITY;
  #baseSince = Number.NEGATIVE_INFINITY;
  #leastMs = Number.POSITIVE_INFINITY;

  /** One packet's delay between two clocks that differ by an unknown constant. Returns how long it waited. */
  add(delayMs: number, nowMs: number): number {
    const base = Math.min(this.#baseMs, this.#previousBaseMs);
    // The receiver's clock wraps, and may be set.
    if (Math.abs(delayMs - base) > 60_000) this.#previousBaseMs = this.#baseMs = delayMs;
    if (nowMs - this.#baseSince > BASE_MS) {
      this.#previousBaseMs = this.#baseMs;
      this.#baseMs = delayMs;
      this.#baseSince = nowMs;
    }
    this.#baseMs = Math.min(this.#baseMs, delayMs);
    const waitedMs = delayMs - Math.min(this.#baseMs, this.#previousBaseMs);
    this.#leastMs = Math.min(this.#leastMs, waitedMs);
    return waitedMs;
  }

  /** The shortest queue since the last call: one that never gets short is a standing one (as in CoDel, RFC 8289 §3). */
  take(): number {
    const least = this.#leastMs;
    this.#leastMs = Number.POSITIVE_INFINITY;
    return least;
  }

  /** The next packet tells the path's own delay. */
  forget(): void {
    this.#baseMs = this.#previousBaseMs = Number.POSITIVE_INFINITY;
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#baseSince = Number.NEGATIVE_INFINITY;
  }

  /** The path itself has become longer by this: what was taken for a queue is none. */
  rebase(longerByMs: number): void {
    this.#baseMs = Math.min(this.#baseMs, this.#previousBaseMs) + longerByMs;
    this.#previousBaseMs = this.#baseMs;
    this.#leastMs = Math.max(0, this.#leastMs - longerByMs);
  }
}
