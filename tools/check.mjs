import { problemOfProgram } from './problems.mjs';
import { run } from './process.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';

const limitMs = 10 * 60_000;

/** Each check as its name and the script and arguments the runtime is given. @type {Record<string, string[]>} */
const checks = {
  types: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  'types of web': ['node_modules/typescript/bin/tsc', '-p', 'web/tsconfig.json'],
  'style (biome)': ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--max-diagnostics=100'],
  'import rules': ['tools/check-imports.mjs'],
  'dead code (knip)': ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  'nothing private, no leftovers': ['tools/check-tree.mjs'],
  licences: ['tools/check-licences.mjs'],
  lockfile: ['tools/check-lockfile.mjs'],
};

/**
 * Runs all checks, each counted as one test, or those whose name holds one of the words given.
 * @param {string[]} words
 * @returns {Promise<import('./problems.mjs').Totals>}
 */
export async function runChecks(words) {
  /** @type {import('./problems.mjs').Totals} */
  const counts = { passed: 0, failed: 0, skipped: 0, problems: [] };
  for (const [name, args] of Object.entries(checks)) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const started = Date.now();
    const done = await run(runtimePath(), [...runtimeFlags, ...args], { capture: true, limitMs });
    const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
    if (done.code === 0) {
      counts.passed += 1;
      process.stdout.write(`ok      ${name} (${took})\n`);
    } else {
      counts.failed += 1;
      const why = done.timedOut ? 'took too long' : `exit code ${done.code}`;
      process.stdout.write(`${done.output}FAILED  ${name}: ${why} (${took})\n`);
      counts.problems.push(problemOfProgram(`${name}: ${why}`, done.output));
    }
  }
  if (counts.passed + counts.failed === 0) process.stdout.write(`the checks are: ${Object.keys(checks).join(', ')}\n`);
  return counts;
}
