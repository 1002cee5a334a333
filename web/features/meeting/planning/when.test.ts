import { expect, test } from 'vitest';
import { byDay, isNear, lengthWords, repeatWords, spanWords, weekdayName } from './when.ts';
import { planWords } from './words.ts';

const { en, zh } = planWords;
const nine = new Date(2027, 0, 4, 9).getTime();

test('lengths and spans', () => {
  expect(lengthWords(45, en)).toBe('45 min');
  expect(lengthWords(90, en)).toBe('1 h 30 min');
  expect(lengthWords(120, zh)).toBe('2 小时');
  expect(lengthWords(1440, en)).toBe('1 day');
  expect(lengthWords(0, en)).toBe('0 min');
  expect(spanWords(nine, 45)).toBe('9:00 – 9:45');
  expect(spanWords(nine, 1000)).toBe('9:00');
});

test('rules in words, in both languages', () => {
  const weeks = { every: 'week', step: 2, days: [1, 3], until: '2027-06-30' } as const;
  expect(repeatWords({ ...weeks, days: [1, 3] }, '2027-01-04', 'en', en)).toBe(
    'Every 2 weeks on Mon, Wed, until June 30, 2027',
  );
  expect(repeatWords({ ...weeks, days: [1, 3] }, '2027-01-04', 'zh', zh)).toBe(
    '每 2 周的周一、周三，到2027年6月30日为止',
  );
  expect(repeatWords({ every: 'day', step: 1, count: 5 }, '2027-01-04', 'en', en)).toBe('Every day, 5 times');
  const month = { every: 'month', step: 1 } as const;
  expect(repeatWords({ ...month, by: 'date' }, '2027-01-04', 'zh', zh)).toBe('每月 4 日');
  expect(repeatWords({ ...month, by: 'weekday' }, '2027-01-04', 'en', en)).toBe('Every month on the first Monday');
  expect(repeatWords({ ...month, by: 'weekday' }, '2027-01-29', 'zh', zh)).toBe('每月的最后一个星期五');
  expect(weekdayName(7, 'en', 'long')).toBe('Sunday');
});

test('meetings stand under their days, and can be joined a little before', () => {
  const items = [{ at: nine }, { at: nine + 3_600_000 }, { at: nine + 86_400_000 }];
  expect(byDay(items).map((one) => one.items.length)).toEqual([2, 1]);
  expect(isNear({ at: nine, minutes: 30 }, nine - 16 * 60_000)).toBe(false);
  expect(isNear({ at: nine, minutes: 30 }, nine - 14 * 60_000)).toBe(true);
  expect(isNear({ at: nine, minutes: 30 }, nine + 30 * 60_000)).toBe(false);
});
