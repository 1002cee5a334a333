import { expect, test } from 'vitest';
import { fromLocalInput, quickTimes, toLocalInput, whenWords } from './times.ts';

const at = (text: string) => new Date(text).getTime();

test('this evening, tomorrow and Monday are offered', () => {
  expect(quickTimes(at('2026-11-20T14:00'))).toEqual([
    { is: 'tonight', at: at('2026-11-20T20:00') },
    { is: 'tomorrow', at: at('2026-11-21T09:00') },
    { is: 'monday', at: at('2026-11-23T09:00') },
  ]);
});

test('what is nearly over is not offered, and no time twice', () => {
  expect(quickTimes(at('2026-11-22T19:50')).map((one) => one.is)).toEqual(['tomorrow']);
  expect(quickTimes(at('2026-11-23T08:00')).map((one) => one.at)).toContain(at('2026-11-30T09:00'));
});

test('the picker’s text and the time mean the same', () => {
  const time = at('2027-01-02T03:04');
  expect(toLocalInput(time)).toBe('2027-01-02T03:04');
  expect(fromLocalInput(toLocalInput(time))).toBe(time);
  expect(fromLocalInput('')).toBeUndefined();
});

test('near days have names', () => {
  const now = at('2026-11-20T14:00');
  expect(whenWords(at('2026-11-20T20:00'), now, 'en', 'Tomorrow')).toBe('Today, 20:00');
  expect(whenWords(at('2026-11-21T09:00'), now, 'zh', '明天')).toBe('明天 9:00');
  expect(whenWords(at('2026-11-23T09:00'), now, 'en', 'Tomorrow')).toBe('Monday, November 23, 9:00');
});
