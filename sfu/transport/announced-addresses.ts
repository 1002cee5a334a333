import { networkInterfaces } from 'node:os';

/** The addresses under which others reach a socket bound to `host`. */
export function announcedByDefault(host: string): string[] {
  if (!isWildcard(host)) return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const reachable = addresses.filter((one) => !one.internal && !one.address.startsWith('fe80:'));
  const usable = reachable.filter((one) => one.family === 'IPv4' || host === '::');
  return [...usable.map((one) => one.address), '127.0.0.1'];
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
