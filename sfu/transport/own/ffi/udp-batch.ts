import { getSystemErrorName } from 'node:util';
import { GROWTH_BYTES, MAX_DATAGRAM_BYTES } from '../path.ts';
import type { Placed } from '../srtp/protection.ts';
import { library } from './library.ts';
import { NativeBlock, NULL, native } from './memory.ts';

const SLOTS = 512;
/** Of one slot: the packet and the address; of one message: struct iovec, struct mmsghdr, struct cmsghdr (64 bits). */
const PACKET_BYTES = MAX_DATAGRAM_BYTES + GROWTH_BYTES + 4;
const [ADDRESS_BYTES, VECTOR_BYTES, HEADER_BYTES, CONTROL_BYTES] = [32, 16, 64, 24];
const ADDRESSES_AT = SLOTS * PACKET_BYTES;
const VECTORS_AT = ADDRESSES_AT + SLOTS * ADDRESS_BYTES;
const HEADERS_AT = VECTORS_AT + SLOTS * VECTOR_BYTES;
const CONTROLS_AT = HEADERS_AT + SLOTS * HEADER_BYTES;
const TOTAL_BYTES = CONTROLS_AT + SLOTS * CONTROL_BYTES;

const MSG_DONTWAIT = native(0x40);
const [SOL_UDP, UDP_SEGMENT] = [17, 103];
const SEGMENT_MESSAGE_BYTES = 18;
/** What one message of several packets may hold: UDP_MAX_SEGMENTS, and the length of an IP packet. */
const [MAX_SEGMENTS, MAX_MESSAGE_BYTES] = [64, 60_000];
/** The kernel has no room: nothing of the rest would go either. */
const FULL = ['EAGAIN', 'ENOBUFS', 'ENOMEM'];

/**
 * Packets for one UDP socket, collected and handed over in one call. Packets of one length for one address become one
 * message, which the kernel or the network card cuts (generic segmentation offload), until a message is refused so.
 */
