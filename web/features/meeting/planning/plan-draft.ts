import { weekdayOf } from '#kernel/recurrence.ts';
import type { Plan, Repeat } from '#protocol/planning.ts';

/** What somebody chooses when they plan a meeting; all as fields have it. */
export interface PlanDraft {
  title: string;
  date: string;
  time: string;
  minutes: number;
  zone: string;
  repeat: RepeatChoice;
  days: readonly number[];
  step: number;
  ends: 'never' | 'on' | 'after';
  until: string;
  count: number;
  /** Minutes before; undefined: nothing is said. */
  remind: number | undefined;
  agenda: string;
}

export type RepeatChoice = 'never' | 'day' | 'weekdays' | 'week' | 'month-date' | 'month-weekday';

const QUARTER_MS = 15 * 60_000;
const WORKDAYS = [1, 2, 3, 4, 5];

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A meeting of half an hour, at the next full hour but not within the next quarter. */
export function freshDraft(now: number): PlanDraft {
  const next = new Date(now + QUARTER_MS);
  next.setHours(next.getHours() + 1, 0, 0, 0);
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${next.getFullYear()}-${two(next.getMonth() + 1)}-${two(next.getDate())}`;
  return {
    ...{ title: '', date, time: `${two(next.getHours())}:00`, minutes: 30, zone: ownZone(), agenda: '' },
    ...{ repeat: 'never', days: [weekdayOf(date)], step: 1, ends: 'never', until: '', count: 10, remind: 10 },
  };
}

/** The draft after a change. The only day of the week goes along with the date, as long as nobody chose another. */
export function changed(draft: PlanDraft, change: Partial<PlanDraft>): PlanDraft {
  const next = { ...draft, ...change };
  const whole = /^\d{4}-\d\d-\d\d$/.test(next.date);
  if (change.date === undefined || !whole || draft.days.length !== 1) return next;
  return { ...next, days: [weekdayOf(next.date)] };
}

/** A plan as the form shows it. */
export function draftOf(plan: Plan): PlanDraft {
  const [date = '', time = ''] = plan.start.split('T');
  const { repeat } = plan;
  const { until, count } = repeat ?? {};
  return {
    ...{ title: plan.title, date, time, minutes: plan.minutes, zone: plan.zone, agenda: plan.agenda },
    ...{ repeat: choiceOf(repeat), days: repeat?.every === 'week' ? repeat.days : [weekdayOf(date)] },
    ...{ step: repeat?.step ?? 1, ends: until !== undefined ? 'on' : count !== undefined ? 'after' : 'never' },
    ...{ until: until ?? '', count: count ?? 10, remind: plan.remind },
  };
}

function choiceOf(repeat: Repeat | undefined): RepeatChoice {
  if (repeat === undefined) return 'never';
  if (repeat.every === 'month') return repeat.by === 'date' ? 'month-date' : 'month-weekday';
  if (repeat.every === 'day') return 'day';
  return repeat.step === 1 && repeat.days.join() === WORKDAYS.join() ? 'weekdays' : 'week';
}

/** The rule that was chosen; undefined: none. */
export function repeatOf({ repeat, days, step, ends, until, count, date }: PlanDraft): Repeat | undefined {
  const end = ends === 'on' && until !== '' ? { until } : ends === 'after' ? { count } : {};
  switch (repeat) {
    case 'never':
      return undefined;
    case 'day':
      return { every: 'day', step, ...end };
    case 'weekdays':
      return { every: 'week', step: 1, days: WORKDAYS, ...end };
    case 'week':
      return { every: 'week', step, days: [...new Set([...days, weekdayOf(date)])].sort(), ...end };
    default:
      return { every: 'month', step, by: repeat === 'month-date' ? 'date' : 'weekday', ...end };
  }
}

/** 'YYYY-MM-DDTHH:mm'; undefined: something is missing. With "Monday to Friday" it begins on one of these. */
export function startOf({ date, time, repeat }: PlanDraft): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d/.test(time)) return undefined;
  const weekday = weekdayOf(date);
  const late = repeat === 'weekdays' && weekday > 5 ? 8 - weekday : 0;
  const day = new Date(Date.parse(`${date}T00:00:00Z`) + late * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${time.slice(0, 5)}`;
}
