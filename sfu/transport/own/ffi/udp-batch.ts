import { getSystemErrorName } from 'node:util';
import { GROWTH_BYTES, MAX_DATAGRAM_BYTES } from '../path.ts';
import type { Placed } from '../srtp/protection.ts';
import { library } from './library.ts';
import { NativeBlock, NULL, native } from './memory.ts';

const SLOTS = 256;
/** Of one slot: the packet, then the address, struct iovec and struct mmsghdr (x86-64 and arm64 Linux). */
const PACKET_BYTES = MAX_DATAGRAM_BYTES + GROWTH_BYTES + 4;
const [ADDRESS_BYTES, VECTOR_BYTES, HEADER_BYTES] = [32, 16, 64];
const [ADDRESSES_AT, VECTORS_AT] = [SLOTS * PACKET_BYTES, SLOTS * (PACKET_BYTES + ADDRESS_BYTES)];
const HEADERS_AT = VECTORS_AT + SLOTS * VECTOR_BYTES;

const MSG_DONTWAIT = native(0x40);
/** The kernel has no room: nothing of the rest would go either. */
const FULL = ['EAGAIN', 'ENOBUFS', 'ENOMEM'];

/** Packets for one UDP socket, collected and handed over in one call. */
export class UdpBatch {
  readonly #block = new NativeBlock(HEADERS_AT + SLOTS * HEADER_BYTES);
  readonly #headers = Array.from({ length: SLOTS }, (_, slot) =>
    this.#block.at(HEADERS_AT + slot * HEADER_BYTES, (SLOTS - slot) * HEADER_BYTES),
  );
  readonly #placed: Placed = { block: this.#block, at: 0, length: 0 };
  readonly #socket: bigint;
  #count = 0;
  #flushing = false;
  #closed = false;

  constructor(socket: number) {
    this.#socket = native(socket);
    const { view } = this.#block;
    for (let slot = 0; slot < SLOTS; slot++) {
      const [vector, header] = [VECTORS_AT + slot * VECTOR_BYTES, HEADERS_AT + slot * HEADER_BYTES];
      view.setBigUint64(vector, this.#block.at(slot * PACKET_BYTES, PACKET_BYTES), true);
      view.setBigUint64(header, this.#block.at(ADDRESSES_AT + slot * ADDRESS_BYTES, ADDRESS_BYTES), true);
      view.setBigUint64(header + 16, this.#block.at(vector, VECTOR_BYTES), true);
      view.setBigUint64(header + 24, 1n, true);
    }
  }

  /** Copies a packet into the next slot, where {@link commit} finds it. */
  place(packet: Uint8Array): Placed | null {
    if (this.#closed || packet.length > MAX_DATAGRAM_BYTES) return null;
    const placed = this.#placed;
    placed.at = this.#count * PACKET_BYTES;
    placed.length = packet.length;
    this.#block.bytes.set(packet, placed.at);
    return placed;
  }

  /** Sends what was placed last, with its length now, to a socket address. */
  commit(length: number, address: Uint8Array): void {
    if (this.#closed || length <= 0 || length > PACKET_BYTES || address.length > ADDRESS_BYTES) return;
    const slot = this.#count++;
    this.#block.bytes.set(address, ADDRESSES_AT + slot * ADDRESS_BYTES);
    this.#block.view.setUint32(HEADERS_AT + slot * HEADER_BYTES + 8, address.length, true);
    this.#block.view.setUint32(VECTORS_AT + slot * VECTOR_BYTES + 8, length, true);
    if (this.#count === SLOTS) this.flush();
    else if (!this.#flushing) this.#flushSoon();
  }

  flush(): void {
    const { sockets, errno } = library();
    for (let sent = 0; sent < this.#count && sockets && !this.#closed; ) {
      const first = this.#headers[sent] ?? NULL;
      const done = sockets.sendmmsg(this.#socket, first, native(this.#count - sent), MSG_DONTWAIT);
      if (done <= 0 && FULL.includes(getSystemErrorName(-errno()))) break;
      // One that cannot be sent does not hold up the others.
      sent += Math.max(1, done);
    }
    this.#count = 0;
  }

  close(): void {
    this.flush();
    this.#closed = true;
  }

  #flushSoon(): void {
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.flush();
    });
  }
}
