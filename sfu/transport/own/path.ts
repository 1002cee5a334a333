import { NativeBlock } from './ffi/memory.ts';
import type { Placed } from './srtp/protection.ts';

/** Who gets what comes by a path. */
export interface PathOwner {
  /** The bytes are valid during the call only. */
  receive(datagram: Uint8Array, path: MediaPath): void;
  /** Whether another, whose peer proved itself by the same path, may have it from now on. */
  yieldsTo(other: PathOwner): boolean;
  /** The path is gone. */
  lost(path: MediaPath): void;
}

/** One way to a peer: its address on our UDP port, or a TCP connection. The same way is always the same object. */
export interface MediaPath {
  /** The peer's address, 4 or 16 bytes, and port, as we see them. */
  readonly address: Uint8Array;
  readonly port: number;
  /** Whoever proved by ICE that this is its peer's; null before and afterwards. */
  readonly owner: PathOwner | null;
  own(owner: PathOwner | null): void;
  /** Sends one datagram, copied, soon. */
  send(datagram: Uint8Array): void;
  /**
   * Copies a packet to where it can grow; null when it is too long. {@link commit} must follow at once, with its length
   * then, or -1 when it is not to be sent after all.
   */
  place(packet: Uint8Array): Placed | null;
  commit(length: number): void;
}

/** The most that is put into one datagram: what IPv4 leaves of an Ethernet frame. */
export const MAX_DATAGRAM_BYTES = 1472;
/** The most that SRTP adds. */
export const GROWTH_BYTES = 28;

/** Room for one packet at a time, for paths that send at once. */
export class Scratch {
  readonly #placed: Placed = { block: new NativeBlock(MAX_DATAGRAM_BYTES + GROWTH_BYTES), at: 0, length: 0 };

  place(packet: Uint8Array): Placed | null {
    if (packet.length > MAX_DATAGRAM_BYTES) return null;
    this.#placed.length = packet.length;
    this.#placed.block.bytes.set(packet);
    return this.#placed;
  }

  /** A copy of what was placed last. */
  taken(length: number): Buffer | null {
    return length > 0 ? Buffer.from(this.#placed.block.bytes.subarray(0, length)) : null;
  }
}
