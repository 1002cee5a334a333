/** Eight tables of 256 entries, for eight bytes a step (RFC 9260, appendix A; polynomial 0x1EDC6F41, reflected). */
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    table[byte] = value;
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256] ?? 0;
    table[i] = (before >>> 8) ^ (table[before & 255] ?? 0);
  }
  return table;
}

/** CRC32c of the first `length` bytes, 0 … 2³² − 1. */
export function crc32c(bytes: Uint8Array, length = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let crc = -1;
  let at = 0;
  for (; at + 8 <= length; at += 8) {
    const low = view.getInt32(at, true) ^ crc;
    const high = view.getInt32(at + 4, true);
    crc = eight(low, high);
  }
  for (; at < length; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ view.getUint8(at)) & 255] as number);
  return ~crc >>> 0;
}

function eight(low: number, high: number): number {
  return (
    (TABLE[1792 + (low & 255)] as number) ^
    (TABLE[1536 + ((low >>> 8) & 255)] as number) ^
    (TABLE[1280 + ((low >>> 16) & 255)] as number) ^
    (TABLE[1024 + (low >>> 24)] as number) ^
    (TABLE[768 + (high & 255)] as number) ^
    (TABLE[512 + ((high >>> 8) & 255)] as number) ^
    (TABLE[256 + ((high >>> 16) & 255)] as number) ^
    (TABLE[high >>> 24] as number)
  );
}
