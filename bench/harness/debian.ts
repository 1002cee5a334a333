import { existsSync } from 'node:fs';
import { outputOf, succeeds } from './programs.ts';

export type Peer = { there: true; version: string } | { there: false; why: string };

/**
 * Whether a peer of Debian's and what it needs are installed; installs them when missing and allowed to. Says what it
 * does, and why a peer is left out. The version is that of the first package.
 */
export function ensurePackages(names: readonly string[], say: (line: string) => void): Peer {
  const packages = names.map((name) => ensurePackage(name, say));
  const peer = packages.find(({ there }) => !there) ?? packages[0] ?? { there: false, why: 'no package was named' };
  if (!peer.there) say(peer.why);
  return peer;
}

function ensurePackage(name: string, say: (line: string) => void): Peer {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) {
    return {
      there: false,
      why: `${name} was left out: it is taken from Debian's packages, and this is another system`,
    };
  }
  const version = installedVersion(name);
  if (version !== undefined) return { there: true, version };
  const command = `apt-get install -y --no-install-recommends ${name}`;
  if (process.getuid?.() !== 0) return { there: false, why: `${name} was left out: install it by sudo ${command}` };
  say(`installing ${name} with apt`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  succeeds('apt-get', ['update', '-qq'], env);
  succeeds('sh', ['-c', command], env);
  const now = installedVersion(name);
  return now === undefined
    ? { there: false, why: `${name} was left out: apt could not install it` }
    : { there: true, version: now };
}

function installedVersion(name: string): string | undefined {
  const told = outputOf('dpkg-query', ['-s', name]) ?? '';
  return /^Status: install ok installed$/m.test(told) ? /^Version: (\S+)$/m.exec(told)?.[1] : undefined;
}
