import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './files.mjs';
import { runNodeTests } from './node-tests.mjs';
import { run } from './process.mjs';
import { fromRoot, Told } from './root.mjs';
import { ensureWebBuilt } from './web-build.mjs';

/** @typedef {import('./problems.mjs').Totals} Totals */

const version = 'v1.13.5';
const minute = 60_000;
/** Files of `e2e/` in which people speak. */
const inBrowsers = [
  'breakout',
  'calls',
  'meeting',
  'meeting-chat',
  'meeting-host',
  'meeting-lobby',
  'meeting-screens',
  'planning',
  'room',
  'room-ends',
];
const built = fromRoot('node_modules', '.cache', 'livekit', 'server');

/**
 * Tests of calls and meetings once more, on LiveKit's own server in place of the embedded one. Without it they are
 * skipped, which is said and counted.
 * @param {string[]} args parts of paths; `--build` has Go build the server first
 * @returns {Promise<Totals>}
 */
export async function runOnLiveKit(args) {
  const wanted = args.filter((arg) => arg !== '--build');
  if (wanted.length < args.length) await build();
  const program = atHand();
  if (program === undefined) return skipped();
  process.stdout.write(`on ${program}\n`);
  process.env['YIQI_TEST_LIVEKIT'] = program;
  const limits = { partLimitMs: 15 * minute, fileLimitMs: 5 * minute, testLimitMs: 2 * minute };
  try {
    const apart = await runNodeTests(testFiles(wanted), { concurrency: 2, ...limits });
    return sum(apart, await runBrowsers(browserFiles(wanted)));
  } finally {
    delete process.env['YIQI_TEST_LIVEKIT'];
  }
}

/** @param {string[]} files @returns {Promise<Totals>} */
async function runBrowsers(files) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0, problems: [] };
  await ensureWebBuilt();
  const limits = { partLimitMs: 20 * minute, fileLimitMs: 5 * minute, testLimitMs: 3 * minute };
  return runNodeTests(files, { concurrency: 1, ...limits });
}

/** @param {Totals} a @param {Totals} b @returns {Totals} */
function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    problems: [...a.problems, ...b.problems],
  };
}

/** The one that is named, or built here, or on the PATH. */
function atHand() {
  const named = process.env['YIQI_TEST_LIVEKIT'] ?? '';
  if (named !== '' && !existsSync(named)) throw new Told(`YIQI_TEST_LIVEKIT: there is no ${named}`);
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const places = [named, built, ...folders.map((folder) => path.join(folder, 'livekit-server'))];
  return places.find((place) => place !== '' && existsSync(place));
}

/** @returns {Totals} */
function skipped() {
  const how = 'set YIQI_TEST_LIVEKIT=<path of livekit-server> or, with Go, run npm run test:livekit -- --build';
  process.stdout.write(`SKIPPED  calls and meetings on LiveKit: no livekit-server here; ${how}\n`);
  return { passed: 0, failed: 0, skipped: testFiles([]).length + browserFiles([]).length, problems: [] };
}

async function build() {
  if (existsSync(built)) return;
  process.stdout.write(`yiqi: building LiveKit ${version}; this takes some minutes …\n`);
  const env = { ...process.env, GOBIN: path.dirname(built) };
  const module = `github.com/livekit/livekit-server/cmd/server@${version}`;
  const limitMs = 20 * minute;
  const done = await run('go', ['install', module], { limitMs, env }).catch(() => undefined);
  if (done?.code !== 0) throw new Told('Go could not build LiveKit’s server');
}

/** Those that have a media engine. @param {string[]} wanted */
function testFiles(wanted) {
  const all = ['server/calls', 'server/meetings'].flatMap((folder) => filesBelow(folder));
  const onEngine = all.filter((file) => file.endsWith('.test.ts') && usesEngine(file));
  return wanted.length === 0 ? onEngine : onEngine.filter((file) => wanted.some((part) => file.includes(part)));
}

/** @param {string[]} wanted */
function browserFiles(wanted) {
  const all = inBrowsers.map((name) => `e2e/${name}.e2e.ts`);
  return wanted.length === 0 ? all : all.filter((file) => wanted.some((part) => file.includes(part)));
}

/** @param {string} file */
function usesEngine(file) {
  return /testing\/(media|call)-world\.ts'/.test(readFileSync(fromRoot(file), 'utf8'));
}
