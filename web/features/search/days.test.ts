import { expect, test } from 'vitest';
import { monthOf, weekdays } from './days.ts';

test('a month has all its days, and begins where its first one stands in the week', () => {
  const may = monthOf(new Date(2026, 4, 20, 13).getTime(), 0, 'en');
  expect(may.starts).toHaveLength(32);
  expect(new Date(may.starts[0] ?? 0)).toEqual(new Date(2026, 4, 1));
  expect(new Date(may.starts[31] ?? 0)).toEqual(new Date(2026, 5, 1));
  expect(may.lead).toBe(5);
  expect(monthOf(new Date(2026, 4, 20).getTime(), 0, 'zh').lead).toBe(4);
  expect(monthOf(new Date(2026, 4, 20).getTime(), -3, 'en').starts).toHaveLength(29);
  expect(monthOf(new Date(2026, 0, 31).getTime(), 1, 'en').starts).toHaveLength(29);
  expect(may.starts.every((start, index) => index === 0 || start > (may.starts[index - 1] ?? 0))).toBe(true);
});

test('the week begins on Monday in Chinese, on Sunday in English', () => {
  expect(weekdays('zh')[0]).toBe('一');
  expect(weekdays('en')).toEqual(['S', 'M', 'T', 'W', 'T', 'F', 'S']);
});
