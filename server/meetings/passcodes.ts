import { timingSafeEqual } from 'node:crypto';
import { subscriberPrefix } from '#kernel/address.ts';
import { Failure } from '#kernel/failure.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Seeker } from './lookup-limits.ts';

const HOUR_MS = 3600_000;

/** Wrong passcodes from one address, for one meeting. */
const ADDRESS: AttemptRule = {
  name: 'meeting passcode: address',
  free: 10,
  windowMs: HOUR_MS,
  firstWaitMs: 2000,
  maxWaitMs: 120_000,
};
const ACCOUNT: AttemptRule = { ...ADDRESS, name: 'meeting passcode: account' };
/** From wherever: short waits, for those who know it have to wait too. */
const MEETING: AttemptRule = {
  name: 'meeting passcode: meeting',
  free: 200,
  windowMs: HOUR_MS,
  firstWaitMs: 1000,
  maxWaitMs: 20_000,
};

/** [ME3] Keeps passcodes from being found by trying. */
export class Passcodes {
  readonly #attempts: Attempts;
  /** The last check of each meeting: they go one after the other, or parallel ones would all be free. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(attempts: Attempts) {
    this.#attempts = attempts;
  }

  /** @throws Failure 'meeting.passcode-needed', 'meeting.passcode-wrong', 'rate.limited' */
  async check(number: string, wanted: string, typed: string | undefined, seeker: Seeker): Promise<void> {
    if (typed === undefined || typed.trim() === '') throw new Failure('meeting.passcode-needed');
    const turn = (this.#last.get(number) ?? Promise.resolve()).then(() =>
      this.#check(number, wanted, typed.trim(), seeker),
    );
    const settled = turn.catch(() => {});
    this.#last.set(number, settled);
    try {
      await turn;
    } finally {
      if (this.#last.get(number) === settled) this.#last.delete(number);
    }
  }

  async #check(number: string, wanted: string, typed: string, { address, user }: Seeker): Promise<void> {
    const limits = [
      { rule: ADDRESS, key: `${number} ${subscriberPrefix(address)}` },
      { rule: MEETING, key: number },
      ...(user === undefined ? [] : [{ rule: ACCOUNT, key: user }]),
    ];
    const waits = await Promise.all(limits.map(({ rule, key }) => this.#attempts.waitMs(rule, key)));
    const retryAfterMs = Math.max(...waits);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    if (isSame(typed, wanted)) return;
    for (const { rule, key } of limits) await this.#attempts.failed(rule, key);
    throw new Failure('meeting.passcode-wrong');
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
