import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FacePace, FIRST_PACE, MOST_FIND_MS, restAfter, watchFinds } from './face-pace.ts';

const finds = (count: number, ms: number, from: FacePace = FIRST_PACE): FacePace =>
  Array.from({ length: count }, () => ms).reduce(watchFinds, from);

test('[RO36] slow finds step down to a less sharp look, then off, and never up', () => {
  const slow = finds(12, MOST_FIND_MS + 100);
  expect(slow.size).toBe('small');
  expect(finds(500, 5, slow).size).toBe('small');
  expect(finds(12, MOST_FIND_MS + 100, slow).size).toBe('off');
  expect(finds(500, 5, finds(24, 1000)).size).toBe('off');
});

test('slow first finds and single slow ones are forgiven', () => {
  expect(finds(200, 40, finds(4, 3000)).size).toBe('full');
  expect(finds(200, 40, watchFinds(finds(40, 40), 700)).size).toBe('full');
});

test('whatever comes: one step at a time, quick finds never step, and half of the time is rest', () => {
  const order = ['full', 'small', 'off'];
  fc.assert(
    fc.property(fc.array(fc.nat(2000), { maxLength: 80 }), (times) => {
      let pace = FIRST_PACE;
      for (const ms of times) {
        const next = watchFinds(pace, ms);
        expect([0, 1]).toContain(order.indexOf(next.size) - order.indexOf(pace.size));
        expect(restAfter(ms)).toBeGreaterThanOrEqual(ms);
        pace = next;
      }
    }),
    { seed: 68 },
  );
  fc.assert(
    fc.property(
      fc.array(fc.nat(MOST_FIND_MS), { maxLength: 200 }),
      (times) => times.reduce(watchFinds, FIRST_PACE).size === 'full',
    ),
  );
});
