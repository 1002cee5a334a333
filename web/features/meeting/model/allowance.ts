interface AllowanceRule {
  /** So many at once. */
  tokens: number;
  /** So many more a second. */
  perSecond: number;
}

/** How often each of several people may do something: token buckets. Times in milliseconds. */
export class Allowance {
  readonly #rule: AllowanceRule;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(rule: AllowanceRule) {
    this.#rule = rule;
  }

  /** Whether `who` may, now; if so, it is counted. */
  take(who: string, now: number): boolean {
    const { tokens, perSecond } = this.#rule;
    const { left, at } = this.#buckets.get(who) ?? { left: tokens, at: now };
    const have = Math.min(tokens, left + (Math.max(0, now - at) / 1000) * perSecond);
    this.#buckets.set(who, { left: have >= 1 ? have - 1 : have, at: now });
    return have >= 1;
  }

  clear(): void {
    this.#buckets.clear();
  }
}