export class UdpBatch {
  readonly #block = new NativeBlock(TOTAL_BYTES);
  readonly #headers = Array.from({ length: SLOTS }, (_, slot) =>
    this.#block.at(HEADERS_AT + slot * HEADER_BYTES, (SLOTS - slot) * HEADER_BYTES),
  );
  readonly #placed: Placed = { block: this.#block, at: 0, length: 0 };
  readonly #socket: bigint;
  readonly #lengths = new Uint16Array(SLOTS);
  readonly #addresses: Uint8Array[] = [];
  /** How many packets each message has. */
  readonly #segments = new Uint16Array(SLOTS);
  #mayJoin: boolean;
  #count = 0;
  #flushing = false;
  #closed = false;

  /** `mayJoin`: whether packets may be joined to messages that the kernel cuts. */
  constructor(socket: number, mayJoin: boolean) {
    this.#socket = native(socket);
    this.#mayJoin = mayJoin;
    const { view } = this.#block;
    for (let index = 0; index < SLOTS; index++) {
      const control = CONTROLS_AT + index * CONTROL_BYTES;
      view.setBigUint64(control, BigInt(SEGMENT_MESSAGE_BYTES), true);
      view.setInt32(control + 8, SOL_UDP, true);
      view.setInt32(control + 12, UDP_SEGMENT, true);
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

  /** Sends what was placed last, with its length now, to a socket address: always the same object for the same one. */
  commit(length: number, address: Uint8Array): void {
    if (this.#closed || length <= 0 || length > PACKET_BYTES || address.length > ADDRESS_BYTES) return;
    const slot = this.#count++;
    this.#lengths[slot] = length;
    this.#addresses[slot] = address;
    if (this.#count === SLOTS) this.flush();
    else if (!this.#flushing) this.#flushSoon();
  }

  flush(): void {
    const count = this.#count;
    this.#count = 0;
    if (count === 0 || this.#closed) return;
    const refused = this.#sendAll(this.#lay(count, this.#mayJoin));
    if (!refused) return;
    // Something on the way cannot cut messages: all go once more, which receivers take for duplicates.
    this.#mayJoin = false;
    this.#sendAll(this.#lay(count, false));
  }

  close(): void {
    this.flush();
    this.#closed = true;
    this.#addresses.length = 0;
  }

  /** Makes messages of the slots, those of one address one after the other. Returns how many. */
  #lay(count: number, join: boolean): number {
    const order = join ? this.#byAddress(count) : null;
    let messages = 0;
    let joined = 0;
    for (let place = 0; place < count; place++) {
      const slot = order?.[place] ?? place;
      const length = this.#lengths[slot] ?? 0;
      this.#pointTo(place, slot, length);
      if (join && messages > 0 && this.#continues(order ?? [], place, joined)) {
        this.#lengthen(messages - 1);
        joined++;
      } else {
        this.#begin(messages++, place, slot);
        joined = 1;
      }
    }
    return messages;
  }

  #byAddress(count: number): number[] {
    const groups = new Map<Uint8Array, number[]>();
    for (let slot = 0; slot < count; slot++) {
      const address = this.#addresses[slot] ?? NO_ADDRESS;
      const group = groups.get(address);
      if (group) group.push(slot);
      else groups.set(address, [slot]);
    }
    return groups.size === count ? Array.from({ length: count }, (_, slot) => slot) : [...groups.values()].flat();
  }

  /** Whether the packet at `place` fits behind those before: all of one length, only the last may be shorter. */
  #continues(order: readonly number[], place: number, joined: number): boolean {
    const [slot, before, first] = [order[place] ?? 0, order[place - 1] ?? 0, order[place - joined] ?? 0];
    const [length, size] = [this.#lengths[slot] ?? 0, this.#lengths[first] ?? 0];
    if (this.#addresses[slot] !== this.#addresses[before] || joined >= MAX_SEGMENTS) return false;
    return (this.#lengths[before] ?? 0) === size && length <= size && (joined + 1) * size <= MAX_MESSAGE_BYTES;
  }

  #pointTo(place: number, slot: number, length: number): void {
    const vector = VECTORS_AT + place * VECTOR_BYTES;
    this.#block.view.setBigUint64(vector, this.#block.at(slot * PACKET_BYTES, length), true);
    this.#block.view.setUint32(vector + 8, length, true);
  }

  #begin(message: number, place: number, slot: number): void {
    const { bytes, view } = this.#block;
    const address = this.#addresses[slot] ?? NO_ADDRESS;
    const [header, name] = [HEADERS_AT + message * HEADER_BYTES, ADDRESSES_AT + message * ADDRESS_BYTES];
    bytes.set(address, name);
    view.setBigUint64(header, this.#block.at(name, ADDRESS_BYTES), true);
    view.setUint32(header + 8, address.length, true);
    view.setBigUint64(header + 16, this.#block.at(VECTORS_AT + place * VECTOR_BYTES, VECTOR_BYTES), true);
    view.setUint32(header + 24, 1, true);
    view.setBigUint64(header + 32, NULL, true);
    view.setUint32(header + 40, 0, true);
    view.setUint16(CONTROLS_AT + message * CONTROL_BYTES + 16, this.#lengths[slot] ?? 0, true);
    this.#segments[message] = 1;
  }

  #lengthen(message: number): void {
    const { view } = this.#block;
    const header = HEADERS_AT + message * HEADER_BYTES;
    const segments = (this.#segments[message] ?? 0) + 1;
    this.#segments[message] = segments;
    view.setUint32(header + 24, segments, true);
    view.setBigUint64(header + 32, this.#block.at(CONTROLS_AT + message * CONTROL_BYTES, CONTROL_BYTES), true);
    view.setUint32(header + 40, CONTROL_BYTES, true);
  }

  /** True when a message of several packets was refused as such. */
  #sendAll(messages: number): boolean {
    const { sockets, errno } = library();
    let refused = false;
    for (let sent = 0; sent < messages && sockets; ) {
      const first = this.#headers[sent] ?? NULL;
      const done = sockets.sendmmsg(this.#socket, first, native(messages - sent), MSG_DONTWAIT);
      if (done > 0) {
        sent += done;
        continue;
      }
      const code = getSystemErrorName(-errno());
      if (FULL.includes(code)) break;
      if ((this.#segments[sent] ?? 0) > 1 && (code === 'EIO' || code === 'EINVAL')) refused = true;
      // One that cannot be sent does not hold up the others.
      sent++;
    }
    return refused;
  }

  #flushSoon(): void {
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.flush();
    });
  }
}

const NO_ADDRESS = new Uint8Array(0);
