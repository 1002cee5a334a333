import { type RtpPacket, read16, write16, write32 } from './packet.ts';

/** Turns retransmissions (RFC 4588) back into the packets they repeat. The result is valid until the next call. */
export class RtxUnwrapper {
  #buffer = new Uint8Array(2048);

  /** The original packet's bytes, or undefined if the RTX packet is only padding. */
  unwrap(packet: RtpPacket, ssrc: number, payloadType: number): Uint8Array | undefined {
    if (packet.payloadLength <= 2) return undefined;
    const { bytes, payloadStart, payloadEnd } = packet;
    if (payloadEnd > this.#buffer.length) this.#buffer = new Uint8Array(payloadEnd);
    this.#buffer.set(bytes.subarray(0, payloadStart));
    this.#buffer.set(bytes.subarray(payloadStart + 2, payloadEnd), payloadStart);
    this.#buffer[0] = (this.#buffer[0] ?? 0) & ~0x20;
    this.#buffer[1] = payloadType | (packet.marker ? 0x80 : 0);
    write16(this.#buffer, 2, read16(bytes, payloadStart));
    write32(this.#buffer, 8, ssrc);
    return this.#buffer.subarray(0, payloadEnd - 2);
  }
}
