import { type Language, localeOf } from '#web/i18n/language.ts';
import { dayName, startOf } from './form.ts';

/** A day in few words: `May 1`, with the year when it is another one. */
export function shortDay(day: string, language: Language): string {
  const date = new Date(startOf(day));
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(localeOf(language), { month: 'short', day: 'numeric', ...year }).format(date);
}

/** The local day so many days before today. */
export function daysAgo(days: number): string {
  const today = new Date();
  return dayName(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days));
}

/** One month as a calendar shows it. */
export interface Month {
  /** The beginnings of its days, and of the day after the last, in local ms. */
  starts: number[];
  /** Empty places before the first day. */
  lead: number;
  title: string;
}

/** The month of a moment, so many months away. Weeks begin on Monday in Chinese, on Sunday in English. */
export function monthOf(at: number, away: number, language: Language): Month {
  const base = new Date(at);
  const first = new Date(base.getFullYear(), base.getMonth() + away, 1);
  const starts: number[] = [];
  for (let day = 1; ; day += 1) {
    const date = new Date(first.getFullYear(), first.getMonth(), day);
    starts.push(date.getTime());
    if (date.getMonth() !== first.getMonth()) break;
  }
  const firstWeekday = language === 'zh' ? 1 : 0;
  const title = new Intl.DateTimeFormat(localeOf(language), { year: 'numeric', month: 'long' }).format(first);
  return { starts, lead: (first.getDay() - firstWeekday + 7) % 7, title };
}

/** The names of the days of a week, short. */
export function weekdays(language: Language): string[] {
  const format = new Intl.DateTimeFormat(localeOf(language), { weekday: 'narrow' });
  // 2 January 2000 was a Sunday.
  const first = language === 'zh' ? 3 : 2;
  return Array.from({ length: 7 }, (_, index) => format.format(new Date(2000, 0, first + index)));
}
