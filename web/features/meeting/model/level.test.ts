import { expect, test } from 'vitest';
import { loudness, settle } from './level.ts';

test('silence is 0, full scale is 1, and louder is more', () => {
  expect(loudness(new Float32Array(128))).toBe(0);
  expect(loudness(new Float32Array(0))).toBe(0);
  expect(loudness(new Float32Array(128).fill(1))).toBe(1);
  const soft = loudness(new Float32Array(128).fill(0.01));
  const firm = loudness(new Float32Array(128).fill(0.1));
  expect(soft).toBeGreaterThan(0);
  expect(firm).toBeGreaterThan(soft);
});

test('the meter rises at once and falls slowly', () => {
  expect(settle(0.2, 0.9, 16)).toBe(0.9);
  expect(settle(0.9, 0, 60)).toBeCloseTo(0.8);
  expect(settle(0.1, 0, 600)).toBe(0);
});
