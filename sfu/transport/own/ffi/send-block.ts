import { getSystemErrorName } from 'node:util';
import { GROWTH_BYTES, MAX_DATAGRAM_BYTES } from '../path.ts';
import type { Placed } from '../srtp/protection.ts';
import { library } from './library.ts';
import { NativeBlock, NULL, native } from './memory.ts';

export const SLOTS = 512;
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
const FULL = ['EAGAIN', 'ENOBUFS', 'ENOMEM'];

/** Where packets go: one object for each socket address. Which of its packets wait is noted in it. */
export interface Destination {
  readonly socketAddress: Uint8Array;
  /** The filling of a block that {@link last} is of. */
  filling: number;
  /** The slot of its latest packet. */
  last: number;
}

/** sendmmsg(2): how many messages went, else −1 and the system's error. */
export type SendMessages = (first: bigint, count: number) => { sent: number; error: string };

/** {@link SendMessages} of a socket. */
export function sendMessagesOf(socket: number): SendMessages {
  const descriptor = native(socket);
  const told = { sent: 0, error: '' };
  return (first, count) => {
    const { sockets, errno } = library();
    told.sent = sockets?.sendmmsg(descriptor, first, native(count), MSG_DONTWAIT) ?? -1;
    told.error = told.sent > 0 ? '' : getSystemErrorName(-errno());
    return told;
  };
}

let fillings = 0;

