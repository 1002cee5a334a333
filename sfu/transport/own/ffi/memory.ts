import { library } from './library.ts';

/**
 * A block of memory that foreign code may read and write, and the only way to make an address. It never moves, and it is
 * kept by whoever holds this object; an address outlives no object that keeps its block.
 */
export class NativeBlock {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly #address: bigint;

  constructor(length: number) {
    const memory = new ArrayBuffer(length);
    this.bytes = Buffer.from(memory);
    this.view = new DataView(memory);
    this.#address = library().addressOf(memory);
  }

  /** The address of byte `offset`, of which at least `length` bytes are in the block. Throws otherwise: a bug. */
  at(offset: number, length: number): bigint {
    if (offset < 0 || length < 0 || offset + length > this.bytes.length) throw new RangeError('outside of the block');
    return this.#address + BigInt(offset);
  }
}

/** A block with a copy of `bytes`. */
export function blockOf(bytes: Uint8Array): NativeBlock {
  const block = new NativeBlock(Math.max(1, bytes.length));
  block.bytes.set(bytes);
  return block;
}

/** Zero-terminated. */
export function blockOfText(text: string): NativeBlock {
  return blockOf(Buffer.from(`${text}\0`, 'latin1'));
}

const SMALL_NUMBERS = Array.from({ length: 2049 }, (_, i) => BigInt(i));

/** A number as an argument of a foreign call, without allocation up to 2048. */
export function native(value: number): bigint {
  return SMALL_NUMBERS[value] ?? BigInt.asUintN(64, BigInt(value));
}

export const NULL = 0n;
