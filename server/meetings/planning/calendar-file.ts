import { lastEnd, occasionNamed, weekdayOf, weekOfMonth } from '#kernel/recurrence.ts';
import { changesOf, instantOf, offsetAt } from '#kernel/zoned-time.ts';
import type { TimeMs } from '#protocol/common.ts';
import type { PlanAnswer, Repeat, Timetable } from '#protocol/planning.ts';
import { linesText, paramValue, textValue } from './ical-lines.ts';

/** What a calendar is told of a planned meeting: docs/spec/planning.md [PL50]. */
export interface CalendarEvent {
  uid: string;
  table: Timetable;
  title: string;
  agenda: string;
  /** Where to join. */
  link: string;
  /** Put under the agenda: the link and the number in words. */
  note: string;
  sequence: number;
  changedAt: TimeMs;
  cancelled: boolean;
  organiser: { id: string; name: string };
  /** Whose file it is; absent for a file that asks for no answer. */
  attendee?: { id: string; name: string; answer: PlanAnswer | undefined };
  remindMinutes?: number;
}

/** PUBLISH: an entry to keep. REQUEST: an invitation. CANCEL: it will not be. RFC 5546 §3.2. */
export type CalendarMethod = 'PUBLISH' | 'REQUEST' | 'CANCEL';

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const PARTS: Record<PlanAnswer | 'none', string> = {
  yes: 'ACCEPTED',
  maybe: 'TENTATIVE',
  no: 'DECLINED',
  none: 'NEEDS-ACTION',
};
const YEAR_MS = 366 * 86_400_000;
/** For how long changes of clocks are written down for a series without an end. */
const ZONE_YEARS = 10;

/** A whole iCalendar file, RFC 5545. Times of series are by their zone, those of single meetings in UTC. */
export function calendarFile(events: readonly CalendarEvent[], method: CalendarMethod, name?: string): string {
  const zones = new Map<string, CalendarEvent[]>();
  for (const event of events.filter(({ table }) => table.repeat !== undefined)) {
    zones.set(event.table.zone, [...(zones.get(event.table.zone) ?? []), event]);
  }
  return linesText([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Yiqi//Meetings//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    ...(name === undefined ? [] : [`NAME:${textValue(name)}`, `X-WR-CALNAME:${textValue(name)}`]),
    ...[...zones].flatMap(([zone, inIt]) => zoneLines(zone, inIt)),
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ]);
}

function eventLines(event: CalendarEvent): string[] {
  const { table } = event;
  const series = table.repeat !== undefined;
  // A single meeting that was moved is simply there.
  const only = series ? undefined : occasionNamed(table, table.start.slice(0, 10));
  const start = only?.start ?? table.start;
  const minutes = only?.minutes ?? table.minutes;
  const gone = table.exceptions.filter(({ cancelled }) => cancelled);
  const rule = series
    ? [
        `RRULE:${ruleText(table)}`,
        ...(gone.length === 0 ? [] : [`EXDATE;${zoned(table, ...gone.map(({ day }) => plainStart(table, day)))}`]),
      ]
    : [];
  const main = one(event, start, minutes, rule);
  return series ? [...main, ...table.exceptions.flatMap(({ day }) => movedLines(event, day))] : main;
}

function movedLines(event: CalendarEvent, day: string): string[] {
  const occasion = occasionNamed(event.table, day);
  if (occasion === undefined || !occasion.moved) return [];
  const id = `RECURRENCE-ID;${zoned(event.table, plainStart(event.table, day))}`;
  return one(event, occasion.start, occasion.minutes, [id]);
}

