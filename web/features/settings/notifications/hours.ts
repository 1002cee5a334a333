/** A minute of the day as fields for times take it: 1320 is '22:00'. */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

export function minuteOf(clock: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** A Sunday. */
const SUNDAY = Date.UTC(2026, 10, 15);
const DAY_MS = 86_400_000;

/** The days of a week from Monday on, with 0 for Sunday. */
export function weekDays(locale: string): { day: number; short: string; long: string }[] {
  const named = (weekday: 'narrow' | 'long', day: number) =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(SUNDAY + day * DAY_MS);
  return [1, 2, 3, 4, 5, 6, 0].map((day) => ({ day, short: named('narrow', day), long: named('long', day) }));
}
