import { AesGcm, initialVector, TAG_BYTES } from '../ffi/ciphers.ts';
import type { SessionKeys } from './keys.ts';
import { ENCRYPTED, type Placed, type Protection, RTCP_HEAD_BYTES } from './protection.ts';

const INDEX_BYTES = 4;

/** 96 bits in words: big-endian, as they stand in the vector. */
interface Salt {
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

type Keys = Pick<SessionKeys, 'encryption' | 'salt'>;

/** AEAD_AES_128_GCM (RFC 7714). */
export class GcmProtection implements Protection {
  readonly overhead = TAG_BYTES + INDEX_BYTES;
  readonly neverTwice = true;
  readonly #rtp: AesGcm;
  readonly #rtcp: AesGcm;
  readonly #rtpSalt: Salt;
  readonly #rtcpSalt: Salt;
  readonly #head = { at: 0, length: 0 };
  readonly #data = { at: 0, length: 0 };
  readonly #more = { at: 0, length: 0 };

  constructor(rtp: Keys, rtcp: Keys, direction: 'seal' | 'open') {
    this.#rtp = new AesGcm(rtp.encryption, direction);
    this.#rtcp = new AesGcm(rtcp.encryption, direction);
    this.#rtpSalt = saltOf(rtp.salt);
    this.#rtcpSalt = saltOf(rtcp.salt);
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
  #vectorOf(salt: Salt, ssrc: number, index: number): Uint8Array {
    const vector = initialVector();
    const high = Math.floor(index / 65_536);
    // Two bytes of the salt before the SSRC, two of it with the first word, and so on.
    write32(vector, 0, salt.first ^ (ssrc >>> 16));
    write32(vector, 4, salt.second ^ ((ssrc << 16) | (high >>> 16)));
    write32(vector, 8, salt.third ^ ((high << 16) | (index % 65_536)));
    return vector;
  }
}

function saltOf(bytes: Uint8Array): Salt {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { first: view.getInt32(0), second: view.getInt32(4), third: view.getInt32(8) };
}

function write32(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}
