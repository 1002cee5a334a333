import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './pictures.ts';

test('pictures are counted, and gaps that are seen are summed up', () => {
  const steady = Array.from({ length: 30 }, (_, i) => 1000 + i * 100);
  assert.deepEqual(judge(steady, 1000, 4000, 10), { percent: 100, frozen: 0 });
  const broken = steady.filter((at) => at <= 1500 || at >= 2500);
  assert.deepEqual(judge(broken, 1000, 4000, 10), { percent: 70, frozen: 20 });
  assert.deepEqual(judge([], 0, 1000, 10), { percent: 0, frozen: 60 });
});
