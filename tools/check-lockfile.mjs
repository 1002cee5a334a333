import { readFileSync, writeFileSync } from 'node:fs';
import { fromRoot } from './root.mjs';

/**
 * @typedef {object} Entry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {string} [license]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */
/** @typedef {{ lockfileVersion: number, packages: Record<string, Entry & { os?: string[], cpu?: string[] }> }} Lockfile */

// The lockfile must install anywhere: no registry's address in it, and every platform's package listed, because
// `npm ci` refuses a lockfile without them and a registry mirror may lack some while the lockfile is written.
// With --fix, unlisted platform packages are added by exact version.
const file = fromRoot('package-lock.json');
/** @type {Lockfile} */
const lock = JSON.parse(readFileSync(file, 'utf8'));
const fix = process.argv.includes('--fix');

/** @type {string[]} */
const problems = [];
let checked = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  checked += 1;
  if (entry.resolved !== undefined) problems.push(`${place} names the registry it came from`);
  if (place !== '' && !entry.integrity && !entry.optional) problems.push(`${place} has no integrity`);
  const wanted = Object.entries(entry.optionalDependencies ?? {});
  for (const [name, version] of wanted.filter(([name]) => !isListed(place, name))) {
    const added = fix ? platformEntry(name, version, entry) : undefined;
    if (added === undefined) problems.push(`${name}@${version} of ${place} is not listed; --fix adds it`);
    else lock.packages[`node_modules/${name}`] = added;
  }
}
if (checked < 2) problems.push('the lockfile lists nothing');
if (fix && problems.length === 0) writeFileSync(file, `${JSON.stringify(sorted(lock), null, 2)}\n`);
for (const problem of problems) process.stdout.write(`package-lock.json: ${problem}\n`);
process.stdout.write(`${checked} entries checked\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Looks where Node would: beside the package, then in each folder above. @param {string} place @param {string} name */
function isListed(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder}${folder === '' ? '' : '/'}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/**
 * What npm would write for a package built for one platform, as far as its name tells it.
 * @param {string} name @param {string} version @param {Entry} parent
 */
function platformEntry(name, version, parent) {
  const os = /android|darwin|freebsd|linux|openharmony|win32/.exec(name)?.[0];
  const cpu = /arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64/.exec(name)?.[0];
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return undefined;
  const libc = /musl/.test(name) ? { libc: ['musl'] } : /linux.*gnu/.test(name) ? { libc: ['glibc'] } : {};
  const dev = parent.dev ? { dev: true } : {};
  const license = parent.license ? { license: parent.license } : {};
  return { version, cpu: [cpu], ...dev, ...libc, ...license, optional: true, os: [os] };
}

/** @param {Lockfile} all the order npm writes */
function sorted(all) {
  const entries = Object.entries(all.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...all, packages: Object.fromEntries(entries) };
}
