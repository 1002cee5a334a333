/** The finest time that is told apart, in ms, and by how much each bucket is longer than the one before. */
const FINEST_MS = 0.1;
const GROWTH = 1.05;
const LOG = Math.log(GROWTH);

/** Counts of buckets, by their numbers. */
export type Counts = readonly (readonly [bucket: number, count: number])[];

/** Times in buckets that grow by 5 %: small, exact enough for percentiles, and of several processes simply added. */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #total = 0;
  #worstMs = 0;

  get total(): number {
    return this.#total;
  }

  /** The longest, exactly; of what came as counts, to 5 %. NaN of nothing. */
  get worstMs(): number {
    return this.#total === 0 ? Number.NaN : this.#worstMs;
  }

  record(ms: number): void {
    this.#count(ms <= FINEST_MS ? 0 : Math.ceil(Math.log(ms / FINEST_MS) / LOG), 1);
    this.#worstMs = Math.max(this.#worstMs, ms);
  }

  add(counts: Counts): void {
    for (const [bucket, count] of counts) {
      this.#count(bucket, count);
      this.#worstMs = Math.max(this.#worstMs, upperMs(bucket));
    }
  }

  /** What is in it, which it then forgets. */
  take(): Counts {
    const counts = [...this.#counts];
    this.#counts.clear();
    this.#total = 0;
    this.#worstMs = 0;
    return counts;
  }

  /** The time that the share `q` (0–1) did not exceed, to 5 %. NaN of nothing. */
  quantile(q: number): number {
    let left = Math.max(1, Math.ceil(q * this.#total));
    for (const bucket of [...this.#counts.keys()].sort((a, b) => a - b)) {
      left -= this.#counts.get(bucket) ?? 0;
      if (left <= 0) return Math.min(upperMs(bucket), this.#worstMs);
    }
    return Number.NaN;
  }

  #count(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }
}

function upperMs(bucket: number): number {
  return FINEST_MS * GROWTH ** bucket;
}
