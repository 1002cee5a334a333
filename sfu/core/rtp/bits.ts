/** Reads bits, the highest of each byte first. Behind the end it reads zeros and remembers it. */
export class BitReader {
  /** The next bit, counted from the first byte of the array. */
  position: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, length: number) {
    this.#bytes = bytes;
    this.position = start * 8;
    this.#end = (start + length) * 8;
  }

  /** True if more was read than there was. */
  get overrun(): boolean {
    return this.position > this.#end;
  }

  /** At most 32 bits. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.position < this.#end ? (this.#bytes[this.position >> 3] ?? 0) : 0;
      value = value * 2 + ((byte >> (7 - (this.position & 7))) & 1);
      this.position++;
    }
    return value;
  }

  /** `ns(n)` of the AV1 specification (§4.10.7): a number below `limit`. */
  readBelow(limit: number): number {
    let width = 0;
    while (limit >> width > 0) width++;
    const short = 2 ** width - limit;
    const value = this.read(Math.max(0, width - 1));
    return value < short ? value : value * 2 - short + this.read(1);
  }
}

/** Writes bits into bytes that are zero. */
export class BitWriter {
  position = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The lowest `count` bits of a value, at most 32. */
  write(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      const bit = Math.floor(value / 2 ** i) % 2;
      const index = this.position >> 3;
      this.#bytes[index] = (this.#bytes[index] ?? 0) | (bit << (7 - (this.position & 7)));
      this.position++;
    }
  }
}
