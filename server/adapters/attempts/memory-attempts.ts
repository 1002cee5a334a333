import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';

interface Counters {
  /** Failures of the window, by key. */
  failures: RateLimiterMemory;
  /** Present for as long as the key has to wait. */
  gates: RateLimiterMemory;
}

/** Attempts of one process, in its memory. Entries go by themselves when their window or wait is over. */
export class MemoryAttempts implements Attempts {
  readonly #counters = new Map<string, Counters>();

  async waitMs(rule: AttemptRule, key: string): Promise<number> {
    const gate = await this.#of(rule).gates.get(key);
    return Math.max(0, gate?.msBeforeNext ?? 0);
  }

  async failed(rule: AttemptRule, key: string): Promise<number> {
    const { failures, gates } = this.#of(rule);
    const { consumedPoints } = await failures.penalty(key, 1, { customDuration: rule.windowMs / 1000 });
    const waitMs = waitAfter(rule, consumedPoints);
    if (waitMs > 0) await gates.block(key, waitMs / 1000);
    return consumedPoints;
  }

  async failures(rule: AttemptRule, key: string): Promise<number> {
    const counted = await this.#of(rule).failures.get(key);
    return counted !== null && counted.msBeforeNext > 0 ? counted.consumedPoints : 0;
  }

  async forget(rule: AttemptRule, key: string): Promise<void> {
    const { failures, gates } = this.#of(rule);
    await failures.delete(key);
    await gates.delete(key);
  }

  #of(rule: AttemptRule): Counters {
    const known = this.#counters.get(rule.name);
    if (known) return known;
    const made = {
      failures: new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: rule.windowMs / 1000 }),
      gates: new RateLimiterMemory({ points: 0, duration: rule.maxWaitMs / 1000 }),
    };
    this.#counters.set(rule.name, made);
    return made;
  }
}

function waitAfter(rule: AttemptRule, failures: number): number {
  const beyond = failures - rule.free;
  return beyond < 0 ? 0 : Math.min(rule.maxWaitMs, rule.firstWaitMs * 2 ** Math.min(beyond, 40));
}
