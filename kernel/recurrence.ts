import type { TimeMs } from '#protocol/common.ts';
import type { Day, PlanException, Repeat, Timetable } from '#protocol/planning.ts';
import { instantOf } from './zoned-time.ts';

/** When planned meetings are: docs/spec/planning.md [PL10]. Days are counted from 1970-01-01, without zones. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No meeting is after 2199. */
const LAST_DAY = Date.UTC(2200, 0, 1) / DAY_MS;

/** One meeting at its time. */
export interface Occasion {
  /** The day that the rule gives it: what it is named by. */
  day: Day;
  /** By the clocks of the zone. */
  start: string;
  at: TimeMs;
  minutes: number;
  moved: boolean;
}

/** Meetings that go on at some time between the two instants, in the order of their beginnings, at most `limit`. */
export function occasionsBetween(table: Timetable, from: TimeMs, to: TimeMs, limit: number): Occasion[] {
  const moved = new Map(table.exceptions.map((one) => [one.day, one]));
  const found: Occasion[] = [];
  for (const one of table.exceptions) {
    if (one.cancelled || !isOccurrence(table, one.day)) continue;
    const occasion = occasionOn(table, one.day, one);
    if (overlaps(occasion, from, to)) found.push(occasion);
  }
  let plain = 0;
  for (const number of daysFrom(table, Math.floor(from / DAY_MS) - 3)) {
    const day = dayText(number);
    if (number * DAY_MS > to + 2 * DAY_MS || plain >= limit) break;
    if (moved.has(day)) continue;
    const occasion = occasionOn(table, day);
    if (!overlaps(occasion, from, to)) continue;
    found.push(occasion);
    plain += 1;
  }
  return found.sort((one, other) => one.at - other.at || (one.day < other.day ? -1 : 1)).slice(0, limit);
}

/** The one that goes on, or else the next. */
export function nextOccasion(table: Timetable, now: TimeMs): Occasion | undefined {
  return occasionsBetween(table, now, LAST_DAY * DAY_MS, 1)[0];
}

/** The occurrence that is named by the day; undefined when there is none, or it is cancelled. */
export function occasionNamed(table: Timetable, day: Day): Occasion | undefined {
  const exception = table.exceptions.find((one) => one.day === day);
  return exception?.cancelled || !isOccurrence(table, day) ? undefined : occasionOn(table, day, exception);
}

/** Whether the rule gives the day. */
export function isOccurrence(table: Timetable, day: Day): boolean {
  const number = dayNumber(day);
  for (const one of daysFrom(table, number)) {
    if (one >= number) return one === number && dayText(one) === day;
  }
  return false;
}

/** When the last one ends; Infinity: it goes on for ever; -Infinity: there is none. */
export function lastEnd(table: Timetable): number {
  const { repeat } = table;
  if (repeat !== undefined && repeat.until === undefined && repeat.count === undefined) return Number.POSITIVE_INFINITY;
  const exceptions = new Map(table.exceptions.map((one) => [one.day, one]));
  let last: Day | undefined;
  const ends: number[] = [];
  for (const number of daysFrom(table, 0)) {
    const day = dayText(number);
    const exception = exceptions.get(day);
    if (exception === undefined) last = day;
    else if (!exception.cancelled) ends.push(endOf(occasionOn(table, day, exception)));
  }
  if (last !== undefined) ends.push(endOf(occasionOn(table, last)));
  return Math.max(...ends);
}

/** 1, 2, 3, 4, or −1: which of its weekday the day is in its month, the fifth being the last. */
export function weekOfMonth(day: Day): number {
  const week = Math.ceil(Number(day.slice(8)) / 7);
  return week > 4 ? -1 : week;
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(day: Day): number {
  return weekdayOfNumber(dayNumber(day));
}

function occasionOn(table: Timetable, day: Day, exception?: PlanException): Occasion {
  const plain = `${day}T${table.start.slice(11)}`;
  const { start = plain, minutes = table.minutes } = exception ?? {};
  return { day, start, at: instantOf(start, table.zone), minutes, moved: start !== plain || minutes !== table.minutes };
}

function overlaps(occasion: Occasion, from: TimeMs, to: TimeMs): boolean {
  return occasion.at < to && endOf(occasion) > from;
}

function endOf({ at, minutes }: Occasion): TimeMs {
  return at + minutes * MINUTE_MS;
}

/** The days of the rule from about `from` on; all of them when they are counted. */
function* daysFrom({ start, repeat }: Timetable, from: number): Generator<number> {
  const first = dayNumber(start.slice(0, 10));
  if (repeat === undefined) {
    yield first;
    return;
  }
  const { count = Number.POSITIVE_INFINITY, until } = repeat;
  const last = until === undefined ? LAST_DAY : Math.min(LAST_DAY, dayNumber(until));
  const skipTo = repeat.count === undefined ? Math.max(first, from) : first;
  let given = 0;
  for (const day of rawDays(first, repeat, skipTo)) {
    if (day > last || given >= count) return;
    given += 1;
    yield day;
  }
}

/** Endless but for the last day that there is. Begins at or before `skipTo`. */
function* rawDays(first: number, repeat: Repeat, skipTo: number): Generator<number> {
  const { step } = repeat;
  if (repeat.every === 'day') {
    for (let day = first + floorTo(skipTo - first, step); day <= LAST_DAY; day += step) yield day;
  } else if (repeat.every === 'week') {
    const monday = first - weekdayOfNumber(first) + 1;
    const days = [...repeat.days].sort();
    for (let week = monday + floorTo(skipTo - monday, 7 * step); week <= LAST_DAY; week += 7 * step) {
      for (const weekday of days) if (week + weekday - 1 >= first) yield week + weekday - 1;
    }
  } else {
    yield* monthDays(first, repeat, skipTo);
  }
}

function* monthDays(
  first: number,
  { step, by }: Extract<Repeat, { every: 'month' }>,
  skipTo: number,
): Generator<number> {
  const beginning = monthOf(first);
  const date = new Date(first * DAY_MS).getUTCDate();
  const [weekday, week] = [weekdayOfNumber(first), weekOfMonth(dayText(first))];
  for (let month = beginning + floorTo(monthOf(skipTo) - beginning, step); ; month += step) {
    const day = by === 'date' ? dateIn(month, date) : weekdayIn(month, weekday, week);
    if (firstOf(month) > LAST_DAY) return;
    if (day !== undefined && day >= first) yield day;
  }
}

/** The date in that month; a month without it is left out: RFC 5545 §3.3.10. */
function dateIn(month: number, date: number): number | undefined {
  const day = firstOf(month) + date - 1;
  return day < firstOf(month + 1) ? day : undefined;
}

function weekdayIn(month: number, weekday: number, week: number): number {
  if (week < 0) {
    const last = firstOf(month + 1) - 1;
    return last - ((weekdayOfNumber(last) - weekday + 7) % 7);
  }
  const beginning = firstOf(month);
  return beginning + ((weekday - weekdayOfNumber(beginning) + 7) % 7) + 7 * (week - 1);
}

/** Months since January 1970. */
function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

function firstOf(month: number): number {
  return Date.UTC(1970, month, 1) / DAY_MS;
}

function floorTo(value: number, step: number): number {
  return Math.max(0, Math.floor(value / step) * step);
}

/** 1970-01-01 was a Thursday. */
function weekdayOfNumber(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function dayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function dayText(number: number): Day {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
