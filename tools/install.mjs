import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { run } from './process.mjs';
import { fromRoot, root, Told } from './root.mjs';
import { runtimePath } from './runtime.mjs';
import { ensureRuntimeRuns } from './runtime-libraries.mjs';

const stamp = fromRoot('node_modules', '.yiqi-install');
const installLimitMs = 20 * 60_000;
const neededMb = 700;

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lockfile */

/** Installs the packages of the lockfile into node_modules unless they are there already. */
export async function ensureInstalled() {
  const hash = createHash('sha256')
    .update(readFileSync(fromRoot('package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!installedMatches()) await install();
  await ensureRuntimeRuns();
  writeFileSync(stamp, hash);
}

/** Compares the lockfile with the one npm leaves in node_modules: true after an `npm install` by hand. */
function installedMatches() {
  const left = fromRoot('node_modules', '.package-lock.json');
  if (!existsSync(left)) return false;
  const wanted = readLock(fromRoot('package-lock.json')).packages;
  const installed = readLock(left).packages;
  const missing = Object.entries(wanted).some(
    ([name, entry]) => name !== '' && !entry.optional && installed[name]?.version !== entry.version,
  );
  return !missing && Object.entries(installed).every(([name, entry]) => wanted[name]?.version === entry.version);
}

/** @param {string} file @returns {Lockfile} */
function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function install() {
  // npm passes over a platform's package that it could not write, the runtime's among them, so look first.
  const { bavail, bsize } = statfsSync(root);
  const freeMb = Math.floor((bavail * bsize) / 1e6);
  if (freeMb < neededMb) throw new Told(`the packages need ${neededMb} MB, and the disk has ${freeMb} MB left`);
  process.stdout.write('yiqi: installing packages, this takes a minute or two …\n');
  const started = Date.now();
  let done = await npm(['ci']);
  // A lockfile written where some platforms' packages were out of reach does not list them, and `npm ci` refuses it.
  if (done.code !== 0 && /code EUSAGE/.test(done.output)) done = await npm(['install', '--no-save']);
  if (done.code !== 0) throw new Told(reasonOf(done));
  runtimePath();
  process.stdout.write(`yiqi: packages installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** Development packages are always included: the web client is built here, whatever NODE_ENV says. @param {string[]} args */
function npm(args) {
  const flags = [
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    '--no-update-notifier',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  ];
  const env = { ...process.env, NODE_ENV: 'development' };
  const options = { capture: true, limitMs: installLimitMs, env };
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('npm-cli.js')) return run(process.execPath, [cli, ...args, ...flags], options);
  return run('npm', [...args, ...flags], { ...options, shell: process.platform === 'win32' });
}

/** @param {import('./process.mjs').Ran} done @returns {string} one line that says what to do */
function reasonOf(done) {
  if (done.timedOut) return 'installing the packages took longer than 20 minutes; look at the network and try again';
  if (/ENOSPC/.test(done.output)) return `the disk is full: the packages need ${neededMb} MB`;
  if (/EACCES|EPERM|EROFS/.test(done.output)) return `no right to write to ${fromRoot('node_modules')}`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET/.test(done.output)) {
    return 'the package registry cannot be reached: check the network and the registry and proxy settings of npm';
  }
  const first = done.output.split('\n').find((line) => /^npm (error|ERR!)\s+\S/.test(line) && !/ code /.test(line));
  return `installing the packages failed: ${first?.replace(/^npm (error|ERR!)\s+/, '') ?? `npm ended with ${done.code}`}; run "npm ci" to see more`;
}
