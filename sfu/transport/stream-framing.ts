/** RFC 4571: each packet on a TCP connection follows its length in two bytes, big-endian. */
export function frame(packet: Uint8Array): Uint8Array {
  const framed = new Uint8Array(packet.length + 2);
  framed[0] = packet.length >> 8;
  framed[1] = packet.length & 0xff;
  framed.set(packet, 2);
  return framed;
}

/** More than any datagram of ICE, DTLS or SRTP; a longer one shows that this is no peer of ours. */
const MAX_PACKET_BYTES = 4096;

/** Cuts a byte stream into packets; keeps what is incomplete for the next chunk. */
export class Deframer {
  #rest: Uint8Array = new Uint8Array(0);

  /** Null when the stream announces a packet that is too long. */
  push(chunk: Uint8Array): Uint8Array[] | null {
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    const packets: Uint8Array[] = [];
    let at = 0;
    while (at + 2 <= bytes.length) {
      const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      if (length > MAX_PACKET_BYTES) return null;
      if (at + 2 + length > bytes.length) break;
      packets.push(bytes.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    this.#rest = bytes.slice(at);
    return packets;
  }
}

/** True for a STUN binding request (RFC 8489 §5), the only thing an ICE-TCP connection may begin with. */
export function isBindingRequest(packet: Uint8Array): boolean {
  if (packet.length < 20) return false;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  return view.getUint16(0) === 0x0001 && view.getUint32(4) === 0x2112a442 && view.getUint16(2) === packet.length - 20;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
