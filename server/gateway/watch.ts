import type { Clock } from '#kernel/clock.ts';

/** The time as connections use it. The functions returned end what was started. */
export interface Watch {
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
  every(periodMs: number, callback: () => void): () => void;
}

/** The longest that timers of the platform take. */
const LONGEST_MS = 2 ** 31 - 1;

/** Timers of the platform, which never keep the process alive. */
export function platformWatch(clock: Clock): Watch {
  return {
    now: () => clock.now(),
    after(delayMs, callback) {
      const timer = setTimeout(callback, Math.min(delayMs, LONGEST_MS)).unref();
      return () => clearTimeout(timer);
    },
    every(periodMs, callback) {
      const timer = setInterval(callback, periodMs).unref();
      return () => clearInterval(timer);
    },
  };
}
