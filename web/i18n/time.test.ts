import { expect, test } from 'vitest';
import { agoTime, clockTime, dayName, daysBetween, fullTime, listTime } from './time.ts';

const NOW = new Date(2026, 10, 20, 10, 42).getTime();
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

test('the clock has 24 hours and no leading zero', () => {
  expect(clockTime(at(2026, 10, 20, 9, 5))).toBe('9:05');
  expect(clockTime(at(2026, 10, 20, 0, 0))).toBe('0:00');
  expect(clockTime(at(2026, 10, 20, 23, 59))).toBe('23:59');
});

test('a list tells the clock, yesterday, a weekday, a date, a year', () => {
  const times = [
    at(2026, 10, 20, 0, 1),
    at(2026, 10, 19, 23, 59),
    at(2026, 10, 18, 9),
    at(2026, 9, 3),
    at(2025, 11, 31),
  ];
  expect(times.map((time) => listTime(time, NOW, 'en'))).toEqual(['0:01', 'Yesterday', 'Wed', 'Oct 3', '12/31/2025']);
  expect(times.map((time) => listTime(time, NOW, 'zh'))).toEqual(['0:01', '昨天', '周三', '10月3日', '2025/12/31']);
});

test('a clock that runs ahead shows the hour, never tomorrow', () => {
  expect(listTime(at(2026, 10, 21, 0, 5), NOW, 'zh')).toBe('0:05');
});

test('day lines', () => {
  expect(dayName(NOW, NOW, 'zh')).toBe('今天');
  expect(dayName(at(2026, 10, 19, 1), NOW, 'en')).toBe('Yesterday');
  expect(dayName(at(2026, 10, 16), NOW, 'zh')).toBe('11月16日星期一');
  expect(dayName(at(2026, 10, 16), NOW, 'en')).toBe('Monday, November 16');
  expect(dayName(at(2024, 1, 29), NOW, 'zh')).toBe('2024年2月29日');
});

test('days are counted by the calendar', () => {
  expect(daysBetween(at(2026, 10, 19, 23, 59), at(2026, 10, 20, 0, 1))).toBe(1);
  expect(daysBetween(at(2026, 2, 1), at(2026, 3, 1))).toBe(31);
});

test('a moment in full', () => {
  expect(fullTime(at(2026, 10, 20, 9, 5), 'zh')).toContain('2026年11月20日');
});

test('how long ago', () => {
  const times = [
    NOW + 9000,
    NOW - 59_000,
    NOW - 60_000,
    NOW - 59 * 60_000,
    at(2026, 10, 20, 9, 5),
    at(2026, 10, 19, 18),
  ];
  const zh = ['刚刚', '刚刚', '1分钟前', '59分钟前', '今天 9:05', '昨天 18:00'];
  expect(times.map((time) => agoTime(time, NOW, 'zh'))).toEqual(zh);
  const en = ['just now', 'just now', '1 minute ago', '59 minutes ago', 'today 9:05', 'yesterday 18:00'];
  expect(times.map((time) => agoTime(time, NOW, 'en'))).toEqual(en);
  expect(agoTime(at(2026, 10, 2), NOW, 'zh')).toBe('11月2日');
});
