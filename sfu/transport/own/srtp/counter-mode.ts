import { timingSafeEqual } from 'node:crypto';
import { AesCounter, HmacSha1 } from '../ffi/ciphers.ts';
import type { SessionKeys } from './keys.ts';
import { ENCRYPTED, type Placed, type Protection, RTCP_HEAD_BYTES } from './protection.ts';

const TAG_BYTES = 10;
const INDEX_BYTES = 4;
const NOTHING = new Uint8Array(0);

/** AES_CM_128_HMAC_SHA1_80 (RFC 3711). */
export class CounterModeProtection implements Protection {
  readonly overhead = TAG_BYTES + INDEX_BYTES;
  readonly neverTwice = false;
  readonly #rtp: Cipher;
  readonly #rtcp: Cipher;
  readonly #rollOver = Buffer.alloc(4);
  readonly #data = { at: 0, length: 0 };
  readonly #signed = { at: 0, length: 0 };

  constructor(rtp: SessionKeys, rtcp: SessionKeys) {
    this.#rtp = new Cipher(rtp);
    this.#rtcp = new Cipher(rtcp);
  }

  protectRtp(packet: Placed, headerBytes: number, ssrc: number, index: number): number {
    const { block, at, length } = packet;
    this.#span(this.#data, at + headerBytes, length - headerBytes);
    if (!this.#rtp.counter.apply(block, this.#rtp.vector(ssrc, index), this.#data)) return -1;
    const tag = this.#rtpTag(packet, length, index);
    if (!tag) return -1;
    block.bytes.set(tag, at + length);
    return length + TAG_BYTES;
  }

  openRtp(packet: Placed, headerBytes: number, ssrc: number, index: number): number {
    const { block, at } = packet;
    const length = packet.length - TAG_BYTES;
    if (length < headerBytes) return -1;
    const tag = this.#rtpTag(packet, length, index);
    if (!tag || !timingSafeEqual(tag, block.bytes.subarray(at + length, at + packet.length))) return -1;
    this.#span(this.#data, at + headerBytes, length - headerBytes);
    return this.#rtp.counter.apply(block, this.#rtp.vector(ssrc, index), this.#data) ? length : -1;
  }

  protectRtcp(packet: Placed, ssrc: number, index: number): number {
    const { block, at, length } = packet;
    this.#span(this.#data, at + RTCP_HEAD_BYTES, length - RTCP_HEAD_BYTES);
    if (!this.#rtcp.counter.apply(block, this.#rtcp.vector(ssrc, index), this.#data)) return -1;
    block.view.setUint32(at + length, index + ENCRYPTED);
    this.#span(this.#signed, at, length + INDEX_BYTES);
    const tag = this.#rtcp.mac.digest(block, this.#signed, NOTHING)?.subarray(0, TAG_BYTES);
    if (!tag) return -1;
    block.bytes.set(tag, at + length + INDEX_BYTES);
    return length + INDEX_BYTES + TAG_BYTES;
  }

  openRtcp(packet: Placed, ssrc: number): number {
    const { block, at } = packet;
    const index = this.rtcpIndex(packet);
    const length = packet.length - TAG_BYTES - INDEX_BYTES;
    if (index < 0) return -1;
    this.#span(this.#signed, at, length + INDEX_BYTES);
    const tag = this.#rtcp.mac.digest(block, this.#signed, NOTHING)?.subarray(0, TAG_BYTES);
    if (!tag || !timingSafeEqual(tag, block.bytes.subarray(at + packet.length - TAG_BYTES, at + packet.length)))
      return -1;
    this.#span(this.#data, at + RTCP_HEAD_BYTES, length - RTCP_HEAD_BYTES);
    return this.#rtcp.counter.apply(block, this.#rtcp.vector(ssrc, index), this.#data) ? length : -1;
  }

  rtcpIndex(packet: Placed): number {
    if (packet.length < RTCP_HEAD_BYTES + TAG_BYTES + INDEX_BYTES) return -1;
    const word = packet.block.view.getUint32(packet.at + packet.length - TAG_BYTES - INDEX_BYTES);
    return word >= ENCRYPTED ? word - ENCRYPTED : -1;
  }

  free(): void {
    this.#rtp.free();
    this.#rtcp.free();
  }

  /** RFC 3711 §4.2: the roll-over count is authenticated but not sent. */
  #rtpTag(packet: Placed, length: number, index: number): Uint8Array | undefined {
    this.#rollOver.writeUInt32BE(Math.floor(index / 65_536) >>> 0);
    this.#span(this.#signed, packet.at, length);
    return this.#rtp.mac.digest(packet.block, this.#signed, this.#rollOver)?.subarray(0, TAG_BYTES);
  }

  #span(span: { at: number; length: number }, at: number, length: number): void {
    span.at = at;
    span.length = length;
  }
}

class Cipher {
  readonly counter: AesCounter;
  readonly mac: HmacSha1;
  readonly #salt: Uint8Array;
  readonly #vector = Buffer.alloc(16);

  constructor(keys: SessionKeys) {
    this.counter = new AesCounter(keys.encryption);
    this.mac = new HmacSha1(keys.authentication);
    this.#salt = keys.salt;
  }

  /** RFC 3711 §4.1.1: SSRC and the 48 bits of the index, mixed with the salt; the last 16 bits count blocks. */
  vector(ssrc: number, index: number): Uint8Array {
    const vector = this.#vector;
    const high = Math.floor(index / 65_536);
    vector.fill(0);
    vector.set(this.#salt);
    vector.writeUInt32BE((vector.readUInt32BE(4) ^ ssrc) >>> 0, 4);
    vector.writeUInt32BE((vector.readUInt32BE(8) ^ high) >>> 0, 8);
    vector.writeUInt16BE(vector.readUInt16BE(12) ^ (index & 0xffff), 12);
    return vector;
  }

  free(): void {
    this.counter.free();
    this.mac.free();
  }
}
