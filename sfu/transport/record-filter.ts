import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { endianness } from 'node:os';

/**
 * A filter in the kernel, in front of the media port, against forged DTLS records.
 *
 * OpenSSL, which is inside libdatachannel, ends a session when a record of an encrypted epoch is shorter than its cipher's
 * overhead (1 to 23 bytes): anybody who can forge a client's address could hang up for it. No proper record is that
 * short, so datagrams that hold one are dropped before anything reads them. A classic BPF program (socket(7),
 * SO_ATTACH_FILTER) does it without a copy of the packet.
 */

type Ffi = typeof import('node:ffi');

/** The C library of glibc systems, and of musl's. */
const C_LIBRARIES = ['libc.so.6', `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`];
const [SOL_SOCKET, SO_TYPE, SO_ATTACH_FILTER, SOCK_DGRAM] = [1, 3, 26, 2];

/** Puts the filter onto the UDP socket of this process that is bound to `port`. False where that can't be done. */
export function filterRecords(port: number): boolean {
  if (process.platform !== 'linux' || endianness() !== 'LE') return false;
  try {
    const ffi: Ffi = createRequire(import.meta.url)('node:ffi');
    const calls = socketCalls(ffi);
    const socket = openSockets().find((fd) => isUdpOn(calls, fd, port));
    if (socket === undefined) return false;
    const program = recordProgram();
    // struct sock_fprog: how many instructions, and where they are.
    const fprog = Buffer.alloc(16);
    fprog.writeUInt16LE(program.length / INSTRUCTION_BYTES, 0);
    fprog.writeBigUInt64LE(ffi.getRawPointer(program), 8);
    return calls.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, fprog, fprog.length) === 0;
  } catch {
    // No node:ffi, no /proc, another C library.
    return false;
  }
}

const SIGNATURES = {
  setsockopt: { arguments: ['i32', 'i32', 'i32', 'pointer', 'u32'], return: 'i32' },
  getsockopt: { arguments: ['i32', 'i32', 'i32', 'pointer', 'pointer'], return: 'i32' },
  getsockname: { arguments: ['i32', 'pointer', 'pointer'], return: 'i32' },
} as const;

function socketCalls(ffi: Ffi) {
  const [glibc = '', musl = ''] = C_LIBRARIES;
  try {
    return ffi.dlopen(glibc, SIGNATURES).functions;
  } catch {
    return ffi.dlopen(musl, SIGNATURES).functions;
  }
}

function openSockets(): number[] {
  return readdirSync('/proc/self/fd').map(Number);
}

/** Ports are big-endian, at the same place in IPv4's and IPv6's addresses. */
function isUdpOn(calls: ReturnType<typeof socketCalls>, fd: number, port: number): boolean {
  const [address, length, type, typeLength] = [Buffer.alloc(128), Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32LE(address.length);
  typeLength.writeUInt32LE(type.length);
  if (calls.getsockopt(fd, SOL_SOCKET, SO_TYPE, type, typeLength) !== 0) return false;
  if (type.readUInt32LE() !== SOCK_DGRAM || calls.getsockname(fd, address, length) !== 0) return false;
  const [inet, inet6] = [2, 10];
  return [inet, inet6].includes(address.readUInt16LE(0)) && address.readUInt16BE(2) === port;
}

const INSTRUCTION_BYTES = 8;
/** A datagram starts with its UDP header. */
const UDP_HEADER = 8;
/** More records in one datagram than any handshake has. */
const MOST_RECORDS = 12;
const RECORD_HEADER = 13;
/** The explicit nonce and the tag of AES-GCM; CBC suites add more. */
const LEAST_ENCRYPTED = 24;

type Instruction = [code: number, yes: number, no: number, value: number];

/**
 * Drops datagrams of DTLS that hold an encrypted record shorter than any can be, or end within a record. The offset of
 * the record that is looked at is in X; a load from past the end drops the datagram by itself.
 */
function recordProgram(): Buffer {
  const [load8, load16, loadLength, toX] = [0x50, 0x48, 0x80, 0x07];
  const [equals, atLeast, above, aboveX] = [0x15, 0x35, 0x25, 0x2d];
  const [setX, addX, add, end] = [0x01, 0x0c, 0x04, 0x06];
  const accept: Instruction = [end, 0, 0, 0xffff_ffff];
  const drop: Instruction = [end, 0, 0, 0];
  const first: Instruction[] = [
    [setX, 0, 0, UDP_HEADER],
    // Nothing at all, STUN, RTP and what else is no DTLS (RFC 7983) passes.
    [loadLength, 0, 0, 0],
    [aboveX, 1, 0, 0],
    accept,
    [load8, 0, 0, 0],
    [atLeast, 0, 1, 20],
    [above, 0, 1, 23],
    accept,
  ];
  const record: Instruction[] = [
    [loadLength, 0, 0, 0],
    [aboveX, 1, 0, 0],
    accept,
    [load8, 0, 0, 0],
    [atLeast, 0, 1, 20],
    [above, 0, 1, 23],
    drop,
    [load16, 0, 0, 3],
    [equals, 3, 0, 0],
    [load16, 0, 0, 11],
    [atLeast, 1, 0, LEAST_ENCRYPTED],
    drop,
    [load16, 0, 0, 11],
    [addX, 0, 0, 0],
    [add, 0, 0, RECORD_HEADER],
    [toX, 0, 0, 0],
  ];
  const instructions = [...first, ...Array.from({ length: MOST_RECORDS }, () => record).flat(), drop];
  return Buffer.concat(
    instructions.map(([code, yes, no, value]) => {
      const bytes = Buffer.from([code & 0xff, code >> 8, yes, no, 0, 0, 0, 0]);
      bytes.writeUInt32LE(value, 4);
      return bytes;
    }),
  );
}
