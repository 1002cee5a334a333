import { networkInterfaces } from 'node:os';

/** This machine's own IPv4 addresses that other machines can reach, the likeliest first; link-local ones left out. */
export function lanAddresses(): string[] {
  return Object.entries(networkInterfaces())
    .flatMap(([name, entries = []]) => entries.map((entry) => ({ name, ...entry })))
    .filter((entry) => entry.family === 'IPv4' && !entry.internal && !entry.address.startsWith('169.254.'))
    .sort((a, b) => rank(a) - rank(b))
    .map((entry) => entry.address);
}

/** Home and office networks before the bridges of containers and virtual machines. */
function rank({ name, address }: { name: string; address: string }): number {
  if (/^(docker|br-|veth|virbr|vmnet|utun|tun|tap)/.test(name)) return 2;
  return /^(192\.168|10)\./.test(address) ? 0 : 1;
}
