import { weekdayOf, weekOfMonth } from '#kernel/recurrence.ts';
import type { Repeat } from '#protocol/planning.ts';
import { type Language, localeOf } from '#web/i18n/language.ts';
import { clockTime, dayName, daysBetween } from '#web/i18n/time.ts';
import type { PlanWords } from './words.ts';

/** When planned meetings are, in words. Times are in ms and shown by the viewer's own clock. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** `9:00 – 9:45`; one that goes past midnight says only when it begins. */
export function spanWords(at: number, minutes: number): string {
  const end = at + minutes * MINUTE_MS;
  return daysBetween(at, end) > 0 ? clockTime(at) : `${clockTime(at)} – ${clockTime(end)}`;
}

/** `Today`, `Tomorrow`, else the day with its weekday. */
export function dayWords(at: number, now: number, language: Language, words: PlanWords): string {
  return daysBetween(now, at) === 1 ? words.tomorrow : dayName(at, now, language);
}

/** `45 min`, `1 h 30 min`, `1 day`. */
export function lengthWords(minutes: number, words: PlanWords): string {
  if (minutes > 0 && minutes % 1440 === 0) return words.daysLong(minutes / 1440);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && words.hours(hours), (rest > 0 || hours === 0) && words.minutes(rest)].filter(Boolean).join(' ');
}

/** `Every 2 weeks on Mon, Wed, until 30 June 2027`. */
export function repeatWords(repeat: Repeat, day: string, language: Language, words: PlanWords): string {
  const { until, count } = repeat;
  const end = until !== undefined ? words.untilDay(dateWords(until, language)) : count ? words.nTimes(count) : '';
  return `${ruleWords(repeat, day, language, words)}${end}`;
}

function ruleWords(repeat: Repeat, day: string, language: Language, words: PlanWords): string {
  if (repeat.every === 'day') return words.everyDays(repeat.step);
  if (repeat.every === 'week') {
    const joined = repeat.days.map((one) => weekdayName(one, language, 'short')).join(language === 'zh' ? '、' : ', ');
    return words.everyWeeks(repeat.step) + words.onWeekdays(joined);
  }
  const often = words.everyMonths(repeat.step);
  if (repeat.by === 'date') return often + words.onDate(Number(day.slice(8, 10)));
  const nth = [words.nthLast, words.nth1, words.nth2, words.nth3, words.nth4][Math.max(0, weekOfMonth(day))] ?? '';
  return often + words.onNth(nth, weekdayName(weekdayOf(day), language, 'long'));
}

/** Monday is 1. */
export function weekdayName(weekday: number, language: Language, length: 'short' | 'long'): string {
  // 1970-01-05 was a Monday.
  const at = (3 + weekday) * DAY_MS;
  return new Intl.DateTimeFormat(localeOf(language), { weekday: length, timeZone: 'UTC' }).format(at);
}

function dateWords(day: string, language: Language): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

/** Meetings by the viewer's days, in order. */
export function byDay<Item extends { at: number }>(items: readonly Item[]): { day: number; items: Item[] }[] {
  const days = new Map<number, Item[]>();
  for (const item of items) {
    const day = new Date(item.at).setHours(0, 0, 0, 0);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days].map(([day, its]) => ({ day, items: its }));
}

/** A meeting can be joined from a quarter of an hour before. */
export function isNear({ at, minutes }: { at: number; minutes: number }, now: number): boolean {
  return now > at - 15 * MINUTE_MS && now < at + minutes * MINUTE_MS;
}