function one(event: CalendarEvent, start: string, minutes: number, more: readonly string[]): string[] {
  const { table, organiser, attendee, remindMinutes } = event;
  const series = table.repeat !== undefined;
  return [
    'BEGIN:VEVENT',
    `UID:${textValue(event.uid)}`,
    `DTSTAMP:${utc(event.changedAt)}`,
    `SEQUENCE:${event.sequence}`,
    series ? `DTSTART;${zoned(table, start)}` : `DTSTART:${utc(instantOf(start, table.zone))}`,
    `DURATION:PT${minutes}M`,
    ...more,
    `SUMMARY:${textValue(event.title)}`,
    `DESCRIPTION:${textValue([event.agenda, event.note].filter((text) => text !== '').join('\n\n'))}`,
    `LOCATION:${textValue(event.link)}`,
    `URL:${event.link}`,
    `ORGANIZER;CN=${paramValue(organiser.name)}:urn:yiqi:${organiser.id}`,
    ...(attendee === undefined ? [] : [attendeeLine(attendee)]),
    `STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    ...(remindMinutes === undefined || event.cancelled ? [] : alarmLines(event.title, remindMinutes)),
    'END:VEVENT',
  ];
}

function attendeeLine({ id, name, answer }: NonNullable<CalendarEvent['attendee']>): string {
  const part = PARTS[answer ?? 'none'];
  return `ATTENDEE;CN=${paramValue(name)};ROLE=REQ-PARTICIPANT;PARTSTAT=${part};RSVP=TRUE:urn:yiqi:${id}`;
}

function alarmLines(title: string, minutes: number): string[] {
  return ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${textValue(title)}`, `TRIGGER:-PT${minutes}M`, 'END:VALARM'];
}

/** The rule of a series: §3.3.10. A last day is given in UTC, as times with a zone want it. */
function ruleText({ start, zone, repeat }: Timetable): string {
  if (repeat === undefined) return '';
  const { step, until, count } = repeat;
  const end = until === undefined ? [] : [`UNTIL=${utc(instantOf(`${until}T23:59`, zone))}`];
  return [
    ...frequency(repeat, start.slice(0, 10)),
    ...(step === 1 ? [] : [`INTERVAL=${step}`]),
    ...(count === undefined ? end : [`COUNT=${count}`]),
  ].join(';');
}

function frequency(repeat: Repeat, day: string): string[] {
  if (repeat.every === 'day') return ['FREQ=DAILY'];
  const weekday = (number: number) => DAYS[number - 1] ?? '';
  if (repeat.every === 'week') {
    return ['FREQ=WEEKLY', 'WKST=MO', `BYDAY=${[...repeat.days].sort().map(weekday).join(',')}`];
  }
  if (repeat.by === 'date') return ['FREQ=MONTHLY', `BYMONTHDAY=${Number(day.slice(8))}`];
  return ['FREQ=MONTHLY', `BYDAY=${weekOfMonth(day)}${weekday(weekdayOf(day))}`];
}

/** How a zone's clocks go while the series are: §3.6.5. */
function zoneLines(zone: string, events: readonly CalendarEvent[]): string[] {
  const starts = events.map(({ table }) => instantOf(table.start, zone));
  const from = Math.min(...starts) - YEAR_MS;
  const ends = events.map(({ table }) => lastEnd(table));
  const to = Math.min(Math.max(...ends, from + 2 * YEAR_MS), Math.max(...starts) + ZONE_YEARS * YEAR_MS);
  const first = offsetAt(from, zone);
  const spans = [{ at: from, offset: first, before: first }, ...changesOf(zone, from, to)];
  const winter = Math.min(...spans.map(({ offset }) => offset));
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...spans.flatMap(({ at, offset, before }) => {
      const kind = offset > winter ? 'DAYLIGHT' : 'STANDARD';
      return [
        `BEGIN:${kind}`,
        `DTSTART:${compact(new Date(at + before).toISOString())}`,
        `TZOFFSETFROM:${offsetText(before)}`,
        `TZOFFSETTO:${offsetText(offset)}`,
        `END:${kind}`,
      ];
    }),
    'END:VTIMEZONE',
  ];
}

function plainStart(table: Timetable, day: string): string {
  return `${day}T${table.start.slice(11)}`;
}

function zoned({ zone }: Timetable, ...starts: readonly string[]): string {
  return `TZID=${zone}:${starts.map((start) => compact(`${start}:00`)).join(',')}`;
}

function utc(at: TimeMs): string {
  return `${compact(new Date(at).toISOString())}Z`;
}

/** '20270104T090000' of '2027-01-04T09:00:00…'. */
function compact(iso: string): string {
  return iso.slice(0, 19).replace(/[-:]/g, '');
}

function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
