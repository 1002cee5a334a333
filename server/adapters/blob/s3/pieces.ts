/** Cuts a stream into pieces, and remembers how it broke off instead of throwing: what has come before is kept. */
export class Pieces {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes = 0;
  #ended = false;
  #fault: { error: unknown } | undefined;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes that have been given out. */
  get bytes(): number {
    return this.#bytes;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @throws what the stream threw */
  check(): void {
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  /** The next `atLeast` bytes, to the end of a chunk. */
  async *next(atLeast: number): AsyncIterable<Uint8Array> {
    const from = this.#bytes;
    while (!this.#ended && this.#bytes - from < atLeast) {
      const chunk = await this.#take();
      if (chunk === undefined) return;
      this.#bytes += chunk.byteLength;
      yield chunk;
    }
  }

  async #take(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#source.next();
      if (done !== true) return value;
    } catch (error) {
      this.#fault = { error };
    }
    this.#ended = true;
    return undefined;
  }
}
