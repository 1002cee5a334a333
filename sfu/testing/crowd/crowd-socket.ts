import { library, type SocketCalls } from '../../transport/own/ffi/library.ts';
import { NativeBlock, NULL, native } from '../../transport/own/ffi/memory.ts';
import { openUdpSocket, socketAddress } from '../../transport/own/ffi/udp-socket.ts';
import type { Placed } from '../../transport/own/srtp/protection.ts';

const SLOTS = 128;
const [PACKET_BYTES, ADDRESS_BYTES, VECTOR_BYTES, HEADER_BYTES, CONTROL_BYTES] = [2048, 16, 16, 64, 64];
const ADDRESSES_AT = SLOTS * PACKET_BYTES;
const VECTORS_AT = ADDRESSES_AT + SLOTS * ADDRESS_BYTES;
const HEADERS_AT = VECTORS_AT + SLOTS * VECTOR_BYTES;
const CONTROLS_AT = HEADERS_AT + SLOTS * HEADER_BYTES;
const TOTAL_BYTES = CONTROLS_AT + SLOTS * CONTROL_BYTES;
const MSG_DONTWAIT = native(0x40);
/** Numbers of Linux, the same on x86-64 and arm64. */
const [SOL_IP, IP_PKTINFO] = [0, 8];
const [SOL_SOCKET, SO_RCVBUFFORCE, SO_TIMESTAMPNS] = [1, 33, 35];
const RECEIVE_BUFFER_BYTES = 64 * 1024 * 1024;
const PKTINFO_BYTES = 28;
/** Addresses 127.1.0.1 and up, one for each end of the crowd. */
const FIRST_ADDRESS = 0x7f01_0001;
const LAST_ADDRESS = 0x7f02_0000;

/** `end`: whose it is, `at` and `length` of it in `block`, `atMs`: when the kernel had it, Unix milliseconds. */
export type Receive = (end: number, packet: Placed, atMs: number) => void;

/**
 * One UDP socket for a crowd whose every end has an address of its own, so that one call reads what came for all. Linux
 * only. The kernel tells when each packet came, however late it is read. A server that does not use the loopback is
 * reached from its own address; it must have a port for each end then, by which they are told apart.
 */
export class CrowdSocket {
  readonly #descriptor: bigint;
  readonly #calls: SocketCalls;
  readonly #in = new MessageBlock();
  readonly #out = new MessageBlock();
  readonly #received: Placed = { block: this.#in.block, at: 0, length: 0 };
  readonly #sending: Placed = { block: this.#out.block, at: 0, length: 0 };
  readonly port: number;
  /** Which end a port of the server's is for. */
  readonly #ends = new Map<number, number>();

  constructor() {
    const { sockets } = library();
    if (!sockets) throw new Error('the crowd needs Linux');
    const { descriptor, port } = bind();
    this.port = port;
    this.#calls = sockets;
    this.#descriptor = native(descriptor);
    this.#set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
    this.#set(SOL_SOCKET, SO_TIMESTAMPNS, 1);
    this.#set(SOL_IP, IP_PKTINFO, 1);
  }

  /** Hands over what has come, at most some hundred packets. Whether there may be more. */
  read(receive: Receive): boolean {
    const got = this.#calls.recvmmsg(this.#descriptor, this.#in.begin(), native(SLOTS), MSG_DONTWAIT, NULL);
    for (let slot = 0; slot < got && slot < SLOTS; slot++) {
      const { atMs, address } = this.#in.control(slot);
      const end = address >= FIRST_ADDRESS && address < LAST_ADDRESS ? address - FIRST_ADDRESS : this.#endOf(slot);
      this.#received.at = slot * PACKET_BYTES;
      this.#received.length = Math.min(this.#in.lengthOf(slot), PACKET_BYTES);
      receive(end, this.#received, atMs);
    }
    return got === SLOTS;
  }

  /** Where a packet can grow and be sent from by {@link send}. */
  place(packet: Uint8Array): Placed {
    this.#sending.length = packet.length;
    this.#out.block.bytes.set(packet);
    return this.#sending;
  }

  /** Sends what was placed last, with that length, from the address of an end. */
  send(length: number, end: number, to: Uint8Array): void {
    if (length <= 0 || length > PACKET_BYTES) return;
    const isLoopback = to[4] === 127;
    const port = ((to[2] ?? 0) << 8) | (to[3] ?? 0);
    if (!isLoopback && this.#ends.get(port) !== end) this.#ends.set(port, end);
    const first = this.#out.address(length, isLoopback ? FIRST_ADDRESS + end : this.#view32(to), to);
    this.#calls.sendmmsg(this.#descriptor, first, native(1), MSG_DONTWAIT);
  }

  /** By the port it came from. */
  #endOf(slot: number): number {
    return this.#ends.get(this.#in.block.view.getUint16(ADDRESSES_AT + slot * ADDRESS_BYTES + 2)) ?? -1;
  }

  #view32(to: Uint8Array): number {
    return new DataView(to.buffer, to.byteOffset).getUint32(4);
  }

