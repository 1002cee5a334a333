import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLinks, findings } from './check-tree.mjs';

test('leftovers are found in source, by line, and not in prose', () => {
  const left = ['as an', 'y'].join('');
  assert.deepEqual(findings('a.ts', `const a = 1;\nconst b = a ${left};\n`), ['a.ts:2: a type given up']);
  assert.deepEqual(findings('a.md', `known ${left}\n`), []);
  assert.equal(findings('a.ts', `${'TO'}${'DO'} later\n`).length, 1);
  for (const word of ['only', 'skip']) assert.equal(findings('a.test.ts', `test.${word}('x', () => {});\n`).length, 1);
});

test('what tells of a machine is found in every file', () => {
  const paths = [`/work/${'main'}/x`, `/home/${'somebody'}/x`, `https://registry.${'npmjs'}.org/x`];
  for (const text of paths) assert.equal(findings('docs/a.md', text).length, 1, text);
});

test('a source file of more than 350 lines is found', () => {
  assert.deepEqual(findings('a.ts', '\n'.repeat(350)), []);
  assert.deepEqual(findings('a.ts', '\n'.repeat(351)), ['a.ts: 351 lines, more than 350']);
  assert.deepEqual(findings('a.css', '\n'.repeat(351)), []);
});

test('a link of a document to a file that is not there is found', () => {
  const text = '[a](tools/run.mjs) [b](gone.md#part) [c](https://example.org/x) ![d](docs/gone.png)';
  assert.deepEqual(deadLinks('README.md', text), [
    'README.md: gone.md does not exist',
    'README.md: docs/gone.png does not exist',
  ]);
});
