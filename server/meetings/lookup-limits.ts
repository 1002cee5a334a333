import { subscriberPrefix } from '#kernel/address.ts';
import { Failure } from '#kernel/failure.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { UserId } from '#protocol/common.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Guests from one address. A school may sit behind one, so the wait stays short. */
const ADDRESS: AttemptRule = {
  name: 'meeting lookup: address',
  free: 20,
  windowMs: HOUR_MS,
  firstWaitMs: 1000,
  maxWaitMs: MINUTE_MS,
};
const ACCOUNT: AttemptRule = {
  name: 'meeting lookup: account',
  free: 10,
  windowMs: HOUR_MS,
  firstWaitMs: 1000,
  maxWaitMs: 5 * MINUTE_MS,
};
/** Members from one address: against many accounts in one hand. */
const MEMBERS_ADDRESS: AttemptRule = { ...ADDRESS, name: 'meeting lookup: address of members', free: 200 };
/** Everybody who has not found a meeting lately. With 900 million numbers, an attacker gets nowhere at this pace. */
const TOTAL: AttemptRule = {
  name: 'meeting lookup: total',
  free: 2000,
  windowMs: HOUR_MS,
  firstWaitMs: 1000,
  maxWaitMs: 10_000,
};
const ALL = 'all';
const FINDERS = 10_000;

/** Who looks for a meeting. */
export interface Seeker {
  address: string;
  user: UserId | undefined;
}

interface Limit {
  rule: AttemptRule;
  key: string;
}

/**
 * Keeps meeting numbers from being found by trying: by address, by account and in total. Only numbers that don't
 * exist count. Who found a meeting before is not held up by what strangers do.
 */
export class LookupLimits {
  readonly #attempts: Attempts;
  /** The last lookup of each seeker: they go one after the other, or parallel ones would all be free. */
  readonly #last = new Map<string, Promise<unknown>>();
  /** Seekers who found a meeting, oldest first. */
  readonly #finders = new Set<string>();

  constructor(attempts: Attempts) {
    this.#attempts = attempts;
  }

  /**
   * Runs `look` unless the seeker has to wait, and counts when it finds nothing.
   *
   * @throws Failure 'rate.limited'
   */
  async limit<Found>(seeker: Seeker, look: () => Promise<Found | undefined>): Promise<Found | undefined> {
    const limits = limitsOf(seeker);
    const [{ key }] = limits;
    return this.#inTurn(key, async () => {
      if (!this.#finders.has(key)) limits.push({ rule: TOTAL, key: ALL });
      await this.#refuseEarly(limits);
      const found = await look();
      if (found === undefined) for (const limit of limits) await this.#attempts.failed(limit.rule, limit.key);
      else this.#remember(key);
      return found;
    });
  }

  async #inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {});
    this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  async #refuseEarly(limits: readonly Limit[]): Promise<void> {
    const waits = await Promise.all(limits.map(({ rule, key }) => this.#attempts.waitMs(rule, key)));
    const retryAfterMs = Math.max(...waits);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
  }

  #remember(key: string): void {
    this.#finders.delete(key);
    this.#finders.add(key);
    const [oldest] = this.#finders;
    if (this.#finders.size > FINDERS && oldest !== undefined) this.#finders.delete(oldest);
  }
}

function limitsOf({ address, user }: Seeker): [Limit, ...Limit[]] {
  const prefix = subscriberPrefix(address);
  if (user === undefined) return [{ rule: ADDRESS, key: prefix }];
  return [
    { rule: ACCOUNT, key: user },
    { rule: MEMBERS_ADDRESS, key: prefix },
  ];
}
