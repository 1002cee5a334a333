import { getSystemErrorName } from 'node:util';
import { library, type SocketCalls } from './library.ts';
import { NativeBlock, native } from './memory.ts';

/** Numbers of Linux, the same on x86-64 and arm64. */
const [AF_INET, AF_INET6] = [2, 10];
const SOCK_DGRAM_NONBLOCKING = 2 | 0x800 | 0x80000;
const SOL_SOCKET = 1n;
const [SO_SNDBUF, SO_RCVBUF] = [7n, 8n];
/** The same past the system's limit, for those who may. */
const [SO_SNDBUFFORCE, SO_RCVBUFFORCE] = [32n, 33n];
const [SOL_UDP, UDP_SEGMENT] = [17n, 103n];
const [IPPROTO_IPV6, IPV6_V6ONLY] = [41n, 26n];
/** As much as the system allows of it. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** struct sockaddr_in, or struct sockaddr_in6 for 16 bytes. */
export function socketAddress(address: Uint8Array, port: number): Uint8Array {
  const six = address.length === 16;
  const bytes = Buffer.alloc(six ? 28 : 16);
  bytes.writeUInt16LE(six ? AF_INET6 : AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(address, six ? 8 : 4);
  return bytes;
}

/** Who sent a datagram. */
export interface SocketName {
  /** 4 or 16 bytes; valid as long as those it was read from. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** Reads struct sockaddr_in or sockaddr_in6; null for another family. */
export function socketName(bytes: Buffer): SocketName | null {
  const family = bytes.readUInt16LE(0);
  const port = bytes.readUInt16BE(2);
  if (family === AF_INET) return { address: bytes.subarray(4, 8), port };
  return family === AF_INET6 ? { address: bytes.subarray(8, 24), port } : null;
}

/** IPv4 as a socket of both families names it. */
export function mappedAddress(address: Uint8Array): Uint8Array {
  if (address.length === 16) return address;
  return Uint8Array.of(...Array<number>(10).fill(0), 0xff, 0xff, ...address);
}

/**
 * Opens and binds a UDP socket, and returns its descriptor, which is the caller's to close. An IPv6 socket serves both
 * families when bound to all addresses. Throws with the system's `code` when it cannot be had.
 */
export function openUdpSocket(address: Uint8Array, port: number): number {
  const { sockets } = library();
  if (!sockets) throw new Error('no calls for sockets on this system');
  const six = address.length === 16;
  const socket = sockets.socket(native(six ? AF_INET6 : AF_INET), native(SOCK_DGRAM_NONBLOCKING), native(0));
  if (socket < 0) throw systemError();
  const name = socketAddress(address, port);
  const block = new NativeBlock(32);
  for (const option of [SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE])
    setOption(sockets, socket, SOL_SOCKET, option, BUFFER_BYTES);
  if (six) setOption(sockets, socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  block.bytes.set(name);
  if (sockets.bind(native(socket), block.at(0, name.length), native(name.length)) === 0) return socket;
  const error = systemError();
  sockets.close(native(socket));
  throw error;
}

/** Whether the kernel cuts messages of several packets (UDP_SEGMENT, since Linux 4.18). */
export function canSegment(socket: number): boolean {
  const { sockets } = library();
  const block = new NativeBlock(4);
  return sockets?.setsockopt(native(socket), SOL_UDP, UDP_SEGMENT, block.at(0, 4), native(4)) === 0;
}

function setOption(sockets: SocketCalls, socket: number, level: bigint, option: bigint, value: number): void {
  const block = new NativeBlock(4);
  block.view.setInt32(0, value, true);
  sockets.setsockopt(native(socket), level, option, block.at(0, 4), native(4));
}

function systemError(): Error {
  const code = getSystemErrorName(-library().errno());
  return Object.assign(new Error(`a UDP socket cannot be had: ${code}`), { code });
}
