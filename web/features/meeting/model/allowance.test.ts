import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Allowance } from './allowance.ts';

test('so many at once, then so many a second, each for themselves', () => {
  const allowance = new Allowance({ tokens: 3, perSecond: 2 });
  expect([0, 0, 0, 0].map((at) => allowance.take('a', at))).toEqual([true, true, true, false]);
  expect(allowance.take('b', 0)).toBe(true);
  expect(allowance.take('a', 400)).toBe(false);
  expect(allowance.take('a', 1000)).toBe(true);
  allowance.clear();
  expect(allowance.take('a', 1000)).toBe(true);
});

test('nobody gets more than the bucket and what time adds', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 400 }), { maxLength: 60 }), (gaps) => {
      const allowance = new Allowance({ tokens: 4, perSecond: 3 });
      let now = 0;
      let taken = 0;
      for (const gap of gaps) {
        now += gap;
        if (allowance.take('a', now)) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(4 + (now / 1000) * 3 + 1e-6);
    }),
  );
});
