import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runNodeTests } from './node-tests.mjs';
import { summaryOf } from './problems.mjs';
import { root } from './root.mjs';

const limits = { concurrency: 1, partLimitMs: 60_000, fileLimitMs: 20_000, testLimitMs: 10_000 };

/** Runs one test file with this text and gives the counts. */
async function countsOf(text: string, options: Partial<typeof limits> = {}) {
  const { problems, ...counts } = await totalsOf(text, options);
  assert.equal(problems.length, counts.failed > 0 ? 1 : 0);
  return counts;
}

async function totalsOf(text: string, options: Partial<typeof limits> = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yiqi-runner-'));
  const file = path.join(folder, 'some.test.ts');
  writeFileSync(file, `import { describe, test } from 'node:test';\n${text}`);
  try {
    return await runNodeTests([path.relative(root, file)], { ...limits, ...options });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('passed, failed and skipped tests are counted, suites and parents of failed tests are not', async () => {
  const counts = await countsOf(`
    test('passes', () => {});
    test('fails', () => { throw new Error('on purpose'); });
    describe('suite', () => { test('inside', () => {}); });
    test('parent', async (t) => { await t.test('fails inside', () => { throw new Error('on purpose'); }); });
    test('left out', { ${'skip'}: true }, () => {});
  `);
  assert.deepEqual(counts, { passed: 2, failed: 2, skipped: 1 });
});

test('a file that crashes, ends itself or holds no test is one failure', async () => {
  assert.deepEqual(await countsOf(`throw new Error('on purpose');`), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(await countsOf(`test('exits', () => process.exit(0));`), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(await countsOf(''), { passed: 0, failed: 1, skipped: 0 });
});

test('a file that leaves something open is killed at its limit and fails', async () => {
  const counts = await countsOf(`test('leaves a timer', () => { setInterval(() => {}, 1000); });`, {
    fileLimitMs: 1500,
  });
  assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 });
});

test('an error thrown after its test has ended fails the file', async () => {
  const counts = await countsOf(`test('ends early', () => { setTimeout(() => { throw new Error('late'); }, 5); });`);
  assert.equal(counts.failed, 1);
});

test('a file that has not begun when the time of its part is over fails', async () => {
  assert.deepEqual(await countsOf(`test('passes', () => {});`, { partLimitMs: 0 }), {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

test('what failed is summed up at the end: the tests, their errors, what they wrote to stderr, and the files last', async () => {
  const { problems } = await totalsOf(`
    test('fails', () => { console.error('from within'); throw new Error('on purpose'); });
    test('waits for ever', { timeout: 100 }, () => new Promise(() => { setTimeout(() => {}, 1000); }));
  `);
  const summary = summaryOf(problems);
  assert.match(summary, /fails \(.*some\.test\.ts:3\)\n +Error: on purpose\n/);
  assert.match(summary, /waits for ever \(.*some\.test\.ts:4\)\n +'test timed out after 100ms'\n/);
  assert.match(summary, /end of its stderr:\n +from within\n/);
  assert.match(summary, /\nFAILED {2}[^\n]*some\.test\.ts: 2 failed\n$/);
  assert.equal(summaryOf([]), '');
});

test('of a file that is killed, the summary shows what it wrote last: which test began and did not end', async () => {
  const { problems } = await totalsOf(
    `test('first', () => {}); test('second', () => new Promise(() => { setInterval(() => {}, 1000); }));`,
    { fileLimitMs: 5000 },
  );
  assert.match(problems[0]?.name ?? '', /did not end within 5 s/);
  assert.match(problems[0]?.text ?? '', /end of its output:\n +begins: first\n.*\n +begins: second$/);
});
