const INITIAL_RTO_MS = 500;
const MIN_RTO_MS = 400;
const MAX_RTO_MS = 10_000;
/** Clock granularity, RFC 9260 §6.3.1: we are looked at every 20 ms. */
const GRANULARITY_MS = 20;

/** How long to wait for an answer, RFC 9260 §6.3.1; the bounds are those that browsers use. */
export class RetransmissionTimeout {
  ms: number;
  #smoothedMs: number | undefined;
  #variationMs = 0;

  constructor(initialMs = INITIAL_RTO_MS) {
    this.ms = initialMs;
  }

  sample(rttMs: number): void {
    if (this.#smoothedMs === undefined) {
      this.#smoothedMs = rttMs;
      this.#variationMs = rttMs / 2;
    } else {
      this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#smoothedMs - rttMs);
      this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * rttMs;
    }
    const wanted = this.#smoothedMs + Math.max(GRANULARITY_MS, 4 * this.#variationMs);
    this.ms = Math.min(MAX_RTO_MS, Math.max(MIN_RTO_MS, wanted));
  }

  backOff(): void {
    this.ms = Math.min(MAX_RTO_MS, this.ms * 2);
  }
}

/** How many bytes may be under way, RFC 9260 §7.2. */
export class CongestionWindow {
  bytes: number;
  readonly #packetSize: number;
  #threshold = Number.POSITIVE_INFINITY;
  #partlyAcked = 0;

  constructor(packetSize: number) {
    this.#packetSize = packetSize;
    this.bytes = 10 * packetSize;
  }

  /** The cumulative TSN went on by `bytes`; `inFlight` is what was under way before. Not called in fast recovery. */
  acked(bytes: number, inFlight: number): void {
    const used = inFlight + this.#packetSize >= this.bytes;
    if (this.bytes <= this.#threshold) {
      if (used) this.bytes += Math.min(bytes, this.#packetSize);
      return;
    }
    this.#partlyAcked += bytes;
    if (this.#partlyAcked < this.bytes) return;
    this.#partlyAcked = used ? this.#partlyAcked - this.bytes : 0;
    if (used) this.bytes += this.#packetSize;
  }

  /** Loss told by gaps: half, once a recovery. */
  lost(): void {
    this.#threshold = Math.max(this.bytes / 2, 4 * this.#packetSize);
    this.bytes = this.#threshold;
    this.#partlyAcked = 0;
  }

  timedOut(): void {
    this.lost();
    this.bytes = this.#packetSize;
  }
}
