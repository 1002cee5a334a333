import { isRtcp } from '../core/rtp/packet.ts';

const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;
const NACK = 1;
const PLI = 1;
const FIR = 4;

/** Sums of one direction, since the server's start. */
export class Traffic {
  rtpPackets = 0;
  rtpBytes = 0;
  rtcpPackets = 0;
  rtcpBytes = 0;
  /** Packets asked for again by NACK. */
  nackedPackets = 0;
  /** PLI and FIR. */
  keyframeRequests = 0;

  /** Counts one plain packet. */
  note(packet: Uint8Array): void {
    if (!isRtcp(packet)) {
      this.rtpPackets++;
      this.rtpBytes += packet.length;
      return;
    }
    this.rtcpPackets++;
    this.rtcpBytes += packet.length;
    this.#readFeedback(packet);
  }

  /** Walks a compound packet by its headers (RFC 3550 §6.4, RFC 4585 §6). */
  #readFeedback(packet: Uint8Array): void {
    const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
    for (let at = 0; at + 4 <= packet.length; ) {
      const [format, type] = [view.getUint8(at) & 31, view.getUint8(at + 1)];
      const end = Math.min(packet.length, at + (view.getUint16(at + 2) + 1) * 4);
      if (type === TRANSPORT_FEEDBACK && format === NACK) {
        for (let item = at + 12; item + 4 <= end; item += 4) this.nackedPackets += 1 + ones(view.getUint16(item + 2));
      }
      if (type === PAYLOAD_FEEDBACK && (format === PLI || format === FIR)) this.keyframeRequests++;
      at = end;
    }
  }
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
