import type { Timers } from '#client/ports.ts';

/** Timers of a world in which time goes `factor` times as fast, so that waiting for timeouts takes no time. */
export function fastTimers(factor: number): Timers {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs / factor);
      return () => clearTimeout(timer);
    },
  };
}
