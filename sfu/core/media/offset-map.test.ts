import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffsetMap } from './offset-map.ts';

test('what was left out is known by its place, in runs and alone, and nothing else is', () => {
  const map = new OffsetMap();
  map.start(100, 0, 0);
  map.leaveOut(103, 1, true);
  map.leaveOut(104, 1, false);
  map.leaveOut(110, 3, true);
  const out = Array.from({ length: 20 }, (_, i) => 98 + i).filter((sequence) => map.wasLeftOut(sequence));
  assert.deepEqual(out, [103, 104, 108, 109, 110]);
  assert.equal(map.offset(map.find(105)), 2);
  assert.equal(map.offset(map.find(111)), 5);
});
