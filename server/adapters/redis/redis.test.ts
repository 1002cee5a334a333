import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { startRedis, type TestRedis } from '#server/testing/redis.ts';
import { attemptsContract } from '../attempts/attempts-contract.ts';
import { MemoryAttempts } from '../attempts/memory-attempts.ts';
import { locksContract } from '../locks/locks-contract.ts';
import { RedisAttempts } from './redis-attempts.ts';
import { RedisLink } from './redis-link.ts';
import { RedisLocks } from './redis-locks.ts';

let redis: TestRedis;
before(async () => {
  redis = await startRedis();
});
after(() => redis.end());

async function open(prefix = newId('x')): Promise<RedisLink> {
  const link = new RedisLink({ url: redis.url, prefix, log: silentLog, answerMs: 30_000 });
  await link.start();
  return link;
}

async function two() {
  const prefix = newId('x');
  const links = [await open(prefix), await open(prefix)] as const;
  return { links, close: async () => void (await Promise.all(links.map((link) => link.close()))) };
}

attemptsContract('attempts in Redis', async () => {
  const { links, close } = await two();
  const [here, there] = links.map((link) => new RedisAttempts(link, new MemoryAttempts()));
  assert.ok(here && there);
  return { here, there, close };
});

locksContract('locks in Redis', async () => {
  const { links, close } = await two();
  const [here, there] = [new RedisLocks(links[0]), new RedisLocks(links[1])];
  // Redis has a clock of its own.
  const pass = async () => {
    while ((await links[0].commands.exists(`${links[0].prefix}lock:a`)) === 1);
  };
  return { here, there, pass, close };
});

test('attempts are forgotten after the window, and waits end', async (context) => {
  const link = await open();
  context.after(() => link.close());
  const attempts = new RedisAttempts(link, new MemoryAttempts());
  const rule = { name: 'brief', free: 1, windowMs: 30, firstWaitMs: 30, maxWaitMs: 30 };
  assert.equal(await attempts.failed(rule, 'a'), 1);
  while ((await attempts.waitMs(rule, 'a')) > 0 || (await attempts.failures(rule, 'a')) > 0);
  assert.equal(await attempts.failed(rule, 'a'), 1, 'a new window starts');
});

/** A Redis of the test's own, which may go, and a link to it. */
async function shaky(context: TestContext, beatMs?: number) {
  const own = await startRedis();
  const link = new RedisLink({
    url: own.url,
    prefix: 'x:',
    log: silentLog,
    ...(beatMs === undefined ? {} : { beatMs }),
  });
  const waiting = new Set<() => void>();
  link.onChange(() => {
    for (const look of waiting) look();
  });
  context.after(async () => {
    await link.close();
    await own.end();
  });
  const until = (up: boolean) =>
    new Promise<void>((resolve) => {
      const look = () => link.up === up && resolve();
      waiting.add(look);
      look();
    });
  return { own, link, until };
}

test('[PC30] while Redis is away attempts are counted here, and locks are refused; then all is as before', async (context) => {
  const { own, link, until } = await shaky(context);
  await link.start();
  await until(true);
  const attempts = new RedisAttempts(link, new MemoryAttempts());
  const rule = { name: 'sign-in', free: 2, windowMs: 3_600_000, firstWaitMs: 3_600_000, maxWaitMs: 3_600_000 };
  await own.kill();
  await until(false);
  assert.equal(await attempts.failed(rule, 'a'), 1);
  assert.equal(await attempts.failed(rule, 'a'), 2);
  assert.ok((await attempts.waitMs(rule, 'a')) > 0);
  await assert.rejects(new RedisLocks(link).take('a', 1000));
  await assert.rejects(link.publish('lost'));
  await own.start();
  await until(true);
  assert.equal(await attempts.waitMs(rule, 'a'), 0, 'an empty Redis knows of nothing');
  const heard = new Promise<string>((resolve) => link.onBody(resolve));
  await link.publish('here');
  assert.equal(await heard, 'here');
});

test('a Redis that is not there at the start is found later', async (context) => {
  const { own, link, until } = await shaky(context);
  await own.kill();
  await link.start();
  assert.equal(link.up, false);
  await own.start();
  await until(true);
  assert.ok(await new RedisLocks(link).take('a', 1000));
});

test('a Redis that says nothing any more is away, until it speaks again', async (context) => {
  const { own, link, until } = await shaky(context, 20);
  await link.start();
  await until(true);
  own.stall(true);
  await until(false);
  own.stall(false);
  await until(true);
});
