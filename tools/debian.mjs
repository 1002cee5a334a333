import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './process.mjs';
import { Told } from './root.mjs';

/** @typedef {{ packages: string[], programs: string[] }} Need as Debian calls them, and what is on the PATH then */

/** @type {Need} */
const mariaDb = { packages: ['mariadb-server-core', 'mariadb-client-core'], programs: ['mariadbd'] };

/**
 * What the tests need from the system: browsers with Chinese letters, and servers of their own, none as a service.
 * redis-tools are the whole of redis-server by another name, without the service that would start by itself.
 * @type {Need}
 */
const all = {
  packages: [
    'chromium',
    'firefox-esr',
    'fonts-noto-cjk',
    ...mariaDb.packages,
    'redis-tools',
    'nginx',
    'haproxy',
    'coturn',
  ],
  programs: ['chromium', 'firefox-esr', ...mariaDb.programs, 'redis-server', 'nginx', 'haproxy', 'turnserver'],
};
const limitMs = 10 * 60_000;
const servicePolicy = '/usr/sbin/policy-rc.d';

/** Installs the missing Debian packages of the tests when allowed to, else tells the command that does. */
export function ensureTestPrograms() {
  return ensure(all);
}

/** As {@link ensureTestPrograms}, for tests that need MariaDB alone. */
export function ensureMariaDb() {
  return ensure(mariaDb);
}

/** @param {Need} need */
async function ensure({ packages, programs }) {
  if (!isOnPath('dpkg-query')) {
    if (programs.every(isOnPath)) return;
    throw new Told(`the tests need ${programs.join(', ')} on the PATH`);
  }
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length > 0) await installDebian(missing, 'the tests need packages of the system');
}

/**
 * Installs Debian packages, saying so; without the right to, tells the command that does.
 * @param {string[]} names
 * @param {string} why the beginning of that sentence
 */
export async function installDebian(names, why) {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (!isOnPath('apt-get')) throw new Told(`${why}: ${names.join(', ')} (as Debian calls them)`);
  if (process.getuid?.() !== 0) throw new Told(`${why}; run: sudo ${command}`);
  process.stdout.write(`yiqi: installing ${names.join(', ')} with apt …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { capture: true, limitMs, env });
  const done = await withoutServices(() => run('sh', ['-c', command], { capture: true, limitMs, env }));
  if (done.code === 0) return;
  process.stderr.write(done.output);
  throw new Told(`apt could not install ${names.join(', ')}, see above`);
}

/**
 * Debian starts the services that it installs, and nginx would take port 80: what is asked before (`invoke-rc.d`) says no.
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withoutServices(work) {
  if (existsSync(servicePolicy)) return work();
  writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(servicePolicy, { force: true });
  }
}

/** @param {string} name */
function isInstalled(name) {
  try {
    const told = execFileSync('dpkg-query', ['-s', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /^Status: install ok installed$/m.test(told);
  } catch {
    return false;
  }
}

/** @param {string} program */
function isOnPath(program) {
  return `${process.env['PATH'] ?? ''}:/usr/sbin`
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, program)));
}
