const DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** How loud a recording is, in at most `bars` steps. `levels`: 0 to 1, of equal stretches; the loudest bar is full. */
export function waveOf(levels: readonly number[], bars: number): string {
  const count = Math.max(1, Math.min(bars, levels.length));
  const peaks = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / count));
    return Math.max(0, ...levels.slice(from, to));
  });
  // What is nearly silent isn't blown up.
  const most = Math.max(0.05, ...peaks);
  return peaks.map((peak) => DIGITS[Math.min(31, Math.round((peak / most) * 31))] ?? '0').join('');
}

/** The bars of a wave, each from 0 to 1. */
export function barsOf(wave: string): number[] {
  return [...wave].map((digit) => Math.max(0, DIGITS.indexOf(digit)) / 31);
}

/** A length as players tell it: 0:07, 12:05. */
export function lengthWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
