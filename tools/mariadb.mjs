import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureMariaDb } from './debian.mjs';
import { filesBelow } from './files.mjs';
import { runNodeTests } from './node-tests.mjs';
import { startBeside } from './process.mjs';
import { fromRoot } from './root.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';

/** @typedef {import('./problems.mjs').Totals} Totals */

const minute = 60_000;
/** Memory keeps files faster than a disk, where there is as much of it in bytes. */
const memory = '/dev/shm';
const memoryNeeded = 3 * 1024 ** 3;
/** Whatever leads to it has its tables where `YIQI_TEST_MARIADB` says. */
const opens = 'server/testing/test-database.ts';

/**
 * The server's tests that keep something in a database once more, on one MariaDB for all of them.
 * @param {string[]} args parts of paths
 * @returns {Promise<Totals>}
 */
export async function runOnMariaDb(args) {
  const files = testFiles().filter((file) => args.length === 0 || args.some((part) => file.includes(part)));
  await ensureMariaDb();
  const folder = mkdtempSync(path.join(folderFor(), 'yiqi-mariadb-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const program = [...runtimeFlags, fromRoot('server', 'testing', 'mariadb-worker.ts')];
  const server = await startBeside(runtimePath(), program, { ...process.env, TMPDIR: folder });
  process.env['YIQI_TEST_MARIADB'] = server.line;
  try {
    const limits = { partLimitMs: 30 * minute, fileLimitMs: 5 * minute, testLimitMs: 2 * minute };
    return await runNodeTests(files, { concurrency: 2, ...limits });
  } finally {
    delete process.env['YIQI_TEST_MARIADB'];
    await server.end();
    remove();
    process.off('exit', remove);
  }
}

function folderFor() {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= memoryNeeded ? memory : os.tmpdir();
  } catch {
    return os.tmpdir();
  }
}

/** Those that open a database by whatever they import. */
function testFiles() {
  return filesBelow('server').filter((file) => file.endsWith('.test.ts') && leadsTo(file, opens, new Set()));
}

/** @type {Map<string, string[]>} */
const imports = new Map();

/** @param {string} file @param {string} target @param {Set<string>} seen @returns {boolean} */
function leadsTo(file, target, seen) {
  if (file === target) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const found = imports.get(file) ?? importsOf(file);
  imports.set(file, found);
  return found.some((one) => leadsTo(one, target, seen));
}

/** What a file of the server imports from it, or starts as a worker. @param {string} file @returns {string[]} */
function importsOf(file) {
  const text = readFileSync(fromRoot(file), 'utf8');
  const named = text.matchAll(/^(?:import|export|\})(?! type)[^;]*? from '([^']+)'|new URL\('([^']+\.ts)'/gm);
  return [...named]
    .map(([, imported = '', started = '']) => imported || `./${started}`)
    .filter((name) => name.startsWith('.') || name.startsWith('#server/'))
    .map((name) => (name.startsWith('#') ? name.slice(1) : path.posix.join(path.posix.dirname(file), name)))
    .filter((name) => name.startsWith('server/') && name.endsWith('.ts'));
}
