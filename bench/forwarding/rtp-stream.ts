/** Payload bytes of one packet, as libwebrtc sends video. */
export const PACKET_BYTES = 1200;
export const PAYLOAD_TYPE = 96;
const CLOCK_PER_FRAME = 3000;
/** RTP header (RFC 3550 §5.1) without extensions. */
const HEAD_BYTES = 12;
/** Start code and size of a VP8 key frame (RFC 6386 §9.1), 1280×720. */
const KEY_FRAME = Buffer.from('9d012a0005d002', 'hex');
const STAMP_BYTES = 8;

const FRAMES_PER_SECOND = 30;
const FRAMES_PER_KEY_FRAME = 15;

/** Video as a media server sees it: VP8 at 30 frames a second whose last bytes are a time instead of picture. */
export class RtpStream {
  readonly #packet = Buffer.alloc(PACKET_BYTES, 0x5a);
  #sequence = 0;
  #frame = 0;
  #place = 0;

  constructor(ssrc: number) {
    this.#packet[0] = 0x80;
    this.#packet.writeUInt32BE(ssrc, 8);
  }

  /** The next packet of a stream of `rate` packets a second. Its bytes are valid until the next call. */
  next(rate: number, stamp: number): Buffer {
    const packet = this.#packet;
    const last = this.#place + 1 >= Math.round(rate / FRAMES_PER_SECOND);
    packet[1] = PAYLOAD_TYPE | (last ? 0x80 : 0);
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE((this.#frame * CLOCK_PER_FRAME) >>> 0, 4);
    // VP8 payload descriptor (RFC 7741 §4.2): S marks the first packet of a frame.
    packet[HEAD_BYTES] = this.#place === 0 ? 0x10 : 0;
    // VP8 payload header: the lowest bit is 0 in key frames.
    packet[HEAD_BYTES + 1] = this.#place === 0 && this.#frame % FRAMES_PER_KEY_FRAME === 0 ? 0x10 : 0x11;
    KEY_FRAME.copy(packet, HEAD_BYTES + 4);
    packet.writeDoubleLE(stamp, PACKET_BYTES - STAMP_BYTES);
    this.#sequence += 1;
    this.#place = last ? 0 : this.#place + 1;
    if (last) this.#frame += 1;
    return packet;
  }
}

/** The time that a packet of the stream carries; undefined for RTCP, padding and whatever else comes. */
export function stampOf(packet: Buffer): number | undefined {
  if (packet.length < PACKET_BYTES - STAMP_BYTES) return undefined;
  // RTCP has 200–207 where RTP has marker and payload type (RFC 5761 §4).
  const second = packet[1] ?? 0;
  if (second >= 192 && second <= 223) return undefined;
  return packet.readDoubleLE(packet.length - STAMP_BYTES);
}
