import { afterEach, expect, test, vi } from 'vitest';
import { Talk } from './talk.ts';

afterEach(() => vi.useRealTimers());

test('nobody floods the screen; guests are marked', () => {
  vi.useFakeTimers();
  const talk = new Talk();
  for (let n = 0; n < 100; n += 1) talk.show('u_ben', 'Ben', '👍', 1000);
  expect(talk.flying()).toHaveLength(8);
  for (let n = 0; n < 10; n += 1) talk.show(`u_${n}`, 'Somebody', '👏', 1000);
  for (const { across } of talk.flying()) expect(across >= 0 && across < 1).toBe(true);
  talk.show('g_1', 'Ben', '👍', 1000);
  expect(
    talk
      .flying()
      .map(({ guest }) => guest)
      .filter(Boolean),
  ).toEqual([true]);
  vi.runAllTimers();
  expect(talk.flying()).toEqual([]);
});
