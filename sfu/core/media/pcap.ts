/** LINKTYPE_RAW: packets begin with their IP header. */
const LINK_RAW = 101;
const IP_HEADER = 20;
const UDP_HEADER = 8;
const RECORD_HEADER = 16;
const UDP = 17;
/** Made-up addresses: a dump tells nobody where a participant was. */
const CLIENT = 0x0a000001;
const SERVER = 0x0a000002;
const FIRST_PORT = 5004;

/** The head of a pcap file with microseconds (draft-ietf-opsawg-pcap). */
export function pcapHead(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 65_535);
  view.setUint32(20, LINK_RAW);
  return new Uint8Array(view.buffer);
}

/**
 * One plain RTP or RTCP packet as a pcap record, in IPv4 and UDP of our making: 10.0.0.1 is the client, 10.0.0.2 the server,
 * the ports number the client's connections from 5004 on. `nowMs`: Unix milliseconds, with fractions.
 */
export function pcapRecord(packet: Uint8Array, direction: 'in' | 'out', connection: number, nowMs: number): Uint8Array {
  const length = IP_HEADER + UDP_HEADER + packet.length;
  const bytes = new Uint8Array(RECORD_HEADER + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(nowMs / 1000));
  view.setUint32(4, Math.floor((nowMs % 1000) * 1000));
  view.setUint32(8, length);
  view.setUint32(12, length);
  writeIp(new DataView(bytes.buffer, RECORD_HEADER, IP_HEADER), length, direction);
  const udp = RECORD_HEADER + IP_HEADER;
  const port = FIRST_PORT + connection * 2;
  view.setUint16(udp, port);
  view.setUint16(udp + 2, port);
  // A checksum of 0 means none (RFC 768).
  view.setUint16(udp + 4, UDP_HEADER + packet.length);
  bytes.set(packet, udp + UDP_HEADER);
  return bytes;
}

function writeIp(view: DataView, length: number, direction: 'in' | 'out'): void {
  view.setUint8(0, 0x45);
  view.setUint16(2, length);
  view.setUint8(8, 64);
  view.setUint8(9, UDP);
  view.setUint32(12, direction === 'in' ? CLIENT : SERVER);
  view.setUint32(16, direction === 'in' ? SERVER : CLIENT);
  let sum = 0;
  for (let at = 0; at < IP_HEADER; at += 2) sum += view.getUint16(at);
  view.setUint16(10, ~((sum & 0xffff) + (sum >>> 16)) & 0xffff);
}
