/**
 * The part of an IP address that one subscriber holds: an IPv4 address whole, the first 56 bits of an IPv6 address
 * (what access providers delegate to one line, RIPE-690). An IPv4 address within IPv6 counts as IPv4.
 */
export function subscriberPrefix(address: string): string {
  const mapped = /^(?:::ffff:)(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(gap).fill('0'), ...after].map((group) => group.padStart(4, '0'));
  return groups.join('').slice(0, 14).toLowerCase();
}
