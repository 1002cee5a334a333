/** RFC 5761 §4: payload types 64–95 of the second byte are RTCP. `at`: where the packet begins. */
export function isRtcp(bytes: Uint8Array, at = 0): boolean {
  const type = (bytes[at + 1] ?? 0) & 0x7f;
  return type >= 64 && type <= 95;
}

/**
 * Bytes of an RTP header with CSRC list and extension (RFC 3550 §5.1), or -1 when they are not all there. The packet
 * begins at `at`.
 */
export function rtpHeaderBytes(bytes: Uint8Array, length: number, at = 0): number {
  const first = bytes[at] ?? 0;
  if (length < 12 || first >> 6 !== 2) return -1;
  let header = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (header + 4 > length) return -1;
    header += 4 + (((bytes[at + header + 2] ?? 0) << 8) | (bytes[at + header + 3] ?? 0)) * 4;
  }
  return header > length ? -1 : header;
}
