import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';

const WINDOW_S = 10;

/** A search costs more than other commands: how many one person may make, over all their connections. */
export class SearchRate {
  readonly #searches: RateLimiterMemory;

  constructor(searches: number) {
    this.#searches = new RateLimiterMemory({ keyPrefix: 'search', points: searches, duration: WINDOW_S });
  }

  /** @throws Failure 'rate.limited' */
  async spend(user: UserId): Promise<void> {
    try {
      await this.#searches.consume(user);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new Failure('rate.limited', { retryAfterMs: Math.max(1, error.msBeforeNext) });
    }
  }
}
