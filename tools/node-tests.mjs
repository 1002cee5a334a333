import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { problemOfFile } from './problems.mjs';
import { run } from './process.mjs';
import { fromRoot } from './root.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';

/** @typedef {import('./count-reporter.mjs').Outcome} Outcome */
/** @typedef {import('./problems.mjs').Totals} Totals */

/**
 * @typedef {object} FileRun
 * @property {number} concurrency files at a time
 * @property {number} partLimitMs limit of all files together; files that have not begun by then fail
 * @property {number} fileLimitMs a file that has not ended by then is killed with all it started, and fails
 * @property {number} testLimitMs limit of one test, so that a failure names the test that hangs
 */

/**
 * Runs test files of node:test, each in a process group of its own, under the runtime.
 * @param {string[]} files relative to the root
 * @param {FileRun} options
 * @returns {Promise<Totals>}
 */
export async function runNodeTests(files, { concurrency, partLimitMs, fileLimitMs, testLimitMs }) {
  /** @type {Totals} */
  const total = { passed: 0, failed: 0, skipped: 0, problems: [] };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yiqi-test-'));
  const queue = [...files];
  const endsAt = Date.now() + partLimitMs;
  const takeFiles = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const leftMs = Math.min(fileLimitMs, endsAt - Date.now());
      const counts = leftMs > 0 ? await runFile(file, folder, leftMs, testLimitMs) : notRun(file);
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.skipped += counts.skipped;
      total.problems.push(...counts.problems);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, takeFiles));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return total;
}

/** @param {string} file @returns {Totals} */
function notRun(file) {
  const name = `${file}: not run, the time for this part is over`;
  process.stdout.write(`FAILED  ${name}\n`);
  return { passed: 0, failed: 1, skipped: 0, problems: [{ name, text: '' }] };
}

/**
 * @param {string} file @param {string} folder @param {number} limitMs @param {number} testLimitMs
 * @returns {Promise<Totals>}
 */
async function runFile(file, folder, limitMs, testLimitMs) {
  const countsFile = path.join(folder, `${file.replaceAll('/', '+')}.json`);
  const args = [...runtimeFlags, `--test-timeout=${testLimitMs}`, `--test-reporter=${reporterUrl}`, file];
  const env = { ...process.env, NODE_ENV: 'test', TEST_COUNTS_FILE: countsFile };
  const started = Date.now();
  const done = await run(runtimePath(), args, { capture: true, limitMs, env });
  const { failures, ...counts } = readOutcome(countsFile);
  const problem = problemOf(done, counts, limitMs);
  if (problem !== undefined && counts.failed === 0) counts.failed = 1;
  process.stdout.write(reportOf(file, counts, problem, done.output, Date.now() - started));
  const problems = problem === undefined ? [] : [problemOfFile(`${file}: ${problem}`, failures, done)];
  return { ...counts, problems };
}

const reporterUrl = fromRoot('tools', 'count-reporter.mjs');

/** @param {string} file @returns {Outcome} */
function readOutcome(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
  }
}

/** @typedef {import('./count-reporter.mjs').Counts} Counts */

/** @param {import('./process.mjs').Ran} done @param {Counts} counts @param {number} limitMs @returns {string | undefined} */
function problemOf(done, counts, limitMs) {
  if (done.timedOut) return `did not end within ${Math.round(limitMs / 1000)} s: a test hangs or left something open`;
  if (counts.failed > 0) return `${counts.failed} failed`;
  if (done.code !== 0) return `ended with exit code ${done.code}`;
  if (counts.passed + counts.skipped === 0) return 'holds no test';
  return undefined;
}

/**
 * @param {string} file @param {Counts} counts @param {string | undefined} problem
 * @param {string} output @param {number} tookMs
 */
function reportOf(file, counts, problem, output, tookMs) {
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  if (problem === undefined) return `ok      ${file} (${counts.passed} passed${skipped}, ${took})\n`;
  return `${output}FAILED  ${file}: ${problem} (${counts.passed} passed${skipped}, ${took})\n`;
}
