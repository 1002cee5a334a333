import { AesGcm, initialVector, TAG_BYTES } from '../ffi/ciphers.ts';
import type { SessionKeys } from './keys.ts';
import { ENCRYPTED, type Placed, type Protection, RTCP_HEAD_BYTES } from './protection.ts';

const INDEX_BYTES = 4;

type Keys = Pick<SessionKeys, 'encryption' | 'salt'>;

/** AEAD_AES_128_GCM (RFC 7714). */
export class GcmProtection implements Protection {
  readonly overhead = TAG_BYTES + INDEX_BYTES;
  readonly neverTwice = true;
  readonly #rtp: AesGcm;
  readonly #rtcp: AesGcm;
  readonly #rtpSalt: Uint8Array;
  readonly #rtcpSalt: Uint8Array;
  readonly #head = { at: 0, length: 0 };
  readonly #data = { at: 0, length: 0 };
  readonly #more = { at: 0, length: 0 };

  constructor(rtp: Keys, rtcp: Keys, direction: 'seal' | 'open') {
    this.#rtp = new AesGcm(rtp.encryption, direction);
    this.#rtcp = new AesGcm(rtcp.encryption, direction);
    this.#rtpSalt = rtp.salt;
    this.#rtcpSalt = rtcp.salt;
  }

  protectRtp(packet: Placed, headerBytes: number, ssrc: number, index: number): number {
    this.#place(packet.at, headerBytes, packet.length - headerBytes);
    const vector = this.#vectorOf(this.#rtpSalt, ssrc, index);
    if (!this.#rtp.seal(packet.block, vector, this.#head, this.#data, null)) return -1;
    return packet.length + TAG_BYTES;
  }

  openRtp(packet: Placed, headerBytes: number, ssrc: number, index: number): number {
    const dataBytes = packet.length - headerBytes - TAG_BYTES;
    if (dataBytes < 0) return -1;
    this.#place(packet.at, headerBytes, dataBytes);
    const vector = this.#vectorOf(this.#rtpSalt, ssrc, index);
    return this.#rtp.open(packet.block, vector, this.#head, this.#data, null) ? headerBytes + dataBytes : -1;
  }

  /** RFC 7714 §9.2: the index is authenticated after the head, and stands behind the tag. */
  protectRtcp(packet: Placed, ssrc: number, index: number): number {
    const indexAt = packet.at + packet.length + TAG_BYTES;
    packet.block.view.setUint32(indexAt, index + ENCRYPTED);
    this.#place(packet.at, RTCP_HEAD_BYTES, packet.length - RTCP_HEAD_BYTES);
    this.#more.at = indexAt;
    this.#more.length = INDEX_BYTES;
    const vector = this.#vectorOf(this.#rtcpSalt, ssrc, index);
    if (!this.#rtcp.seal(packet.block, vector, this.#head, this.#data, this.#more)) return -1;
    return packet.length + TAG_BYTES + INDEX_BYTES;
  }

  openRtcp(packet: Placed, ssrc: number): number {
    const index = this.rtcpIndex(packet);
    const length = packet.length - TAG_BYTES - INDEX_BYTES;
    if (index < 0) return -1;
    this.#place(packet.at, RTCP_HEAD_BYTES, length - RTCP_HEAD_BYTES);
    this.#more.at = packet.at + packet.length - INDEX_BYTES;
    this.#more.length = INDEX_BYTES;
    const vector = this.#vectorOf(this.#rtcpSalt, ssrc, index);
    return this.#rtcp.open(packet.block, vector, this.#head, this.#data, this.#more) ? length : -1;
  }

  rtcpIndex(packet: Placed): number {
    if (packet.length < RTCP_HEAD_BYTES + TAG_BYTES + INDEX_BYTES) return -1;
    const word = packet.block.view.getUint32(packet.at + packet.length - INDEX_BYTES);
    return word >= ENCRYPTED ? word - ENCRYPTED : -1;
  }

  free(): void {
    this.#rtp.free();
    this.#rtcp.free();
  }

  #place(at: number, headBytes: number, dataBytes: number): void {
    this.#head.at = at;
    this.#head.length = headBytes;
    this.#data.at = at + headBytes;
    this.#data.length = dataBytes;
  }

  /** RFC 7714 §8.1 and §9.1: zeros, SSRC and the 48 bits of the index, mixed with the salt. */
  #vectorOf(salt: Uint8Array, ssrc: number, index: number): Uint8Array {
    const vector = initialVector();
    const high = Math.floor(index / 65_536);
    const low = index % 65_536;
    vector[0] = salt[0] ?? 0;
    vector[1] = salt[1] ?? 0;
    vector[2] = (salt[2] ?? 0) ^ (ssrc >>> 24);
    vector[3] = (salt[3] ?? 0) ^ (ssrc >>> 16);
    vector[4] = (salt[4] ?? 0) ^ (ssrc >>> 8);
    vector[5] = (salt[5] ?? 0) ^ ssrc;
    vector[6] = (salt[6] ?? 0) ^ (high >>> 24);
    vector[7] = (salt[7] ?? 0) ^ (high >>> 16);
    vector[8] = (salt[8] ?? 0) ^ (high >>> 8);
    vector[9] = (salt[9] ?? 0) ^ high;
    vector[10] = (salt[10] ?? 0) ^ (low >>> 8);
    vector[11] = (salt[11] ?? 0) ^ low;
    return vector;
  }
}
