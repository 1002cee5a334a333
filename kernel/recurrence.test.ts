import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Repeat, Timetable } from '#protocol/planning.ts';
import { isOccurrence, lastEnd, nextOccasion, occasionNamed, occasionsBetween, weekdayOf } from './recurrence.ts';
import { changesOf, instantOf, isLocal, isZone, localAt, offsetAt } from './zoned-time.ts';

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];
const DAY_MS = 86_400_000;
const [YEAR_2020, YEAR_2032] = [Date.UTC(2020, 0, 1), Date.UTC(2032, 0, 1)];
const zones = fc.constantFrom(...ZONES);
const instants = fc.integer({ min: YEAR_2020 / 60_000, max: YEAR_2032 / 60_000 }).map((minute) => minute * 60_000);
const locals = instants.map((at) => new Date(at).toISOString().slice(0, 16));
const repeats: fc.Arbitrary<Repeat> = fc.oneof(
  fc.record({ every: fc.constant('day' as const), step: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    every: fc.constant('week' as const),
    step: fc.integer({ min: 1, max: 3 }),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  }),
  fc.record({
    every: fc.constant('month' as const),
    step: fc.integer({ min: 1, max: 4 }),
    by: fc.constantFrom('date' as const, 'weekday' as const),
  }),
);

/** One whose rule gives the day that it starts on. */
const tables = fc.record({ start: locals, zone: zones, repeat: repeats }).map(({ start, zone, repeat }): Timetable => {
  const own = weekdayOf(start.slice(0, 10));
  const fitting = repeat.every === 'week' ? { ...repeat, days: [...new Set([...repeat.days, own])] } : repeat;
  return { start, zone, minutes: 45, repeat: fitting, exceptions: [] };
});

test('[PL11] a wall clock’s time is the instant that shows it, in every zone', () => {
  fc.assert(
    fc.property(instants, zones, (at, zone) => {
      const local = localAt(at, zone);
      assert.ok(isLocal(local));
      const found = instantOf(local, zone);
      assert.equal(localAt(found, zone), local);
      // Only a time that comes twice has another instant: then it is the first.
      if (found !== at) assert.ok(found < at && offsetAt(found, zone) > offsetAt(at, zone));
    }),
    { numRuns: 2000 },
  );
});

test('[PL11] what is skipped in spring is later by as much, what comes twice in autumn is the first', () => {
  assert.equal(new Date(instantOf('2027-03-28T02:30', 'Europe/Berlin')).toISOString(), '2027-03-28T01:30:00.000Z');
  assert.equal(localAt(instantOf('2027-03-28T02:30', 'Europe/Berlin'), 'Europe/Berlin'), '2027-03-28T03:30');
  assert.equal(new Date(instantOf('2027-10-31T02:30', 'Europe/Berlin')).toISOString(), '2027-10-31T00:30:00.000Z');
  assert.equal(new Date(instantOf('2027-03-14T02:30', 'America/New_York')).toISOString(), '2027-03-14T07:30:00.000Z');
  assert.equal(new Date(instantOf('2027-11-07T01:30', 'America/New_York')).toISOString(), '2027-11-07T05:30:00.000Z');
  assert.equal(
    new Date(instantOf('2027-10-03T02:10', 'Australia/Lord_Howe')).toISOString(),
    '2027-10-02T15:40:00.000Z',
  );
  assert.equal(new Date(instantOf('2027-01-01T09:00', 'Asia/Shanghai')).toISOString(), '2027-01-01T01:00:00.000Z');
});

test('[PL11] names that are no zones, and days that there are not', () => {
  for (const zone of ZONES) assert.ok(isZone(zone), zone);
  for (const zone of ['', '+08:00', 'Mars/Olympus', '../etc', 'a'.repeat(70)]) assert.ok(!isZone(zone), zone);
  for (const local of ['2027-02-30T10:00', '2027-13-01T10:00', '2027-01-01T24:00', '2027-01-01', 'x']) {
    assert.ok(!isLocal(local), local);
  }
});

test('[PL11] the changes of a zone’s clocks are where the offsets change', () => {
  const changes = changesOf('Europe/Berlin', Date.UTC(2027, 0, 1), Date.UTC(2028, 0, 1));
  assert.deepEqual(
    changes.map(({ at, offset, before }) => [new Date(at).toISOString().slice(0, 16), offset, before]),
    [
      ['2027-03-28T01:00', 7_200_000, 3_600_000],
      ['2027-10-31T01:00', 3_600_000, 7_200_000],
    ],
  );
  assert.deepEqual(changesOf('Asia/Shanghai', Date.UTC(2020, 0, 1), Date.UTC(2030, 0, 1)), []);
});

