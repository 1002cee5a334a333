import { library } from './library.ts';
import { NativeBlock, NULL, native } from './memory.ts';

/** How many datagrams are taken by one call. */
export const RECEIVED_AT_ONCE = 32;
/** Of one slot: the datagram and the address it came from; of one message: struct iovec, struct mmsghdr (64 bits). */
const [ADDRESS_BYTES, VECTOR_BYTES, HEADER_BYTES] = [32, 16, 64];
const [NAME_LENGTH_AT, FLAGS_AT, LENGTH_AT] = [8, 48, 56];
const MSG_DONTWAIT = native(0x40);
/** The datagram was longer than its slot. */
const MSG_TRUNC = 0x20;

/** recvmmsg(2): how many datagrams came, −1 for none. */
export type ReceiveMessages = (first: bigint, count: number) => number;

/** {@link ReceiveMessages} of a socket. */
export function receiveMessagesOf(socket: number): ReceiveMessages {
  const descriptor = native(socket);
  const { sockets } = library();
  return (first, count) => sockets?.recvmmsg(descriptor, first, native(count), MSG_DONTWAIT, NULL) ?? -1;
}

/** Datagrams that have come to a socket, in native memory: some by one call. */
export class ReceiveBlock {
  readonly #slotBytes: number;
  readonly #block: NativeBlock;
  readonly #headersAt: number;
  readonly #addressesAt: number;
  readonly #first: bigint;
  readonly #receive: ReceiveMessages;
  #count = 0;

  /** `slotBytes`: the longest datagram taken; longer ones are left out. */
  constructor(receive: ReceiveMessages, slotBytes: number) {
    this.#receive = receive;
    this.#slotBytes = slotBytes;
    this.#addressesAt = RECEIVED_AT_ONCE * slotBytes;
    const vectorsAt = this.#addressesAt + RECEIVED_AT_ONCE * ADDRESS_BYTES;
    this.#headersAt = vectorsAt + RECEIVED_AT_ONCE * VECTOR_BYTES;
    this.#block = new NativeBlock(this.#headersAt + RECEIVED_AT_ONCE * HEADER_BYTES);
    this.#first = this.#block.at(this.#headersAt, RECEIVED_AT_ONCE * HEADER_BYTES);
    for (let slot = 0; slot < RECEIVED_AT_ONCE; slot++) this.#lay(slot, vectorsAt + slot * VECTOR_BYTES);
  }

  /** Takes what has come. Returns how many, which {@link bytes} and {@link address} tell until the next call. */
  receive(): number {
    const { view } = this.#block;
    for (let slot = 0; slot < this.#count; slot++)
      view.setUint32(this.#headersAt + slot * HEADER_BYTES + NAME_LENGTH_AT, ADDRESS_BYTES, true);
    const got = this.#receive(this.#first, RECEIVED_AT_ONCE);
    this.#count = Math.max(0, Math.min(got, RECEIVED_AT_ONCE));
    return this.#count;
  }

  /** A datagram; nothing of one that was too long. */
  bytes(slot: number): Buffer {
    const header = this.#headersAt + slot * HEADER_BYTES;
    const isWhole = (this.#block.view.getUint32(header + FLAGS_AT, true) & MSG_TRUNC) === 0;
    const length = Math.min(this.#block.view.getUint32(header + LENGTH_AT, true), this.#slotBytes);
    return this.#block.bytes.subarray(slot * this.#slotBytes, slot * this.#slotBytes + (isWhole ? length : 0));
  }

  /** struct sockaddr_in or sockaddr_in6 of who sent it, with whatever follows. */
  address(slot: number): Buffer {
    const at = this.#addressesAt + slot * ADDRESS_BYTES;
    return this.#block.bytes.subarray(at, at + ADDRESS_BYTES);
  }

  #lay(slot: number, vector: number): void {
    const { view } = this.#block;
    const header = this.#headersAt + slot * HEADER_BYTES;
    view.setBigUint64(vector, this.#block.at(slot * this.#slotBytes, this.#slotBytes), true);
    view.setBigUint64(vector + 8, BigInt(this.#slotBytes), true);
    view.setBigUint64(header, this.#block.at(this.#addressesAt + slot * ADDRESS_BYTES, ADDRESS_BYTES), true);
    view.setUint32(header + NAME_LENGTH_AT, ADDRESS_BYTES, true);
    view.setBigUint64(header + 16, this.#block.at(vector, VECTOR_BYTES), true);
    view.setBigUint64(header + 24, 1n, true);
  }
}