/** Packets in native memory, and the messages by which the kernel gets them. Allocates nothing for a packet. */
export class SendBlock {
  readonly #block = new NativeBlock(TOTAL_BYTES);
  readonly #words = new Uint32Array(this.#block.bytes.buffer);
  readonly #headers = Array.from({ length: SLOTS }, (_, slot) =>
    this.#block.at(HEADERS_AT + slot * HEADER_BYTES, (SLOTS - slot) * HEADER_BYTES),
  );
  readonly #placed: Placed = { block: this.#block, at: 0, length: 0 };
  readonly #send: SendMessages;
  readonly #lengths = new Uint16Array(SLOTS);
  readonly #addresses: Uint8Array[] = [];
  /** The next slot of the same destination, −1 behind the last. */
  readonly #next = new Int16Array(SLOTS);
  /** The first slot of each destination. */
  readonly #firsts = new Int16Array(SLOTS);
  /** How many packets each message has. */
  readonly #segments = new Uint16Array(SLOTS);
  /** Addresses of all slots, vectors and controls, two words each: sums of them would be allocated anew each time. */
  readonly #slotAddresses = this.#addressesOf(0, PACKET_BYTES);
  readonly #vectorAddresses = this.#addressesOf(VECTORS_AT, VECTOR_BYTES);
  readonly #controlAddresses = this.#addressesOf(CONTROLS_AT, CONTROL_BYTES);
  #destinations = 0;
  #filling = ++fillings;
  #count = 0;
  #messages = 0;
  #sent = 0;
  #wasRefused = false;

  constructor(send: SendMessages) {
    this.#send = send;
    const { view } = this.#block;
    for (let slot = 0; slot < SLOTS; slot++) {
      const control = CONTROLS_AT + slot * CONTROL_BYTES;
      const name = this.#block.at(ADDRESSES_AT + slot * ADDRESS_BYTES, ADDRESS_BYTES);
      view.setBigUint64(HEADERS_AT + slot * HEADER_BYTES, name, true);
      view.setBigUint64(control, BigInt(SEGMENT_MESSAGE_BYTES), true);
      view.setInt32(control + 8, SOL_UDP, true);
      view.setInt32(control + 12, UDP_SEGMENT, true);
    }
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count === SLOTS;
  }

  /** Copies a packet into the next slot, where {@link commit} finds it. Null when it is too long or no slot is left. */
  place(packet: Uint8Array): Placed | null {
    if (this.isFull || packet.length > MAX_DATAGRAM_BYTES) return null;
    const placed = this.#placed;
    placed.at = this.#count * PACKET_BYTES;
    placed.length = packet.length;
    this.#block.bytes.set(packet, placed.at);
    return placed;
  }

  /** What was placed last, with its length now, is to be sent. False for what cannot be. */
  commit(length: number, to: Destination): boolean {
    if (this.isFull || length <= 0 || length > PACKET_BYTES || to.socketAddress.length > ADDRESS_BYTES) return false;
    const slot = this.#count++;
    this.#lengths[slot] = length;
    this.#addresses[slot] = to.socketAddress;
    this.#next[slot] = -1;
    if (to.filling === this.#filling) this.#next[to.last] = slot;
    else this.#firsts[this.#destinations++] = slot;
    to.filling = this.#filling;
    to.last = slot;
    return true;
  }

  /**
   * Hands all to the kernel, those of one length for one destination as one message if `join`. True when nothing is left,
   * and the block is empty again; false when the kernel has no room: to be called again.
   */
  send(join: boolean): boolean {
    if (this.#messages === 0) this.#lay(join);
    while (this.#sent < this.#messages) {
      const { sent, error } = this.#send(this.#headers[this.#sent] ?? NULL, this.#messages - this.#sent);
      if (sent > 0) this.#sent += sent;
      else if (FULL.includes(error)) return false;
      else this.#skip(error);
    }
    this.clear();
    return true;
  }

  /** Whether a message of several packets was refused as such; asked once. */
  takeRefusal(): boolean {
    const refused = this.#wasRefused;
    this.#wasRefused = false;
    return refused;
  }

  clear(): void {
    this.#count = 0;
    this.#destinations = 0;
    this.#messages = 0;
    this.#sent = 0;
    this.#filling = ++fillings;
  }

  /** One that cannot be sent does not hold up the others. Something on the way may be unable to cut messages. */
  #skip(error: string): void {
    const isJoined = (this.#segments[this.#sent] ?? 0) > 1;
    this.#sent++;
    if (!isJoined || (error !== 'EIO' && error !== 'EINVAL')) return;
    // All go once more, each by itself: receivers take what went before for duplicates.
    this.#wasRefused = true;
    this.#lay(false);
  }

  #lay(join: boolean): void {
    this.#messages = 0;
    this.#sent = 0;
    let place = 0;
    for (let destination = 0; destination < this.#destinations; destination++) {
      let size = 0;
      let before = 0;
      let joined = MAX_SEGMENTS;
      for (let slot = this.#firsts[destination] ?? -1; slot >= 0; slot = this.#next[slot] ?? -1) {
        const length = this.#lengths[slot] ?? 0;
        this.#pointTo(place, slot, length);
        // All of one length, only the last may be shorter.
        const fits = before === size && length <= size && (joined + 1) * size <= MAX_MESSAGE_BYTES;
        if (join && fits && joined < MAX_SEGMENTS) {
          this.#lengthen(this.#messages - 1, ++joined);
        } else {
          this.#begin(this.#messages++, place, slot);
          size = length;
          joined = 1;
        }
        before = length;
        place++;
      }
    }
  }

  #pointTo(place: number, slot: number, length: number): void {
    const vector = (VECTORS_AT + place * VECTOR_BYTES) >> 2;
    this.#copy(vector, this.#slotAddresses, slot);
    this.#words[vector + 2] = length;
  }

  #begin(message: number, place: number, slot: number): void {
    const header = (HEADERS_AT + message * HEADER_BYTES) >> 2;
    const address = this.#addresses[slot] ?? NO_ADDRESS;
    this.#block.bytes.set(address, ADDRESSES_AT + message * ADDRESS_BYTES);
    this.#words[header + 2] = address.length;
    this.#copy(header + 4, this.#vectorAddresses, place);
    this.#words[header + 6] = 1;
    this.#words[header + 8] = 0;
    this.#words[header + 9] = 0;
    this.#words[header + 10] = 0;
    this.#words[(CONTROLS_AT + message * CONTROL_BYTES + 16) >> 2] = this.#lengths[slot] ?? 0;
    this.#segments[message] = 1;
  }

  #lengthen(message: number, segments: number): void {
    const header = (HEADERS_AT + message * HEADER_BYTES) >> 2;
    this.#segments[message] = segments;
    this.#words[header + 6] = segments;
    this.#copy(header + 8, this.#controlAddresses, message);
    this.#words[header + 10] = CONTROL_BYTES;
  }

  #copy(to: number, addresses: Uint32Array, index: number): void {
    this.#words[to] = addresses[2 * index] ?? 0;
    this.#words[to + 1] = addresses[2 * index + 1] ?? 0;
  }

  #addressesOf(at: number, bytes: number): Uint32Array {
    const addresses = new BigUint64Array(SLOTS);
    for (let slot = 0; slot < SLOTS; slot++) addresses[slot] = this.#block.at(at + slot * bytes, bytes);
    return new Uint32Array(addresses.buffer);
  }
}

const NO_ADDRESS = new Uint8Array(0);
