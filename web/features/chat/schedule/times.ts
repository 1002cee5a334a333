import type { Language } from '#web/i18n/language.ts';
import { clockTime, dayName, daysBetween } from '#web/i18n/time.ts';

/** When a message may go out, in the viewer's own time zone; all in milliseconds since the epoch. */

export interface QuickTime {
  is: 'tonight' | 'tomorrow' | 'monday';
  at: number;
}

const EVENING = 20;
const MORNING = 9;
/** A time that is nearer than this is no choice any more. */
const SOON_MS = 15 * 60_000;

/** The times that one is likely to mean: this evening, tomorrow morning, Monday morning. */
export function quickTimes(now: number): QuickTime[] {
  const times: QuickTime[] = [
    { is: 'tonight', at: atHour(now, 0, EVENING) },
    { is: 'tomorrow', at: atHour(now, 1, MORNING) },
    { is: 'monday', at: atHour(now, daysToMonday(now), MORNING) },
  ];
  return times.filter(
    ({ at }, index) => at - now > SOON_MS && !times.slice(0, index).some((earlier) => earlier.at === at),
  );
}

/** From 1, tomorrow, to 7. */
function daysToMonday(now: number): number {
  return (8 - new Date(now).getDay()) % 7 || 7;
}

function atHour(now: number, days: number, hour: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  return date.setHours(hour, 0, 0, 0);
}

/** As an `<input type="datetime-local">` has it: `2026-11-20T09:00`. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Undefined for what is no time. */
export function fromLocalInput(text: string): number | undefined {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
}

/** When a message goes out, in words: today, tomorrow, else the day; and the clock. */
export function whenWords(at: number, now: number, language: Language, tomorrow: string): string {
  const day = daysBetween(now, at) === 1 ? tomorrow : dayName(at, now, language);
  return `${day}${language === 'zh' ? ' ' : ', '}${clockTime(at)}`;
}
