import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runChecks } from './check.mjs';
import { filesBelow } from './files.mjs';
import { runOnLiveKit } from './livekit.mjs';
import { runOnMariaDb } from './mariadb.mjs';
import { runNodeTests } from './node-tests.mjs';
import { problemOfFile } from './problems.mjs';
import { run } from './process.mjs';
import { fromRoot, root } from './root.mjs';
import { runtimePath } from './runtime.mjs';
import { ensureWebBuilt } from './web-build.mjs';

/** @typedef {import('./problems.mjs').Totals} Totals */
/** @typedef {(args: string[]) => Promise<Totals>} Part takes parts of paths; with none it runs everything */

const minute = 60_000;
const nodeFolders = ['protocol', 'kernel', 'client', 'server', 'sfu', 'tools', 'bench', 'faults', 'demo', 'deploy'];

/** More inputs than usual take more time. */
const longer = Math.max(1, Number(process.env['YIQI_FUZZ_RUNS'] ?? 0) / 50_000 || 1);

/** Every part of `npm test`, in its order. @type {Record<'check' | 'unit' | 'mariadb' | 'livekit' | 'fuzz' | 'web' | 'e2e', Part>} */
export const parts = {
  check: runChecks,
  unit: (args) =>
    runNodeTests(testFiles(nodeFolders, '.test.ts', args), {
      concurrency: 2,
      partLimitMs: 20 * minute,
      fileLimitMs: 5 * minute,
      testLimitMs: 2 * minute,
    }),
  mariadb: runOnMariaDb,
  livekit: runOnLiveKit,
  fuzz: (args) =>
    runNodeTests(testFiles([...nodeFolders, 'web'], '.fuzz.ts', args), {
      concurrency: 2,
      partLimitMs: 15 * minute * longer,
      fileLimitMs: 6 * minute * longer,
      testLimitMs: 5 * minute * longer,
    }),
  web: runVitest,
  e2e: async (args) => {
    await ensureWebBuilt();
    return runNodeTests(testFiles(['e2e'], '.e2e.ts', args), {
      concurrency: 1,
      partLimitMs: 45 * minute,
      fileLimitMs: 8 * minute,
      testLimitMs: 4 * minute,
    });
  },
};

/** @param {string[]} folders @param {string} ending @param {string[]} wanted parts of paths; none for all */
function testFiles(folders, ending, wanted) {
  const files = folders.flatMap((folder) => filesBelow(folder)).filter((file) => file.endsWith(ending));
  return wanted.length === 0 ? files : files.filter((file) => wanted.some((part) => file.includes(part)));
}

/** @param {string[]} args @returns {Promise<Totals>} */
async function runVitest(args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yiqi-web-'));
  const json = path.join(folder, 'vitest.json');
  const config = existsSync(fromRoot('web', 'vitest.config.ts')) ? 'web/vitest.config.ts' : 'web/vite.config.ts';
  const flags = ['--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${json}`];
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  try {
    const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
    const env = { ...process.env, NODE_ENV: 'test', ...plain };
    const done = await run(runtimePath(), [vitest, 'run', ...flags, ...args], { limitMs: 8 * minute, env });
    return vitestTotals(json, done.code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} json @param {number} code @returns {Totals} */
function vitestTotals(json, code) {
  const report = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : undefined;
  const passed = report?.numPassedTests ?? 0;
  const failed = report?.numFailedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const problems = report?.testResults?.flatMap(vitestProblems) ?? [];
  if (code === 0 || failed > 0) return { passed, failed, skipped, problems };
  const ended = { name: `vitest ended with exit code ${code}, see its output above`, text: '' };
  return { passed, failed: 1, skipped, problems: [...problems, ended] };
}

/**
 * @typedef {object} VitestFile
 * @property {string} name
 * @property {string} message why the file itself could not be run
 * @property {{ status: string, fullName: string, failureMessages: string[] }[]} assertionResults
 */

/** @param {VitestFile} file @returns {import('./problems.mjs').Problem[]} */
function vitestProblems({ name, message, assertionResults }) {
  const file = path.relative(root, name);
  const failures = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ name: fullName, error: failureMessages.join('\n') }));
  if (failures.length === 0 && message === '') return [];
  return [problemOfFile(`${file}: ${failures.length} failed`, failures, { output: message, errors: message })];
}
