const BUCKET_MS = 100;
const BUCKETS = 10;

/** Bits and packets a second over the last second. */
export class RateMeter {
  readonly #bits = new Float64Array(BUCKETS);
  readonly #packets = new Float64Array(BUCKETS);
  #bucket = -1;

  add(bytes: number, nowMs: number): void {
    const index = this.#turn(nowMs);
    this.#bits[index] = (this.#bits[index] ?? 0) + bytes * 8;
    this.#packets[index] = (this.#packets[index] ?? 0) + 1;
  }

  bitsPerSecond(nowMs: number): number {
    this.#turn(nowMs);
    return this.#bits.reduce((sum, bits) => sum + bits, 0) * (1000 / (BUCKET_MS * BUCKETS));
  }

  packetsPerSecond(nowMs: number): number {
    this.#turn(nowMs);
    return this.#packets.reduce((sum, packets) => sum + packets, 0) * (1000 / (BUCKET_MS * BUCKETS));
  }

  /** Empties the buckets that time has passed and returns the present one. */
  #turn(nowMs: number): number {
    const bucket = Math.max(this.#bucket, Math.floor(nowMs / BUCKET_MS));
    const passed = this.#bucket < 0 ? BUCKETS : Math.min(BUCKETS, bucket - this.#bucket);
    for (let i = 0; i < passed; i++) {
      this.#bits[(bucket - i) % BUCKETS] = 0;
      this.#packets[(bucket - i) % BUCKETS] = 0;
    }
    this.#bucket = bucket;
    return bucket % BUCKETS;
  }
}
