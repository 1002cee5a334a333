/** The header of a data track's packet: version and flags, handle, sequence, frame, timestamp (LiveKit's datatrack/packet.go). */
const HEADER_BYTES = 12;
const HANDLE_AT = 2;
const HAS_EXTENSIONS = 0x04;

/** The handle of a packet of a data track, 0 if it is none. */
export function handleOfPacket(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES + extensionBytes(bytes)) return 0;
  return ((bytes[HANDLE_AT] ?? 0) << 8) | (bytes[HANDLE_AT + 1] ?? 0);
}

/** With the field that tells their size; counted in words of four bytes, less one. */
function extensionBytes(bytes: Uint8Array): number {
  if (((bytes[0] ?? 0) & HAS_EXTENSIONS) === 0) return 0;
  const words = ((bytes[HEADER_BYTES] ?? 0) << 8) | (bytes[HEADER_BYTES + 1] ?? 0);
  return (words + 1) * 4;
}

/** The same packet under another handle, in memory of its own. */
export function withHandle(bytes: Uint8Array, handle: number): Uint8Array {
  const copy = bytes.slice();
  copy[HANDLE_AT] = handle >>> 8;
  copy[HANDLE_AT + 1] = handle & 0xff;
  return copy;
}
