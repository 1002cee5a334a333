import type { Timers } from '#client/ports.ts';

/** How often time goes on, in ms of the usual time. */
const STEP_MS = 5;

/**
 * Timers of a world in which time goes `factor` times as fast, so that waiting for timeouts takes no time. It goes on in
 * steps between turns of the event loop: a machine so busy that nothing gets done doesn't let time run out meanwhile.
 */
export function fastTimers(factor: number): Timers {
  const waiting = new Set<{ at: number; callback: () => void }>();
  let now = Date.now();
  let goesOn = false;
  const step = () => {
    now += STEP_MS * factor;
    const due = [...waiting].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    for (const one of due) if (waiting.delete(one)) one.callback();
    goesOn = waiting.size > 0;
    if (goesOn) setTimeout(step, STEP_MS);
  };
  return {
    now: () => now,
    after(delayMs, callback) {
      const one = { at: now + delayMs, callback };
      waiting.add(one);
      if (!goesOn) setTimeout(step, STEP_MS);
      goesOn = true;
      return () => waiting.delete(one);
    },
  };
}
