import type { AttachmentWords } from './words.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const STEP = 1024;

/** Bytes as people read them: at most three digits and a unit. */
export function sizeWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${Number(value.toFixed(digits))} ${UNITS[unit]}`;
}

/** About how long the rest takes; undefined while nobody knows. */
export function timeLeft(bytes: number, bytesPerSecond: number, words: AttachmentWords): string | undefined {
  if (bytesPerSecond <= 0 || bytes <= 0) return undefined;
  const seconds = Math.ceil(bytes / bytesPerSecond);
  if (seconds < 60) return words.seconds(seconds);
  return seconds < 5400 ? words.minutes(Math.round(seconds / 60)) : words.hours(Math.round(seconds / 3600));
}

/** The letters after the last dot, for a card; empty when a name has none. */
export function endingOf(name: string): string {
  const [, ending = ''] = /\.([\p{L}\p{N}]{1,5})$/u.exec(name) ?? [];
  return ending.toUpperCase();
}

/** The name without what `endingOf` tells, so that a cut leaves the ending in view. */
export function stemOf(name: string): [stem: string, rest: string] {
  const at = name.length - Math.min(8, Math.max(endingOf(name).length + 3, 0));
  return at <= 0 || endingOf(name) === '' ? [name, ''] : [name.slice(0, at), name.slice(at)];
}
