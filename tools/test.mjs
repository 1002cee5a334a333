import { ensureBrowsers } from './debian.mjs';
import { ensureInstalled } from './install.mjs';
import { parts } from './parts.mjs';
import { stopWithParent } from './process.mjs';
import { lineOf } from './root.mjs';

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, tookMs: number }} Row */

/** @param {string} name @param {(args: string[]) => Promise<import('./count-reporter.mjs').Counts>} part @returns {Promise<Row>} */
async function runPart(name, part) {
  process.stdout.write(`\n── ${name}\n`);
  const started = Date.now();
  const counts = await part([]).catch((error) => {
    process.stdout.write(`${name} did not run: ${lineOf(error) ?? error.stack}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const ranNothing = counts.passed === 0 && counts.failed === 0;
  if (ranNothing) process.stdout.write(`${name} ran no test\n`);
  return { name, ...counts, failed: ranNothing ? 1 : counts.failed, tookMs: Date.now() - started };
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
    await ensureBrowsers();
    return { passed: 1, failed: 0, skipped: 0 };
  }),
);
if (rows.every((row) => row.failed === 0)) {
  for (const [name, part] of Object.entries(parts)) rows.push(await runPart(name, part));
}
const passed = rows.reduce((sum, row) => sum + row.passed, 0);
const failed = rows.reduce((sum, row) => sum + row.failed, 0);
process.stdout.write(`\n${table(rows)}\n\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
