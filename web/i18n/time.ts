import { type Language, localeOf } from './language.ts';

/** Times in words. All take milliseconds since the Unix epoch and use the viewer's own time zone. */
const cache = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const known = cache.get(key) ?? new Intl.DateTimeFormat(localeOf(language), options);
  cache.set(key, known);
  return known;
}

const relative: Record<Language, Intl.RelativeTimeFormat> = {
  zh: new Intl.RelativeTimeFormat('zh-CN'),
  en: new Intl.RelativeTimeFormat('en'),
};

/** `9:05`, `21:40`: 24 hours in both languages. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** Whole days between two moments as the calendar counts them; 0 is the same day. */
export function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / 86_400_000);
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** What a list shows: the clock today, then `Yesterday`, a weekday within the week, a date, a year. */
export function listTime(at: number, now: number, language: Language): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return language === 'zh' ? '昨天' : 'Yesterday';
  if (days < 7) return format(language, 'weekday', { weekday: 'short' }).format(at);
  return shortDate(at, now, language);
}

/** How long ago it was within the hour, else when: `3 minutes ago`, `today 9:05`, `yesterday 18:20`, a date. */
export function agoTime(at: number, now: number, language: Language): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return language === 'zh' ? '刚刚' : 'just now';
  if (minutes < 60) return relative[language].format(-minutes, 'minute');
  const days = daysBetween(at, now);
  if (days === 0) return `${language === 'zh' ? '今天' : 'today'} ${clockTime(at)}`;
  if (days === 1) return `${language === 'zh' ? '昨天' : 'yesterday'} ${clockTime(at)}`;
  return shortDate(at, now, language);
}

/** The line between two days of a conversation. */
export function dayName(at: number, now: number, language: Language): string {
  const days = daysBetween(at, now);
  if (days === 0) return language === 'zh' ? '今天' : 'Today';
  if (days === 1) return language === 'zh' ? '昨天' : 'Yesterday';
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format(language, 'day', { month: 'long', day: 'numeric', weekday: 'long' }).format(at)
    : format(language, 'day-year', { year: 'numeric', month: 'long', day: 'numeric' }).format(at);
}

/** A moment in full, for a tooltip. */
export function fullTime(at: number, language: Language): string {
  return format(language, 'full', { dateStyle: 'long', timeStyle: 'short' }).format(at);
}

function shortDate(at: number, now: number, language: Language): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format(language, 'date', { month: 'short', day: 'numeric' }).format(at)
    : format(language, 'date-year', { year: 'numeric', month: 'numeric', day: 'numeric' }).format(at);
}
