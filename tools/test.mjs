import { ensureTestPrograms } from './debian.mjs';
import { ensureInstalled } from './install.mjs';
import { parts } from './parts.mjs';
import { summaryOf } from './problems.mjs';
import { stopWithParent } from './process.mjs';
import { lineOf } from './root.mjs';

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, tookMs: number }} Row */
/** @typedef {import('./problems.mjs').Problem} Problem */

/** @type {Problem[]} */
const problems = [];

/** @param {string} name @param {(args: string[]) => Promise<import('./problems.mjs').Totals>} part @returns {Promise<Row>} */
async function runPart(name, part) {
  process.stdout.write(`\n── ${name}\n`);
  const started = Date.now();
  const counts = await part([]).catch((error) => {
    const why = `did not run: ${lineOf(error) ?? error.stack}`;
    process.stdout.write(`${name} ${why}\n`);
    return { passed: 0, failed: 1, skipped: 0, problems: [{ name: why, text: '' }] };
  });
  problems.push(...counts.problems.map((one) => ({ ...one, name: `${name}: ${one.name}` })));
  const ranNothing = counts.passed + counts.failed + counts.skipped === 0;
  if (ranNothing) process.stdout.write(`${name} ran no test\n`);
  const { passed, skipped } = counts;
  return { name, passed, skipped, failed: ranNothing ? 1 : counts.failed, tookMs: Date.now() - started };
}

/** @param {Row[]} rows */
function table(rows) {
  const line = (/** @type {(string | number)[]} */ cells) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(9) : String(cell).padStart(9))).join('');
  const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
  const head = line(['part', 'passed', 'failed', 'skipped', 'time']);
  return [head, ...rows.map((r) => line([r.name, r.passed, r.failed, r.skipped, seconds(r.tookMs)]))].join('\n');
}

stopWithParent();
/** @type {Row[]} */
const rows = [];
rows.push(
  await runPart('set-up', async () => {
    await ensureInstalled();
    await ensureTestPrograms();
    return { passed: 1, failed: 0, skipped: 0, problems: [] };
  }),
);
if (rows.every((row) => row.failed === 0)) {
  for (const [name, part] of Object.entries(parts)) rows.push(await runPart(name, part));
}
const passed = rows.reduce((sum, row) => sum + row.passed, 0);
const failed = rows.reduce((sum, row) => sum + row.failed, 0);
process.stdout.write(`\n${table(rows)}\n${summaryOf(problems)}\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
