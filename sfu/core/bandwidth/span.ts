/** The rate of packets between the first and the last of them, by whichever clock. */
export class Span {
  bytes = 0;
  packets = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #firstBytes = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  add(bytes: number, atMs: number): void {
    this.packets++;
    this.bytes += bytes;
    if (atMs < this.#firstMs) {
      this.#firstMs = atMs;
      this.#firstBytes = bytes;
    }
    this.#lastMs = Math.max(this.#lastMs, atMs);
  }

  /** Milliseconds from the first packet to the last. */
  get lengthMs(): number {
    return this.packets === 0 ? 0 : this.#lastMs - this.#firstMs;
  }

  /** Bits a second, the first packet left out because its own time on the line is not seen; counted over `leastMs` at least. */
  bitsPerSecond(leastMs = 1): number {
    return ((this.bytes - this.#firstBytes) * 8000) / Math.max(leastMs, this.lengthMs);
  }

  clear(): void {
    this.bytes = this.packets = this.#firstBytes = 0;
    this.#firstMs = Number.POSITIVE_INFINITY;
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }
}
