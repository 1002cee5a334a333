import { randomBytes } from 'node:crypto';
import type { Lock, Locks } from '#kernel/ports/locks.ts';
import type { RedisLink } from './redis-link.ts';

/** The fence goes on from the time, so that a Redis that has forgotten everything gives no smaller one. */
const TAKE = `
if not redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
local now = redis.call('time')
local fence = math.max(tonumber(redis.call('get', KEYS[2]) or 0) + 1, now[1] * 1000000 + now[2])
redis.call('set', KEYS[2], string.format('%.0f', fence))
return string.format('%.0f', fence)`;

const KEEP = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('pexpire', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
return 1`;

/** Locks of all processes that use one Redis. */
export class RedisLocks implements Locks {
  readonly #link: RedisLink;

  constructor(link: RedisLink) {
    this.#link = link;
  }

  async take(name: string, forMs: number): Promise<Lock | undefined> {
    const { commands, prefix } = this.#link;
    const [key, fences] = [`${prefix}lock:${name}`, `${prefix}fence:${name}`];
    const token = randomBytes(16).toString('base64url');
    const fence = (await commands.eval(TAKE, 2, key, fences, token, forMs)) as string | null;
    if (fence === null) return undefined;
    return {
      fence: Number(fence),
      keep: async (forMs) => (await commands.eval(KEEP, 1, key, token, forMs)) === 1,
      release: async () => {
        await commands.eval(RELEASE, 1, key, token);
      },
    };
  }
}
