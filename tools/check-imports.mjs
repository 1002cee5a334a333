import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { filesBelow } from './files.mjs';
import { rules } from './import-rules.mjs';
import { root } from './root.mjs';

const folders = [
  'protocol',
  'kernel',
  'client',
  'server',
  'sfu',
  'web',
  'bench',
  'faults',
  'demo',
  'e2e',
  'tools',
  'deploy',
];
const isSource = /\.(ts|tsx|mjs)$/;

/** @typedef {import('dependency-cruiser').ICruiseResult} Result */

/**
 * Reads every source file's imports, those of types too, and holds them against the rules.
 * @param {string} base absolute path of the tree
 * @param {string[]} files relative to the base
 * @returns {Promise<Result>}
 */
async function cruiseTree(base, files) {
  const options = /** @type {import('dependency-cruiser').ICruiseOptions} */ ({
    baseDir: base,
    parser: 'swc',
    validate: true,
    ruleSet: { forbidden: rules },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    builtInModules: { add: ['node:test', 'node:sqlite', 'node:sea', 'node:test/reporters'] },
  });
  const resolving = {
    conditionNames: ['import', 'node', 'types', 'default'],
    exportsFields: ['exports'],
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
  };
  const { output } = await cruise(files, options, resolving);
  if (typeof output === 'string') throw new Error(output);
  return output;
}

/** A checker that reads nothing passes everything, so: every file was read, and imports by alias lead to files. */
function readAll(/** @type {Result} */ result, /** @type {string[]} */ files) {
  const read = new Set(result.modules.map((module) => module.source));
  const unread = files.filter((file) => !read.has(file));
  const aliased = result.modules.flatMap((module) => module.dependencies).filter((to) => to.module.startsWith('#'));
  const problems = unread.map((file) => `${file} was not read`);
  if (files.length === 0) problems.push('no file was found');
  if (!aliased.some((to) => !to.couldNotResolve)) problems.push('no import by alias was seen');
  return problems;
}

/** @param {Result} result */
function violations(result) {
  return result.summary.violations.map((one) => {
    const cycle = one.cycle?.map((step) => step.name).join(' → ');
    return `${one.rule.name}: ${one.from} → ${cycle ?? one.to}`;
  });
}

/** What the fixture holds, and the rules that must find it. @type {Record<string, [text: string, rule: string]>} */
const forbidden = {
  'kernel/a.ts': ["import { b } from '#server/one/service.ts';\nexport const a = b;\n", 'kernel'],
  'server/one/service.ts': [
    "import type { C } from '#server/two/store.ts';\nexport const b: C = 1;\n",
    'server-module',
  ],
  'server/two/store.ts': ["import '../config/load.ts';\nexport type C = number;\n", 'configuration-has-one-reader'],
  'server/config/load.ts': ["export * from './gone.ts';\n", 'resolvable'],
  'sfu/core/clock.ts': ["import net from 'node:net';\nexport const d = net;\n", 'pure-folders-know-no-platform'],
  'sfu/api/x.ts': ["import { y } from '../signal/y.ts';\nexport const x = () => y;\n", 'no-cycles'],
  'sfu/signal/y.ts': ["import { x } from '../api/x.ts';\nexport const y = () => x;\n", 'sfu-edge'],
  'web/app.tsx': ["export const e = () => import('#server/main.ts');\n", 'web'],
  'server/main.ts': ["import './one/some.test.ts';\n", 'no-tests-in-the-program'],
  'server/one/some.test.ts': ["import '#web/app.tsx';\n", 'server-tests'],
};

/** Each rule broken on purpose in a tree of its own. @returns {Promise<string[]>} what was not found */
async function selfTest() {
  const base = mkdtempSync(path.join(os.tmpdir(), 'yiqi-imports-'));
  try {
    const imports = Object.fromEntries(folders.map((folder) => [`#${folder}/*`, `./${folder}/*`]));
    writeFileSync(path.join(base, 'package.json'), JSON.stringify({ name: 'fixture', type: 'module', imports }));
    for (const [file, [text]] of Object.entries(forbidden)) {
      mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
      writeFileSync(path.join(base, file), text);
    }
    const found = violations(await cruiseTree(base, Object.keys(forbidden)));
    return Object.entries(forbidden)
      .filter(([file, [, rule]]) => !found.some((line) => line.startsWith(`${rule}: ${file} `)))
      .map(([file, [, rule]]) => `self-test: rule ${rule} did not find ${file}`);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

const files = folders.flatMap((folder) => filesBelow(folder)).filter((file) => isSource.test(file));
const result = await cruiseTree(root, files);
const problems = [...(await selfTest()), ...readAll(result, files), ...violations(result)];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(
  `${files.length} files read, ${result.summary.totalDependenciesCruised} imports held against ${rules.length} rules\n`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