test('[PL10] whatever the window, the same meetings, each at the same time by the clock', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 90 }), (table, after, length) => {
      const first = instantOf(table.start, table.zone);
      const [from, to] = [first + after * DAY_MS, first + (after + length) * DAY_MS];
      const all = occasionsBetween(table, first, to, 10_000);
      const some = occasionsBetween(table, from, to, 10_000);
      assert.deepEqual(
        some,
        all.filter(({ at, minutes }) => at + minutes * 60_000 > from),
      );
      assert.deepEqual(some[0], occasionsBetween(table, from, to, 1)[0]);
      for (const [index, one] of all.entries()) {
        assert.equal(one.start.slice(11), table.start.slice(11));
        assert.ok(isOccurrence(table, one.day));
        assert.deepEqual(occasionNamed(table, one.day), one);
        assert.ok(index === 0 || one.at > (all[index - 1]?.at ?? 0));
      }
    }),
    { numRuns: 300 },
  );
});

test('[PL10] a number of meetings, or a last day, ends the series; without, it goes on', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 30 }), (table, count) => {
      assert.equal(lastEnd(table), Number.POSITIVE_INFINITY);
      const { repeat } = table;
      if (repeat === undefined) return;
      const counted = { ...table, repeat: { ...repeat, count } };
      const found = occasionsBetween(counted, 0, Date.UTC(2199, 0, 1), 10_000);
      assert.equal(found.length, count);
      const last = found.at(-1);
      assert.equal(lastEnd(counted), (last?.at ?? 0) + 45 * 60_000);
      assert.equal(nextOccasion(counted, lastEnd(counted)), undefined);
      const until = { ...table, repeat: { ...repeat, until: last?.day ?? '' } };
      assert.deepEqual(occasionsBetween(until, 0, Date.UTC(2199, 0, 1), 10_000), found);
    }),
    { numRuns: 200 },
  );
});

function days(start: string, repeat: Repeat, count = 4): string[] {
  const table = { start, zone: 'UTC', minutes: 30, repeat: { ...repeat, count }, exceptions: [] };
  return occasionsBetween(table, 0, Date.UTC(2199, 0, 1), 100).map(({ day }) => day);
}

test('[PL10] examples of rules', () => {
  const weekdays = { every: 'week', step: 1, days: [5, 1] } as const;
  assert.deepEqual(days('2027-01-01T09:00', { ...weekdays, days: [5, 1] }), [
    '2027-01-01',
    '2027-01-04',
    '2027-01-08',
    '2027-01-11',
  ]);
  assert.deepEqual(days('2027-01-03T09:00', { every: 'week', step: 2, days: [7] }, 3), [
    '2027-01-03',
    '2027-01-17',
    '2027-01-31',
  ]);
  assert.deepEqual(days('2027-01-31T09:00', { every: 'month', step: 1, by: 'date' }), [
    '2027-01-31',
    '2027-03-31',
    '2027-05-31',
    '2027-07-31',
  ]);
  assert.deepEqual(days('2027-01-12T09:00', { every: 'month', step: 1, by: 'weekday' }), [
    '2027-01-12',
    '2027-02-09',
    '2027-03-09',
    '2027-04-13',
  ]);
  assert.deepEqual(days('2027-01-29T09:00', { every: 'month', step: 2, by: 'weekday' }), [
    '2027-01-29',
    '2027-03-26',
    '2027-05-28',
    '2027-07-30',
  ]);
});

test('[PL12] one is cancelled, one is moved past the next; nothing else changes', () => {
  const plain: Timetable = {
    start: '2027-01-04T09:00',
    zone: 'Asia/Shanghai',
    minutes: 60,
    repeat: { every: 'day', step: 1, count: 5 },
    exceptions: [],
  };
  const table: Timetable = {
    ...plain,
    exceptions: [
      { day: '2027-01-05', cancelled: true },
      { day: '2027-01-06', start: '2027-01-08T15:00', minutes: 30 },
      { day: '2027-03-01', start: '2027-01-08T16:00' },
    ],
  };
  const found = occasionsBetween(table, 0, Date.UTC(2028, 0, 1), 100);
  assert.deepEqual(
    found.map(({ day, start, moved }) => [day, start, moved]),
    [
      ['2027-01-04', '2027-01-04T09:00', false],
      ['2027-01-07', '2027-01-07T09:00', false],
      ['2027-01-08', '2027-01-08T09:00', false],
      ['2027-01-06', '2027-01-08T15:00', true],
    ],
  );
  assert.equal(lastEnd(table), instantOf('2027-01-08T15:30', 'Asia/Shanghai'));
  assert.equal(occasionNamed(table, '2027-01-05'), undefined);
  assert.equal(isOccurrence(table, '2027-03-01'), false);
  const allGone = { ...plain, repeat: undefined, exceptions: [{ day: '2027-01-04', cancelled: true as const }] };
  assert.equal(lastEnd(allGone), Number.NEGATIVE_INFINITY);
});