  close(): void {
    this.#calls.close(this.#descriptor);
  }

  #set(level: number, option: number, value: number): void {
    const block = new NativeBlock(4);
    block.view.setInt32(0, value, true);
    this.#calls.setsockopt(this.#descriptor, native(level), native(option), block.at(0, 4), native(4));
  }
}

/** struct mmsghdr for some packets, each with room for its address and control messages. */
class MessageBlock {
  readonly block = new NativeBlock(TOTAL_BYTES);
  readonly #view = this.block.view;
  readonly #told = { atMs: 0, address: 0 };

  constructor() {
    for (let slot = 0; slot < SLOTS; slot++) {
      const header = HEADERS_AT + slot * HEADER_BYTES;
      const vector = VECTORS_AT + slot * VECTOR_BYTES;
      const put = (at: number, from: number, length: number): void =>
        this.#view.setBigUint64(at, this.block.at(from, length), true);
      put(vector, slot * PACKET_BYTES, PACKET_BYTES);
      put(header, ADDRESSES_AT + slot * ADDRESS_BYTES, ADDRESS_BYTES);
      put(header + 16, vector, VECTOR_BYTES);
      put(header + 32, CONTROLS_AT + slot * CONTROL_BYTES, CONTROL_BYTES);
      this.#view.setBigUint64(header + 24, 1n, true);
      this.#view.setBigUint64(vector + 8, BigInt(PACKET_BYTES), true);
    }
  }

  /** Makes all ready to receive. */
  begin(): bigint {
    for (let slot = 0; slot < SLOTS; slot++) {
      const header = HEADERS_AT + slot * HEADER_BYTES;
      this.#view.setUint32(header + 8, ADDRESS_BYTES, true);
      this.#view.setUint32(header + 40, CONTROL_BYTES, true);
    }
    return this.block.at(HEADERS_AT, SLOTS * HEADER_BYTES);
  }

  /** Makes the first ready to send. */
  address(length: number, from: number, to: Uint8Array): bigint {
    this.block.bytes.set(to.subarray(0, ADDRESS_BYTES), ADDRESSES_AT);
    this.#view.setUint32(HEADERS_AT + 8, Math.min(to.length, ADDRESS_BYTES), true);
    this.#view.setUint32(VECTORS_AT + 8, length, true);
    this.#view.setUint32(HEADERS_AT + 40, 32, true);
    this.#view.setUint32(CONTROLS_AT, PKTINFO_BYTES, true);
    this.#view.setInt32(CONTROLS_AT + 8, SOL_IP, true);
    this.#view.setInt32(CONTROLS_AT + 12, IP_PKTINFO, true);
    this.#view.setUint32(CONTROLS_AT + 16, 0, true);
    this.#view.setUint32(CONTROLS_AT + 20, from, false);
    return this.block.at(HEADERS_AT, HEADER_BYTES);
  }

  lengthOf(slot: number): number {
    return this.#view.getUint32(HEADERS_AT + slot * HEADER_BYTES + 56, true);
  }

  /** When a packet came, and to which address. Valid until the next call. */
  control(slot: number): { atMs: number; address: number } {
    const from = CONTROLS_AT + slot * CONTROL_BYTES;
    const used = Math.min(this.#view.getUint32(HEADERS_AT + slot * HEADER_BYTES + 40, true), CONTROL_BYTES);
    for (let at = from; at + 16 <= from + used; ) {
      const length = this.#view.getUint32(at, true);
      const [level, type] = [this.#view.getInt32(at + 8, true), this.#view.getInt32(at + 12, true)];
      if (level === SOL_SOCKET && type === SO_TIMESTAMPNS && at + 32 <= from + used) {
        const seconds = this.#view.getUint32(at + 16, true);
        this.#told.atMs = seconds * 1000 + this.#view.getUint32(at + 24, true) / 1e6;
      } else if (level === SOL_IP && type === IP_PKTINFO && at + PKTINFO_BYTES <= from + used) {
        this.#told.address = this.#view.getUint32(at + 24, false);
      }
      at += Math.max(16, (length + 7) & ~7);
    }
    return this.#told;
  }
}

/** A port of our own choice: which one the system chose could not be asked. */
function bind(): { descriptor: number; port: number } {
  for (let attempt = 1; ; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 40_000);
    try {
      return { descriptor: openUdpSocket(new Uint8Array(4), port), port };
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}

/** The address of an end. */
export function hostOf(end: number): string {
  const address = FIRST_ADDRESS + end;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

/** The address of a server, as {@link CrowdSocket.send} takes it. */
export function addressOf(host: string, port: number): Uint8Array {
  return socketAddress(Uint8Array.from(host.split('.'), Number), port);
}
