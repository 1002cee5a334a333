import { Failure } from '#kernel/failure.ts';

/** Cuts a stream into pieces, and remembers how it ended instead of throwing: what has come before is kept. */
export class Pieces {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #most: number;
  #bytes = 0;
  #ended = false;
  #fault: unknown;

  /** `most`: bytes that it may have in all. */
  constructor(source: AsyncIterable<Uint8Array>, most: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#most = most;
  }

  /** Bytes that have been given out. */
  get bytes(): number {
    return this.#bytes;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Why it ended early: a Failure 'request.too-large', or what the stream threw. */
  get fault(): unknown {
    return this.#fault;
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
      if (done !== true && this.#bytes + value.byteLength <= this.#most) return value;
      if (done !== true) this.#fault = new Failure('request.too-large');
    } catch (error) {
      this.#fault = error;
    }
    this.#ended = true;
    return undefined;
  }
}
