import type { Timers } from '../ports.ts';

/** Time that passes only when told to. */
export class ManualTimers implements Timers {
  #nowMs = 1_000_000;
  readonly #planned = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const plan = { at: this.#nowMs + delayMs, callback };
    this.#planned.add(plan);
    return () => this.#planned.delete(plan);
  }

  /** Lets time pass, with everything that is due in it in order, and what those cause. */
  async pass(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#planned.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.callback();
      await settled();
    }
    this.#nowMs = until;
  }

  #next(until: number) {
    const due = [...this.#planned].filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets promises that wait for nothing else go on. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}
