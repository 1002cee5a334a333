import type { QuietHours } from '#protocol/commands/push.ts';
import type { TimeMs } from '#protocol/common.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** [PN20] Whether it is quiet now: hours that end before they begin go on after midnight of a day on which they began. */
export function isQuiet({ from, to, days, zone }: QuietHours, now: TimeMs): boolean {
  const { day, minute } = placeIn(zone, now);
  const begun = minute >= from && days.includes(day);
  if (from < to) return begun && minute < to;
  return begun || (minute < to && days.includes((day + 6) % 7));
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function placeIn(zone: string, now: TimeMs): { day: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  } as Intl.DateTimeFormatOptions);
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  return { day: DAYS.indexOf(parts.get('weekday') ?? ''), minute };
}
