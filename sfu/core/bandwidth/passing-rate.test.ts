import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PassingRate } from './passing-rate.ts';

const window = { queueMs: 0, arrivedBps: 0, received: 5, lost: 0 };

test('the best second of the last two counts, a little loss of the path included', () => {
  const passing = new PassingRate();
  assert.equal(passing.bitsPerSecond(false), 0);
  for (let i = 0; i < 5; i++) passing.add({ ...window, bytes: 9000, lostBytes: 1000 }, 200);
  assert.equal(passing.bitsPerSecond(false), 400_000);
  for (let i = 0; i < 2; i++) passing.add({ ...window, bytes: 0, lostBytes: 0 }, 200);
  assert.equal(passing.bitsPerSecond(false), 400_000, 'a moment without anything says nothing');
  for (let i = 0; i < 10; i++) passing.add({ ...window, bytes: 5000, lostBytes: 5000 }, 200);
  assert.equal(passing.bitsPerSecond(false), 200_000, 'heavy loss says that the line does not carry it');
  assert.equal(passing.bitsPerSecond(true), 400_000);
});
