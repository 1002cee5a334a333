import { isIPv4, isIPv6 } from 'node:net';

const MAPPED_PREFIX = '::ffff:';
const COOKIE = [0x21, 0x12, 0xa4, 0x42];

/** IPv4 that came through a socket for both families is IPv4. */
export function unmapped(address: string): string {
  const rest = address.startsWith(MAPPED_PREFIX) ? address.slice(MAPPED_PREFIX.length) : '';
  return isIPv4(rest) ? rest : address;
}

/** The 4 or 16 bytes of an address; null if it is none. */
export function addressBytes(address: string): Uint8Array | null {
  const plain = unmapped(address).split('%')[0] ?? '';
  if (isIPv4(plain)) return Uint8Array.from(plain.split('.'), Number);
  if (!isIPv6(plain)) return null;
  return ipv6Bytes(plain);
}

function ipv6Bytes(address: string): Uint8Array {
  // The URL parser writes it out without an IPv4 tail.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  const bytes = new Uint8Array(16);
  for (const [index, group] of groups.entries()) {
    const value = Number.parseInt(group, 16);
    bytes[index * 2] = value >> 8;
    bytes[index * 2 + 1] = value & 0xff;
  }
  return bytes;
}

/** The 4 bytes of IPv4 that came through a socket for both families; else the bytes as they are. */
export function unmappedBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 16 || bytes[10] !== 0xff || bytes[11] !== 0xff) return bytes;
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return bytes;
  return bytes.subarray(12);
}

/** The text of 4 or 16 bytes, as sockets of that family tell it. */
export function addressText(bytes: Uint8Array, six: boolean): string {
  const plain = unmappedBytes(bytes);
  if (plain.length === 4) return `${six ? MAPPED_PREFIX : ''}${plain.join('.')}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((plain[2 * i] ?? 0) << 8) | (plain[2 * i + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2). */
export function xorMappedAddress(address: Uint8Array, port: number, transactionId: Uint8Array): Uint8Array {
  const value = new Uint8Array(4 + address.length);
  value[1] = address.length === 4 ? 1 : 2;
  value[2] = (port >> 8) ^ 0x21;
  value[3] = (port & 0xff) ^ 0x12;
  const mask = [...COOKIE, ...transactionId];
  for (const [index, byte] of address.entries()) value[4 + index] = byte ^ (mask[index] ?? 0);
  return value;
}
