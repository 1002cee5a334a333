import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { RedisLink } from './redis-link.ts';

/** Counts, and shuts the gate for as long as the rule says. */
const FAILED = `
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
local beyond = count - tonumber(ARGV[2])
if beyond >= 0 then
  local wait = math.min(tonumber(ARGV[4]), tonumber(ARGV[3]) * 2 ^ math.min(beyond, 40))
  redis.call('set', KEYS[2], '1', 'PX', string.format('%.0f', math.max(1, wait)))
end
return count`;

/**
 * Attempts counted over all processes. While Redis is away each process counts by itself, so that whoever guesses is
 * slowed down all the same.
 */
export class RedisAttempts implements Attempts {
  readonly #link: RedisLink;
  readonly #alone: Attempts;

  constructor(link: RedisLink, alone: Attempts) {
    this.#link = link;
    this.#alone = alone;
  }

  waitMs(rule: AttemptRule, key: string): Promise<number> {
    return this.#ask(
      async () => Math.max(0, await this.#link.commands.pttl(this.#gate(rule, key))),
      () => this.#alone.waitMs(rule, key),
    );
  }

  failed(rule: AttemptRule, key: string): Promise<number> {
    const { windowMs, free, firstWaitMs, maxWaitMs } = rule;
    const keys = [this.#count(rule, key), this.#gate(rule, key)];
    return this.#ask(
      async () =>
        (await this.#link.commands.eval(FAILED, 2, ...keys, windowMs, free, firstWaitMs, maxWaitMs)) as number,
      () => this.#alone.failed(rule, key),
    );
  }

  failures(rule: AttemptRule, key: string): Promise<number> {
    return this.#ask(
      async () => Number((await this.#link.commands.get(this.#count(rule, key))) ?? 0),
      () => this.#alone.failures(rule, key),
    );
  }

  async forget(rule: AttemptRule, key: string): Promise<void> {
    await this.#alone.forget(rule, key);
    await this.#ask(
      async () => void (await this.#link.commands.del(this.#count(rule, key), this.#gate(rule, key))),
      async () => {},
    );
  }

  async #ask<Answer>(ask: () => Promise<Answer>, alone: () => Promise<Answer>): Promise<Answer> {
    if (!this.#link.up) return alone();
    try {
      return await ask();
    } catch {
      return alone();
    }
  }

  #count(rule: AttemptRule, key: string): string {
    return `${this.#link.prefix}failures:${rule.name}:${key}`;
  }

  #gate(rule: AttemptRule, key: string): string {
    return `${this.#link.prefix}wait:${rule.name}:${key}`;
  }
}
