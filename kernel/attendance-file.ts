import type { Visit } from '#protocol/meeting-rules.ts';

/** What stands in an attendance list besides the visits. */
export interface AttendanceTexts {
  columns: readonly [name: string, kind: string, from: string, to: string, minutes: string];
  member: string;
  guest: string;
  /** Of who is still in. */
  now: string;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * [ME40] Who came and left when, as CSV (RFC 4180): UTF-8 with a byte order mark, which Excel needs. Times are told in
 * `zone`, an IANA name, as '2026-11-20 19:05:09'; `now` ends the visits that go on.
 */
export function attendanceFile(
  visits: readonly Visit[],
  { columns, member, guest, now: here }: AttendanceTexts,
  { zone, now }: { zone: string; now: number },
): string {
  const time = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone });
  const rows = visits.map(({ name, guest: isGuest, from, to }) => [
    name,
    isGuest ? guest : member,
    time.format(from),
    to === undefined ? here : time.format(to),
    String(Math.max(0, Math.round(((to ?? now) - from) / 6000) / 10)),
  ]);
  const lines = [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`);
  return BYTE_ORDER_MARK + lines.join('');
}

/** No cell is a formula: what begins as one is told apart by an apostrophe (OWASP, CSV injection). */
function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
