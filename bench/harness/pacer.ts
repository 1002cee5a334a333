/** How often the pacer wakes up, in ms: the most that a message starts after its time while the generator keeps up. */
const TICK_MS = 1;

export interface Pace {
  /** Calls a second. */
  readonly rate: number;
  readonly durationMs: number;
  /** `due`: when this one should have started, by performance.now(): delays count from there (open loop). */
  readonly start: (index: number, due: number) => void;
}

/** Starts things at an even rate whatever becomes of them; resolves to their number when the last has been started. */
export function openLoop({ rate, durationMs, start }: Pace): Promise<number> {
  const total = Math.max(1, Math.round((rate * durationMs) / 1000));
  const began = performance.now();
  let next = 0;
  return new Promise((resolve) => {
    const tick = () => {
      const dueCount = Math.min(total, Math.floor(((performance.now() - began) * rate) / 1000) + 1);
      for (; next < dueCount; next += 1) start(next, began + (next * 1000) / rate);
      if (next >= total) resolve(total);
      else setTimeout(tick, TICK_MS);
    };
    tick();
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves to whether `done` became true in time; looks every few ms. */
export async function eventually(done: () => boolean, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  while (!done()) {
    if (performance.now() > until) return false;
    await pause(2);
  }
  return true;
}
