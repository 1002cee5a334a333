import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { filesBelow } from './files.mjs';
import { run } from './process.mjs';
import { fromRoot, Told } from './root.mjs';
import { runtimePath } from './runtime.mjs';
import { compressBelow } from './web-compress.mjs';

const stamp = fromRoot('dist', 'web.hash');
const sources = ['web', 'client', 'protocol', 'kernel'];
const buildLimitMs = 10 * 60_000;

/** Builds the web client into dist/web unless its sources are those of the last build. */
export async function ensureWebBuilt() {
  const hash = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(fromRoot('dist', 'web', 'index.html'))) {
    return;
  }
  process.stdout.write('yiqi: building the web client …\n');
  const started = Date.now();
  rmSync(stamp, { force: true });
  const vite = fromRoot('node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  const done = await run(runtimePath(), args, { capture: true, limitMs: buildLimitMs, env });
  if (done.code !== 0) throw new Told(reasonOf(done));
  await compressBelow(fromRoot('dist', 'web'));
  mkdirSync(fromRoot('dist'), { recursive: true });
  writeFileSync(stamp, hash);
  process.stdout.write(`yiqi: web client built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Contents, not times: a fresh clone or a branch switched back and forth builds only what it must. */
function sourceHash() {
  const hash = createHash('sha256');
  const files = sources.flatMap((folder) => filesBelow(folder)).filter((file) => !/\.(test|fuzz)\.tsx?$/.test(file));
  for (const file of [...files, 'package.json', 'package-lock.json', 'tools/web-compress.mjs']) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(fromRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {import('./process.mjs').Ran} done */
function reasonOf(done) {
  if (done.timedOut) return 'building the web client took longer than 10 minutes';
  if (/ENOSPC/.test(done.output)) return 'the disk is full: the web client cannot be written to dist/';
  if (/EACCES|EROFS/.test(done.output)) return `no right to write to ${fromRoot('dist')}`;
  process.stderr.write(done.output);
  return 'building the web client failed, see above';
}
