import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../testing/emulated-path.ts';
import { allocate, type Candidate } from './allocation.ts';

const LEVELS = [150_000, 500_000, 1_700_000];
const camera: Candidate = { levelsBps: LEVELS, ideal: 2, current: 2, priority: 1 };

function levels(candidates: readonly Candidate[], limitBps: number): readonly number[] {
  return allocate(candidates, limitBps).levels;
}

test('everybody gets the lowest level first, then steps in turn while they fit', () => {
  assert.deepEqual(levels([camera, camera], Number.POSITIVE_INFINITY), [2, 2]);
  assert.deepEqual(levels([camera, camera], 2_300_000), [2, 1]);
  assert.deepEqual(levels([camera, camera], 1_100_000), [1, 1]);
  assert.deepEqual(levels([camera, camera], 700_000), [1, 0]);
});

test('those who come last are paused when not even the lowest level of all fits', () => {
  assert.deepEqual(levels([camera, camera, camera], 320_000), [0, 0, -1]);
  assert.deepEqual(levels([camera, camera], 50_000), [-1, -1]);
});

test('a screen gets all it wants before cameras get more than their lowest level', () => {
  const screen = { ...camera, priority: 255 };
  assert.deepEqual(levels([screen, camera, camera], 2_100_000), [2, 0, 0]);
  assert.deepEqual(levels([screen, camera, camera], 2_400_000), [2, 1, 0]);
});

test('nobody gets more than is wanted', () => {
  assert.deepEqual(levels([{ ...camera, ideal: 1, current: 0 }], 10_000_000), [1]);
});

test('a level is gained only with some room to spare, but kept without; what it would take is told', () => {
  const { levels: given, neededBps } = allocate([{ ...camera, ideal: 1, current: 0 }], 510_000);
  assert.deepEqual(given, [0]);
  assert.ok(neededBps > 510_000 && neededBps < 600_000);
  assert.deepEqual(levels([{ ...camera, ideal: 1, current: 1 }], 510_000), [1]);
  assert.deepEqual(levels([{ ...camera, current: -1 }], 160_000), [-1]);
});

test('whatever competes, the sum fits, nobody gets more than ideal, and what was given is stable', () => {
  const random = seededRandom(7);
  const below = (limit: number) => random() % limit;
  for (let run = 0; run < 3000; run++) {
    const candidates = Array.from({ length: below(8) }, (): Candidate => {
      let sum = 0;
      const levelsBps = Array.from({ length: 1 + below(5) }, () => (sum += below(800_000)));
      const ideal = below(levelsBps.length);
      return { levelsBps, ideal, current: below(levelsBps.length + 1) - 1, priority: [1, 1, 255][below(3)] ?? 1 };
    });
    const limit = below(4_000_000);
    const { levels: given, usedBps, neededBps } = allocate(candidates, limit);
    const sum = given.reduce((total, level, i) => total + (candidates[i]?.levelsBps[level] ?? 0), 0);
    assert.ok(sum <= limit && sum === usedBps, `${sum} of ${limit}`);
    assert.ok(given.every((level, i) => level <= (candidates[i]?.ideal ?? -1)));
    if (given.some((level, i) => level < (candidates[i]?.ideal ?? -1))) assert.ok(neededBps > 0);
    const again = candidates.map((candidate, i) => ({ ...candidate, current: given[i] ?? -1 }));
    const settled = levels(again, limit);
    assert.deepEqual(
      levels(
        again.map((one, i) => ({ ...one, current: settled[i] ?? -1 })),
        limit,
      ),
      settled,
    );
  }
});
