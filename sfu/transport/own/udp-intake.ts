import { RECEIVED_AT_ONCE, ReceiveBlock, type ReceiveMessages } from './ffi/receive-block.ts';
import { type SocketName, socketName } from './ffi/udp-socket.ts';

/** More than any datagram that a peer of ours sends. */
export const MAX_RECEIVED_BYTES = 4096;
/** Calls in a row before others have their turn. */
const MAX_ROUNDS = 8;
/** After so many looks in vain the next one is this many datagrams later. */
const MOST_SKIPPED = 32;

/**
 * What has come to a socket besides the datagram that Node has just told of: whole bursts are taken by one call, which
 * costs a fraction of what Node's own reading does. Where datagrams come one by one it soon stops to look each time.
 */
export class UdpIntake {
  readonly #block: ReceiveBlock;
  #skip = 0;
  #skipNext = 1;
  #isClosed = false;

  constructor(receive: ReceiveMessages) {
    this.#block = new ReceiveBlock(receive, MAX_RECEIVED_BYTES);
  }

  /** To be called after each datagram. The bytes that `take` gets are valid during its call only. */
  takeMore(take: (bytes: Buffer, from: SocketName) => void): void {
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    const total = this.#takeAll(take);
    this.#skipNext = total > 0 ? 1 : Math.min(MOST_SKIPPED, this.#skipNext * 2);
    this.#skip = total > 0 ? 0 : this.#skipNext - 1;
  }

  /** The descriptor may be somebody else's from now on. */
  close(): void {
    this.#isClosed = true;
  }

  #takeAll(take: (bytes: Buffer, from: SocketName) => void): number {
    let total = 0;
    let got = RECEIVED_AT_ONCE;
    for (let round = 0; round < MAX_ROUNDS && got === RECEIVED_AT_ONCE && !this.#isClosed; round++) {
      got = this.#block.receive();
      total += got;
      for (let slot = 0; slot < got && !this.#isClosed; slot++) {
        const bytes = this.#block.bytes(slot);
        const from = bytes.length > 0 ? socketName(this.#block.address(slot)) : null;
        if (from) take(bytes, from);
      }
    }
    return total;
  }
}
