import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** RFC 8489 §5. */
const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const FINGERPRINT_XOR = 0x5354554e;
const INTEGRITY_BYTES = 20;

export const BINDING_REQUEST = 0x0001;
export const BINDING_SUCCESS = 0x0101;
export const BINDING_ERROR = 0x0111;

/** RFC 8489 §18.3 and RFC 8445 §16.1. */
export const attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const;

/** A message whose attributes are whole and whose fingerprint, if it has one, is right. */
export interface StunMessage {
  /** Method and class. */
  type: number;
  transactionId: Uint8Array;
  /** The first of each type that comes before MESSAGE-INTEGRITY; what follows that counts for nothing. */
  attributes: ReadonlyMap<number, Uint8Array>;
  /** Where MESSAGE-INTEGRITY begins; -1 without. */
  integrityAt: number;
  hasFingerprint: boolean;
}

/** True for what may be STUN among what comes to a media port (RFC 7983). */
export function looksLikeStun(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_BYTES && (bytes[0] ?? 0xff) < 4;
}

/** Null for anything but one whole, well-formed message. */
export function parseStun(bytes: Uint8Array): StunMessage | null {
  if (!looksLikeStun(bytes)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(2);
  if (view.getUint32(4) !== MAGIC_COOKIE || length % 4 !== 0 || length !== bytes.length - HEADER_BYTES) return null;
  const attributes = new Map<number, Uint8Array>();
  let integrityAt = -1;
  let hasFingerprint = false;
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const [type, size] = [view.getUint16(at), view.getUint16(at + 2)];
    const end = at + 4 + size;
    if (end > bytes.length || hasFingerprint) return null;
    if (type === attribute.fingerprint) {
      if (size !== 4 || view.getUint32(at + 4) !== fingerprintOf(bytes.subarray(0, at))) return null;
      hasFingerprint = true;
    } else if (type === attribute.messageIntegrity && integrityAt === -1) {
      if (size !== INTEGRITY_BYTES) return null;
      integrityAt = at;
    } else if (integrityAt === -1 && !attributes.has(type)) {
      attributes.set(type, bytes.subarray(at + 4, end));
    }
    at = end + ((4 - (size & 3)) & 3);
    if (at > bytes.length) return null;
  }
  const transactionId = bytes.subarray(8, HEADER_BYTES);
  return { type: view.getUint16(0), transactionId, attributes, integrityAt, hasFingerprint };
}

/** Whether `bytes`, which {@link parseStun} read as `message`, were written by somebody who knows `password`. */
export function isAuthentic(bytes: Uint8Array, message: StunMessage, password: string): boolean {
  const at = message.integrityAt;
  if (at < 0) return false;
  return timingSafeEqual(
    integrityOf(bytes.subarray(0, at), password),
    bytes.subarray(at + 4, at + 4 + INTEGRITY_BYTES),
  );
}

export interface StunContent {
  type: number;
  transactionId: Uint8Array;
  attributes: readonly (readonly [type: number, value: Uint8Array])[];
  /** Adds MESSAGE-INTEGRITY. */
  password?: string;
}

/** Writes a message, with FINGERPRINT at its end. */
export function writeStun(content: StunContent): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16BE(content.type, 0);
  head.writeUInt32BE(MAGIC_COOKIE, 4);
  head.set(content.transactionId.subarray(0, 12), 8);
  let message = Buffer.concat([head, ...content.attributes.map(([type, value]) => attributeBytes(type, value))]);
  message.writeUInt16BE(message.length - HEADER_BYTES, 2);
  if (content.password !== undefined) {
    const integrity = attributeBytes(attribute.messageIntegrity, integrityOf(message, content.password));
    message = Buffer.concat([message, integrity]);
  }
  message.writeUInt16BE(message.length - HEADER_BYTES + 8, 2);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE(fingerprintOf(message));
  return Buffer.concat([message, attributeBytes(attribute.fingerprint, fingerprint)]);
}

function attributeBytes(type: number, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + ((value.length + 3) & ~3));
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  bytes.set(value, 4);
  return bytes;
}

/** HMAC-SHA1 over the message as if it ended with MESSAGE-INTEGRITY (RFC 8489 §14.5). */
function integrityOf(message: Uint8Array, password: string): Buffer {
  const head = Buffer.from(message.subarray(0, HEADER_BYTES));
  head.writeUInt16BE(message.length - HEADER_BYTES + 4 + INTEGRITY_BYTES, 2);
  return createHmac('sha1', password).update(head).update(message.subarray(HEADER_BYTES)).digest();
}

/** Over the message as if it ended with FINGERPRINT (RFC 8489 §14.7); its length field says so already. */
function fingerprintOf(message: Uint8Array): number {
  return (crc32(message) ^ FINGERPRINT_XOR) >>> 0;
}
