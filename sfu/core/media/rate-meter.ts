const BUCKETS = 10;
/** A stream silent for this many windows begins anew. */
const FORGET_WINDOWS = 2;

/** Bits a second over the last moments: over less while a stream is young, so that it counts in full at once. */
export class RateMeter {
  readonly #bits = new Float64Array(BUCKETS);
  readonly #bucketMs: number;
  #bucket = -1;
  #startedAt = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(windowMs = 1000) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(bytes: number, nowMs: number): void {
    if (nowMs - this.#lastAt > this.#bucketMs * BUCKETS * FORGET_WINDOWS) this.#startedAt = nowMs;
    this.#lastAt = nowMs;
    const index = this.#turn(nowMs);
    this.#bits[index] = (this.#bits[index] ?? 0) + bytes * 8;
  }

  bitsPerSecond(nowMs: number): number {
    this.#turn(nowMs);
    const coveredMs = Math.min(this.#bucketMs * BUCKETS, nowMs - this.#startedAt);
    return (this.#bits.reduce((sum, bits) => sum + bits, 0) * 1000) / Math.max(coveredMs, this.#bucketMs * 2);
  }

  /** Empties the buckets that time has passed and returns the present one. */
  #turn(nowMs: number): number {
    const bucket = Math.max(this.#bucket, Math.floor(nowMs / this.#bucketMs));
    const passed = this.#bucket < 0 ? BUCKETS : Math.min(BUCKETS, bucket - this.#bucket);
    for (let i = 0; i < passed; i++) this.#bits[(bucket - i) % BUCKETS] = 0;
    this.#bucket = bucket;
    return bucket % BUCKETS;
  }
}
