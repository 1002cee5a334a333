import { readFileSync } from 'node:fs';
import { fromRoot } from './root.mjs';

/** Licences that let Yiqi be given on under Apache-2.0; LGPL, GPL and AGPL are not among them. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/**
 * libvips, which sharp loads as a shared library that anybody may replace: the LGPL asks for no more. Nothing of it is
 * changed here or linked into the program.
 */
const replaceable = { place: /^node_modules\/@img\/sharp-/, licence: 'LGPL-3.0-or-later' };

/**
 * True when an SPDX expression can be met with allowed licences alone: every part of an AND, one part of an OR.
 * @param {string} expression @param {string} [place] of the package @returns {boolean}
 */
export function isAllowed(expression, place = '') {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some((part) => isAllowed(part, place));
  if (bare.includes(' AND ')) return bare.split(' AND ').every((part) => isAllowed(part, place));
  if (bare === replaceable.licence && replaceable.place.test(place)) return true;
  return allowed.has(bare.replace(/^\(|\)$/g, ''));
}

/**
 * The licence of a package: as the lockfile has it, else as the installed package says.
 * @param {string} place @param {{ license?: string }} entry
 */
function licenceOf(place, entry) {
  if (entry.license) return entry.license.replace(/^MPL 2\.0$/, 'MPL-2.0');
  try {
    const { license, licenses } = JSON.parse(readFileSync(fromRoot(place, 'package.json'), 'utf8'));
    return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? 'none');
  } catch {
    return 'none';
  }
}

/** @param {{ packages: Record<string, { license?: string }> }} lock */
export function refused(lock) {
  const licences = Object.entries(lock.packages)
    .filter(([place]) => place !== '')
    .map(([place, entry]) => ({ place, licence: licenceOf(place, entry) }));
  return {
    count: licences.length,
    problems: licences
      .filter(({ place, licence }) => !isAllowed(licence, place))
      .map(({ place, licence }) => `${place}: ${licence}`),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { count, problems } = refused(JSON.parse(readFileSync(fromRoot('package-lock.json'), 'utf8')));
  for (const problem of problems) process.stdout.write(`licence not on the list: ${problem}\n`);
  process.stdout.write(`${count} packages, ${allowed.size} licences allowed\n`);
  process.exitCode = problems.length > 0 || count === 0 ? 1 : 0;
}
