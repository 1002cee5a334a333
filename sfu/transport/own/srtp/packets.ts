/** RFC 5761 §4: payload types 64–95 of the second byte are RTCP. */
export function isRtcp(packet: Uint8Array): boolean {
  const type = (packet[1] ?? 0) & 0x7f;
  return type >= 64 && type <= 95;
}

/** Bytes of an RTP header with CSRC list and extension (RFC 3550 §5.1), or -1 when they are not all there. */
export function rtpHeaderBytes(packet: Uint8Array, length: number): number {
  const first = packet[0] ?? 0;
  if (length < 12 || first >> 6 !== 2) return -1;
  let header = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (header + 4 > length) return -1;
    header += 4 + (((packet[header + 2] ?? 0) << 8) | (packet[header + 3] ?? 0)) * 4;
  }
  return header > length ? -1 : header;
}
