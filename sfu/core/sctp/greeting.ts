import { bytesOf, CHUNK, chunkOf, padded, readParameters } from './wire.ts';

/** What one side tells in INIT or INIT ACK, RFC 9260 §3.3.2. */
export interface Greeting {
  readonly tag: number;
  readonly window: number;
  readonly outbound: number;
  readonly inbound: number;
  readonly firstTsn: number;
}

const FIXED = 16;
const COOKIE = 7;
const EXTENSIONS = 0x8008;
const FORWARD_TSN = 0xc000;
const UNRECOGNISED = 8;
const KNOWN = new Set([COOKIE, EXTENSIONS, FORWARD_TSN, UNRECOGNISED, 0x8001, 0x8002, 0x8003, 0x8004]);
/** Unknown parameters are told back up to this many bytes. */
const MAX_REPORT = 256;

/** RFC 9260 §3.3.2: a tag is never 0, and both stream counts are at least 1. */
export function readGreeting(body: DataView): Greeting | undefined {
  if (body.byteLength < FIXED) return undefined;
  const greeting = {
    tag: body.getUint32(0),
    window: body.getUint32(4),
    outbound: body.getUint16(8),
    inbound: body.getUint16(10),
    firstTsn: body.getUint32(12),
  };
  return greeting.tag === 0 || greeting.outbound === 0 || greeting.inbound === 0 ? undefined : greeting;
}

/** The cookie of an INIT ACK. */
export function readCookie(body: DataView): Uint8Array | undefined {
  const found = readParameters(body, FIXED).find((parameter) => parameter.type === COOKIE);
  return found && bytesOf(found.body);
}

/**
 * Unknown parameters of an INIT that ask to be told back, as parameters (RFC 9260 §3.2.1: the second highest bit of the
 * type; the highest clear ends the reading).
 */
export function unrecognised(body: DataView): Uint8Array[] {
  const reports: Uint8Array[] = [];
  let room = MAX_REPORT;
  for (const { type, body: value } of readParameters(body, FIXED)) {
    if (KNOWN.has(type)) continue;
    const size = padded(value.byteLength + 4);
    if ((type & 0x4000) !== 0 && size <= room) {
      room -= size;
      const inner = parameter(type, bytesOf(value));
      reports.push(parameter(UNRECOGNISED, inner.subarray(0, value.byteLength + 4)));
    }
    if ((type & 0x8000) === 0) break;
  }
  return reports;
}

export function writeInit(greeting: Greeting): Uint8Array {
  return write(CHUNK.init, greeting, []);
}

export function writeInitAck(greeting: Greeting, cookie: Uint8Array, reports: Uint8Array[]): Uint8Array {
  return write(CHUNK.initAck, greeting, [parameter(COOKIE, cookie), ...reports]);
}

function write(type: number, greeting: Greeting, more: Uint8Array[]): Uint8Array {
  const ours = [parameter(FORWARD_TSN), parameter(EXTENSIONS, Uint8Array.of(CHUNK.forwardTsn, CHUNK.reconfig))];
  const parameters = [...ours, ...more];
  const [bytes, value] = chunkOf(
    type,
    0,
    parameters.reduce((sum, one) => sum + one.length, FIXED),
  );
  value.setUint32(0, greeting.tag);
  value.setUint32(4, greeting.window);
  value.setUint16(8, greeting.outbound);
  value.setUint16(10, greeting.inbound);
  value.setUint32(12, greeting.firstTsn);
  let at = 4 + FIXED;
  for (const one of parameters) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

function parameter(type: number, value: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(padded(4 + value.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type);
  view.setUint16(2, 4 + value.length);
  bytes.set(value, 4);
  return bytes;
}
