import type { TimeMs } from '#protocol/common.ts';

/** Clocks on walls and the instants that they show. By `Intl`, so it is the same in every browser and on the server. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether it names a time zone of the IANA's list, like 'Asia/Shanghai'. Offsets such as '+08:00' are none. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** How far the zone's clocks are ahead of UTC at that instant, in ms. */
export function offsetAt(at: TimeMs, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** 'YYYY-MM-DDTHH:mm' as the zone's clocks show at that instant. */
export function localAt(at: TimeMs, zone: string): string {
  return wallText(at + offsetAt(at, zone));
}

/**
 * The instant at which the zone's clocks show `local`. A time that is skipped is taken with the offset of before, one
 * that comes twice is the first: RFC 5545 §3.3.5.
 */
export function instantOf(local: string, zone: string): TimeMs {
  const wall = wallOf(local);
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  const fitting = [before, after].filter((offset) => offsetAt(wall - offset, zone) === offset);
  return wall - Math.max(...(fitting.length === 0 ? [before] : fitting));
}

/** Whether it is 'YYYY-MM-DDTHH:mm' of a day that there is. */
export function isLocal(local: string): boolean {
  return LOCAL.test(local) && wallText(wallOf(local)) === local;
}

/** As if the wall's clock showed UTC, in ms. */
function wallOf(local: string): number {
  return Date.parse(`${local}:00Z`);
}

function wallText(wall: number): string {
  return Number.isNaN(wall) ? '' : new Date(Math.floor(wall / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 16);
}

/** When the zone's clocks are changed between the two instants, each with the offset from then on, in ms. */
export function changesOf(zone: string, from: TimeMs, to: TimeMs): { at: TimeMs; offset: number; before: number }[] {
  const changes: { at: TimeMs; offset: number; before: number }[] = [];
  let before = offsetAt(from, zone);
  for (let at = from; at < to; at += 7 * DAY_MS) {
    const end = Math.min(to, at + 7 * DAY_MS);
    const offset = offsetAt(end, zone);
    if (offset !== before) changes.push({ at: changeBetween(zone, at, end), offset, before });
    before = offset;
  }
  return changes;
}

/** The minute from which the offset is that of `late`. */
function changeBetween(zone: string, early: TimeMs, late: TimeMs): TimeMs {
  const offset = offsetAt(late, zone);
  let [low, high] = [Math.floor(early / MINUTE_MS), Math.ceil(late / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE_MS, zone) === offset) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size < 600) formats.set(zone, format);
  return format;
}
