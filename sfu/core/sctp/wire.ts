import { crc32c } from './crc32c.ts';

/** Chunk types: RFC 9260 §3.2, RFC 3758 §3.2, RFC 6525 §3.1. */
export const CHUNK = {
  data: 0,
  init: 1,
  initAck: 2,
  sack: 3,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  shutdownAck: 8,
  error: 9,
  cookieEcho: 10,
  cookieAck: 11,
  shutdownComplete: 14,
  reconfig: 130,
  forwardTsn: 192,
} as const;

/** Flags of a DATA chunk, RFC 9260 §3.3.1. */
export const DATA_FLAG = { ends: 1, begins: 2, unordered: 4, immediate: 8 } as const;

export const PACKET_HEADER = 12;
export const CHUNK_HEADER = 4;
/** Header of a DATA chunk, the chunk's own included. */
export const DATA_HEADER = 16;

export interface Chunk {
  readonly type: number;
  readonly flags: number;
  /** What follows the chunk's header, without padding; a view into the packet. */
  readonly body: DataView;
}

/** The verification tag of a packet whose length, checksum and destination port are right. */
export function packetTag(packet: Uint8Array, localPort: number): number | undefined {
  if (packet.length < PACKET_HEADER + CHUNK_HEADER || packet.length % 4 !== 0) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  if (view.getUint16(2) !== localPort) return undefined;
  const told = view.getUint32(8, true);
  view.setUint32(8, 0);
  const right = crc32c(packet) === told;
  view.setUint32(8, told, true);
  return right ? view.getUint32(4) : undefined;
}

/** The chunks of a packet, up to the first whose length cannot be. */
export function readChunks(packet: Uint8Array): Chunk[] {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const chunks: Chunk[] = [];
  for (let at = PACKET_HEADER; at + CHUNK_HEADER <= packet.length; ) {
    const length = view.getUint16(at + 2);
    if (length < CHUNK_HEADER || at + length > packet.length) break;
    const body = new DataView(packet.buffer, packet.byteOffset + at + CHUNK_HEADER, length - CHUNK_HEADER);
    chunks.push({ type: view.getUint8(at), flags: view.getUint8(at + 1), body });
    at += padded(length);
  }
  return chunks;
}

export interface Parameter {
  readonly type: number;
  readonly body: DataView;
}

/** Type-length-value parameters from `from` on, up to the first whose length cannot be. */
export function readParameters(body: DataView, from: number): Parameter[] {
  const parameters: Parameter[] = [];
  for (let at = from; at + 4 <= body.byteLength; ) {
    const length = body.getUint16(at + 2);
    if (length < 4 || at + length > body.byteLength) break;
    const inner = new DataView(body.buffer, body.byteOffset + at + 4, length - 4);
    parameters.push({ type: body.getUint16(at), body: inner });
    at += padded(length);
  }
  return parameters;
}

/** A chunk or parameter whose value has `length` bytes, zeroes and padding included, and a view of that value. */
export function chunkOf(type: number, flags: number, length: number): [bytes: Uint8Array, value: DataView] {
  const bytes = new Uint8Array(padded(CHUNK_HEADER + length));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  view.setUint8(1, flags);
  view.setUint16(2, CHUNK_HEADER + length);
  return [bytes, new DataView(bytes.buffer, CHUNK_HEADER, length)];
}

export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** A copy of what a view shows. */
export function bytesOf(view: DataView, from = 0): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, view.byteLength - from).slice();
}
