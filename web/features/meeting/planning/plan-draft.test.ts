import { expect, test } from 'vitest';
import { changed, draftOf, freshDraft, repeatOf, startOf } from './plan-draft.ts';

const base = { ...freshDraft(new Date(2027, 0, 4, 9, 50).getTime()), title: 'x' };

test('a fresh one begins at a full hour that is not too near', () => {
  expect(base.date).toBe('2027-01-04');
  expect(base.time).toBe('11:00');
  expect(freshDraft(new Date(2027, 0, 4, 9, 30).getTime()).time).toBe('10:00');
  expect(repeatOf(base)).toBe(undefined);
});

test('the first day is always among the days; workdays begin on one', () => {
  expect(repeatOf({ ...base, repeat: 'week', days: [3] })).toEqual({ every: 'week', step: 1, days: [1, 3] });
  expect(startOf({ ...base, repeat: 'weekdays', date: '2027-01-09' })).toBe('2027-01-11T11:00');
  expect(startOf({ ...base, date: '2027-01-09' })).toBe('2027-01-09T11:00');
  expect(startOf({ ...base, date: '' })).toBe(undefined);
});

test('the only weekday follows the date, and chosen ones stay', () => {
  const weekly = { ...base, repeat: 'week' as const };
  expect(repeatOf(changed(weekly, { date: '2027-01-06' }))).toEqual({ every: 'week', step: 1, days: [3] });
  const two = changed(weekly, { days: [1, 5] });
  expect(repeatOf(changed(two, { date: '2027-01-06' }))).toEqual({ every: 'week', step: 1, days: [1, 3, 5] });
  expect(changed(weekly, { date: '' }).days).toEqual([1]);
});

test('ends by a day or a number', () => {
  const monthly = { ...base, repeat: 'month-weekday', step: 2 } as const;
  expect(repeatOf({ ...monthly, ends: 'after', count: 4 })).toEqual({
    every: 'month',
    step: 2,
    by: 'weekday',
    count: 4,
  });
  expect(repeatOf({ ...monthly, ends: 'on', until: '2027-12-01' })).toMatchObject({ until: '2027-12-01' });
});

test('what was planned is shown as it was chosen', () => {
  const plan = {
    ...{ plan: 'pl_x', number: '123456789', title: 't', agenda: 'a', organiser: 'u_a', start: '2027-01-04T09:30' },
    ...{ zone: 'UTC', minutes: 45, exceptions: [], revision: 1, mine: { user: 'u_a' }, invitees: [], people: [] },
    remind: 5,
  };
  const weekdays = { every: 'week', step: 1, days: [1, 2, 3, 4, 5], count: 7 } as const;
  const draft = draftOf({ ...plan, repeat: { ...weekdays, days: [1, 2, 3, 4, 5] } });
  expect(draft).toMatchObject({
    date: '2027-01-04',
    time: '09:30',
    repeat: 'weekdays',
    ends: 'after',
    count: 7,
    remind: 5,
  });
  expect(repeatOf(draft)).toEqual(weekdays);
  expect(startOf(draft)).toBe(plan.start);
});
