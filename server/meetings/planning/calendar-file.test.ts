import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CalendarEvent, calendarFile } from './calendar-file.ts';
import { linesText, paramValue, textValue } from './ical-lines.ts';

const WEEKLY: CalendarEvent = {
  uid: 'pl_x@yiqi',
  table: {
    start: '2027-03-01T09:00',
    zone: 'Europe/Berlin',
    minutes: 45,
    repeat: { every: 'week', step: 2, days: [3, 1], until: '2027-06-30' },
    exceptions: [
      { day: '2027-03-15', cancelled: true },
      { day: '2027-03-17', start: '2027-03-18T10:30', minutes: 60 },
    ],
  },
  title: 'Plan; review, all',
  agenda: '1. 灯塔\n2. *Budget*',
  link: 'https://yiqi.example/m/123456789',
  note: 'Join',
  sequence: 3,
  changedAt: Date.UTC(2027, 1, 1, 12),
  cancelled: false,
  organiser: { id: 'u_a', name: 'Ann "A" Lee' },
  attendee: { id: 'u_b', name: 'Ben', answer: 'maybe' },
  remindMinutes: 10,
};

function unfolded(file: string): string[] {
  return file.replace(/\r\n /g, '').split('\r\n');
}

test('[PL50] a series by the clocks of its zone, what is cancelled and what is moved', () => {
  const lines = unfolded(calendarFile([WEEKLY], 'REQUEST'));
  for (const line of [
    'METHOD:REQUEST',
    'TZID:Europe/Berlin',
    'DTSTART;TZID=Europe/Berlin:20270301T090000',
    'RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=MO,WE;INTERVAL=2;UNTIL=20270630T215900Z',
    'EXDATE;TZID=Europe/Berlin:20270315T090000',
    'RECURRENCE-ID;TZID=Europe/Berlin:20270317T090000',
    'DTSTART;TZID=Europe/Berlin:20270318T103000',
    'DURATION:PT60M',
    'SEQUENCE:3',
    'SUMMARY:Plan\\; review\\, all',
    'DESCRIPTION:1. 灯塔\\n2. *Budget*\\n\\nJoin',
    `ORGANIZER;CN="Ann ^'A^' Lee":urn:yiqi:u_a`,
    'ATTENDEE;CN="Ben";ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE;RSVP=TRUE:urn:yiqi:u_b',
    'TRIGGER:-PT10M',
  ]) {
    assert.ok(lines.includes(line), line);
  }
  const summer = lines.indexOf('DTSTART:20270328T020000');
  assert.deepEqual(lines.slice(summer - 1, summer + 4), [
    'BEGIN:DAYLIGHT',
    'DTSTART:20270328T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'END:DAYLIGHT',
  ]);
});

test('[PL50] a single meeting is in UTC, where it was moved to; months and counts', () => {
  const table = { ...WEEKLY.table, repeat: undefined, exceptions: [{ day: '2027-03-01', start: '2027-04-01T09:00' }] };
  const single = unfolded(calendarFile([{ ...WEEKLY, table, cancelled: true }], 'CANCEL'));
  assert.ok(single.includes('DTSTART:20270401T070000Z'));
  assert.ok(single.includes('STATUS:CANCELLED'));
  assert.ok(!single.some((line) => /^(RRULE|EXDATE|BEGIN:VTIMEZONE|BEGIN:VALARM)/.test(line)));
  const month = (by: 'date' | 'weekday') =>
    unfolded(
      calendarFile(
        [{ ...WEEKLY, table: { ...WEEKLY.table, repeat: { every: 'month', step: 1, by, count: 5 } } }],
        'PUBLISH',
        'My meetings',
      ),
    );
  assert.ok(month('date').includes('RRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=5'));
  assert.ok(month('weekday').includes('RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=5'));
  assert.ok(month('date').includes('X-WR-CALNAME:My meetings'));
});

test('[PL51] lines have at most 75 octets and no half characters', () => {
  const text = linesText([`SUMMARY:${'一起开会 👩‍👩‍👧 '.repeat(40)}`, 'END:X']);
  assert.ok(text.endsWith('\r\nEND:X\r\n'));
  for (const line of text.split('\r\n')) {
    assert.ok(Buffer.byteLength(line) <= 75);
    assert.ok(!line.includes('\ufffd') && line.isWellFormed());
  }
  assert.equal(text.replace(/\r\n /g, ''), `SUMMARY:${'一起开会 👩‍👩‍👧 '.repeat(40)}\r\nEND:X\r\n`);
});

test('[PL51] what is typed makes no lines, parameters or properties of its own', () => {
  assert.equal(textValue('a\r\nATTENDEE:x\\n;,\u0000'), 'a\\nATTENDEE:x\\\\n\\;\\,');
  assert.equal(paramValue('a":b^\nc'), `"a^':b^^^nc"`);
});
