const BUCKETS = 10;
/** A stream silent for this many windows begins anew. */
const FORGET_WINDOWS = 2;
/** Behind the bytes of the buckets: milliseconds since the first, the latest; and which bucket is the present one. */
const [STARTED_AT, LAST_AT, BUCKET, FIELDS] = [10, 11, 12, 13];

/** Bits a second over the last moments: over less while a stream is young, so that it counts in full at once. */
export class RateMeter {
  /** All in one line of cache: every packet comes by here. */
  readonly #fields = new Int32Array(FIELDS);
  readonly #bucketMs: number;
  /** Whole milliseconds; −1 before the first packet. */
  #zeroMs = -1;

  constructor(windowMs = 1000) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(bytes: number, nowMs: number): void {
    if (this.#zeroMs < 0) this.#begin(nowMs);
    const fields = this.#fields;
    const at = nowMs - this.#zeroMs;
    if (at - (fields[LAST_AT] ?? 0) > this.#bucketMs * BUCKETS * FORGET_WINDOWS) fields[STARTED_AT] = at;
    fields[LAST_AT] = at;
    const index = this.#turn(at);
    fields[index] = (fields[index] ?? 0) + bytes;
  }

  bitsPerSecond(nowMs: number): number {
    if (this.#zeroMs < 0) return 0;
    const at = nowMs - this.#zeroMs;
    this.#turn(at);
    const coveredMs = Math.min(this.#bucketMs * BUCKETS, at - (this.#fields[STARTED_AT] ?? 0));
    let bytes = 0;
    for (let i = 0; i < BUCKETS; i++) bytes += this.#fields[i] ?? 0;
    return (bytes * 8000) / Math.max(coveredMs, this.#bucketMs * 2);
  }

  #begin(nowMs: number): void {
    this.#zeroMs = Math.floor(nowMs);
  }

  /** Empties the buckets that time has passed and returns the present one. */
  #turn(at: number): number {
    const fields = this.#fields;
    const before = fields[BUCKET] ?? 0;
    const bucket = Math.max(before, Math.floor(at / this.#bucketMs));
    const passed = Math.min(BUCKETS, bucket - before);
    for (let i = 0; i < passed; i++) fields[(bucket - i) % BUCKETS] = 0;
    fields[BUCKET] = bucket;
    return bucket % BUCKETS;
  }
}
