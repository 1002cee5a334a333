import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './files.mjs';
import { fromRoot, root } from './root.mjs';

/** The most lines a source file may have; the aim is 200. */
const mostLines = 350;

// Needles are put together here so that this file does not hold them itself.
const todo = ['TO', 'DO'].join('');
const fixme = ['FIX', 'ME'].join('');

/** Never in the tree, whatever the file: they say something of a machine, not of the project. @type {[RegExp, string][]} */
const privateThings = [
  [new RegExp(`/work/${'main'}|/work/${'shared'}|\\.\\./${'shared'}`), 'a path of the machine it was written on'],
  [new RegExp(`/tmp/${'yq'}|/tmp/bash${'_jobs'}`), 'a path of the machine it was written on'],
  [/\/home\/[a-z]|\/Users\/[A-Za-z]|[A-Z]:\\\\?Users\\/, 'a path of somebody’s machine'],
  [new RegExp(`registry\\.${'npmjs'}|registry\\.${'yarnpkg'}|npm${'mirror'}`), 'the host of a package registry'],
  [new RegExp(`BEGIN [A-Z ]*PRIVATE ${'KEY'}`), 'a private key'],
];

/** Never in source. @type {[RegExp, string][]} */
const leftovers = [
  [new RegExp(`\\b(${todo}|${fixme})\\b`), 'work left for later'],
  [/\b(test|it|describe|suite|t)\.only\b|\bonly: true\b/, 'a test that silences the others'],
  [/\b(test|it|describe|suite|t|context)\.(skip|todo)\b|\b(skip|todo): true\b/, 'a test that does not run'],
  [/\bas any\b/, 'a type given up'],
  [new RegExp(`@ts-(${'ignore'}|${'nocheck'})`), 'a type error silenced'],
];

const isSource = /\.(tsx?|mjs|js|css|html|sh)$/;
const isCounted = /\.(tsx?|mjs)$/;

/**
 * What is wrong with one file, a line for each finding.
 * @param {string} file path relative to the root
 * @param {string} text
 * @returns {string[]}
 */
export function findings(file, text) {
  const lines = text.split('\n');
  const needles = isSource.test(file) ? [...privateThings, ...leftovers] : privateThings;
  const found = lines.flatMap((line, i) =>
    needles.filter(([needle]) => needle.test(line)).map(([, why]) => `${file}:${i + 1}: ${why}`),
  );
  const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
  if (isCounted.test(file) && count > mostLines) found.push(`${file}: ${count} lines, more than ${mostLines}`);
  return found;
}

/**
 * Links of a Markdown file to files that are not there.
 * @param {string} file path relative to the root
 * @param {string} text
 * @returns {string[]}
 */
export function deadLinks(file, text) {
  const targets = [...text.matchAll(/\]\(([^)\s#:]+)(#[^)]*)?\)/g)].map(([, target = '']) => target);
  const folder = path.dirname(file);
  return targets.filter((to) => !existsSync(fromRoot(folder, to))).map((to) => `${file}: ${to} does not exist`);
}

/** Files under version control and those that would be added; every file of a copy without a history. */
function treeFiles() {
  if (!existsSync(fromRoot('.git'))) return filesBelow('');
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(fromRoot(file)));
}

if (process.argv[1] === import.meta.filename) {
  const files = treeFiles().map((file) => ({ file, bytes: readFileSync(fromRoot(file)) }));
  const texts = files.filter(({ bytes }) => !bytes.includes(0)).map(({ file, bytes }) => ({ file, text: `${bytes}` }));
  const found = texts.flatMap(({ file, text }) => [
    ...findings(file, text),
    ...(file.endsWith('.md') ? deadLinks(file, text) : []),
  ]);
  for (const line of found) process.stdout.write(`${line}\n`);
  process.stdout.write(`${files.length} files read\n`);
  process.exitCode = found.length > 0 || files.length === 0 ? 1 : 0;
}
