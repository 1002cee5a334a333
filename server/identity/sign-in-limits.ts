import { subscriberPrefix } from '#kernel/address.ts';
import { Failure } from '#kernel/failure.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { UserId } from '#protocol/common.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** One account from one address. */
const PAIR: AttemptRule = {
  name: 'sign-in: account and address',
  free: 5,
  windowMs: HOUR_MS,
  firstWaitMs: 1000,
  maxWaitMs: 15 * MINUTE_MS,
};
/** The same, while many addresses try one account: each has one free try, so a newcomer who knows the password gets in. */
const PAIR_UNDER_ATTACK: AttemptRule = { ...PAIR, free: 1, firstWaitMs: 30_000 };
/** One device that signed in to this account before: strangers' attempts don't count here. */
const KNOWN: AttemptRule = { ...PAIR, name: 'sign-in: known device', free: 10, maxWaitMs: 5 * MINUTE_MS };
/** All accounts from one address: a school may sit behind one, so there is room. */
const ADDRESS: AttemptRule = {
  name: 'sign-in: address',
  free: 100,
  windowMs: HOUR_MS,
  firstWaitMs: 1000,
  maxWaitMs: MINUTE_MS,
};
/** One account from all unknown devices. Only counted: it makes PAIR stricter and never refuses by itself. */
const ACCOUNT: AttemptRule = {
  name: 'sign-in: account',
  free: Number.MAX_SAFE_INTEGER,
  windowMs: HOUR_MS,
  firstWaitMs: 0,
  maxWaitMs: HOUR_MS,
};
const ATTACK_FAILURES = 30;

/** New accounts from one address. */
const REGISTRATION: AttemptRule = { ...ADDRESS, name: 'registration: address', free: 200, firstWaitMs: 2000 };

/** Phone numbers and e-mail addresses that one account looks up: a list of whose is whose cannot be made. */
const LOOKUP: AttemptRule = {
  name: 'lookup: account',
  free: 100,
  windowMs: HOUR_MS,
  firstWaitMs: 2000,
  maxWaitMs: 10 * MINUTE_MS,
};

/** Where an attempt comes from. */
export interface Origin {
  /** IP address. */
  address: string;
  /** From an earlier sign-in on the same device. */
  deviceToken?: string | undefined;
}

/** One attempt to sign in. */
export interface Attempt {
  /** The account as it was typed, in its stored form. */
  account: string;
  address: string;
  /** The known device's own name. */
  knownDevice: string | undefined;
}

interface Limit {
  rule: AttemptRule;
  key: string;
}

/**
 * Slows guessing of passwords without giving anybody the means to lock an owner out: what is refused depends on who
 * tries (this device, this address), never on the account alone. After OWASP's device cookies.
 */
export class SignInLimits {
  readonly #attempts: Attempts;
  /** Attempts whose password is being checked: one at a time for each key, or parallel ones would all be free. */
  readonly #running = new Set<string>();

  constructor(attempts: Attempts) {
    this.#attempts = attempts;
  }

  /**
   * Runs `check`, which tells whether the password was right, if it may run now, and counts a wrong one.
   *
   * @throws Failure 'rate.limited'
   */
  async limit<Result>(attempt: Attempt, check: () => Promise<Result | undefined>): Promise<Result | undefined> {
    const limits = await this.#limitsOf(attempt);
    const [{ key }] = limits;
    if (this.#running.has(key)) throw new Failure('rate.limited', { retryAfterMs: 1000 });
    this.#running.add(key);
    try {
      await this.#refuseEarly(limits);
      const result = await check();
      await (result === undefined ? this.#failed(limits, attempt) : this.#attempts.forget(limits[0].rule, key));
      return result;
    } finally {
      this.#running.delete(key);
    }
  }

  /** @throws Failure 'rate.limited' */
  async countRegistration(address: string): Promise<void> {
    await this.#count({ rule: REGISTRATION, key: subscriberPrefix(address) });
  }

  /** @throws Failure 'rate.limited' */
  async countLookup(asker: UserId): Promise<void> {
    await this.#count({ rule: LOOKUP, key: asker });
  }

  async #count(limit: Limit): Promise<void> {
    await this.#refuseEarly([limit]);
    await this.#attempts.failed(limit.rule, limit.key);
  }

  async #limitsOf({ account, address, knownDevice }: Attempt): Promise<[Limit, ...Limit[]]> {
    if (knownDevice !== undefined) return [{ rule: KNOWN, key: knownDevice }];
    const prefix = subscriberPrefix(address);
    const attacked = (await this.#attempts.failures(ACCOUNT, account)) >= ATTACK_FAILURES;
    const pair = { rule: attacked ? PAIR_UNDER_ATTACK : PAIR, key: `${prefix} ${account}` };
    return [pair, { rule: ADDRESS, key: prefix }];
  }

  async #refuseEarly(limits: readonly Limit[]): Promise<void> {
    const waits = await Promise.all(limits.map(({ rule, key }) => this.#attempts.waitMs(rule, key)));
    const retryAfterMs = Math.max(...waits);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
  }

  async #failed(limits: readonly Limit[], { account, knownDevice }: Attempt): Promise<void> {
    for (const { rule, key } of limits) await this.#attempts.failed(rule, key);
    if (knownDevice === undefined) await this.#attempts.failed(ACCOUNT, account);
  }
}
