import { ensureInstalled } from './install.mjs';
import { parts } from './parts.mjs';
import { summaryOf } from './problems.mjs';
import { runForeground, stopWithParent } from './process.mjs';
import { runTool, Told } from './root.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';

/** Programs that take over the terminal. @type {Record<string, string>} */
const programs = {
  bench: 'bench/main.ts',
  load: 'bench/load/main.ts',
  faults: 'faults/main.ts',
  sfu: 'sfu/main.ts',
  screenshots: 'e2e/screens/main.ts',
};

// node tools/run.mjs <part> [args]: one part of the tests, or a program, under the installed runtime.
await runTool(async () => {
  stopWithParent();
  const [name = '', ...args] = process.argv.slice(2);
  const program = programs[name];
  if (program === undefined && !isPart(name)) {
    throw new Told(`what to run is one of: ${[...Object.keys(parts), ...Object.keys(programs)].join(', ')}`);
  }
  await ensureInstalled();
  if (program !== undefined) return runForeground(runtimePath(), [...runtimeFlags, program, ...args]);
  if (!isPart(name)) return 1;
  const { passed, failed, skipped, problems } = await parts[name](args);
  process.stdout.write(`${summaryOf(problems)}${name}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 || passed + skipped === 0 ? 1 : 0;
});

/** @param {string} name @returns {name is keyof typeof parts} */
function isPart(name) {
  return Object.hasOwn(parts, name);
}
