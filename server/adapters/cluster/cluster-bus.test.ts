import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, before, test } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { startRedis, type TestRedis } from '#server/testing/redis.ts';
import { openTestDatabase } from '#server/testing/test-database.ts';
import { busContract, type ContractTopics } from '../bus/bus-contract.ts';
import { LocalBus } from '../bus/local-bus.ts';
import { RedisLink } from '../redis/redis-link.ts';
import type { Database } from '../sql/database.ts';
import { type Carrier, ClusterBus } from './cluster-bus.ts';
import { clusterMigrations } from './migrations.ts';
import { Peers } from './peers.ts';
import type { ClusterTables } from './tables.ts';

let redis: TestRedis;
before(async () => {
  redis = await startRedis();
});
after(() => redis.end());

/** Nothing is carried by it, as while Redis is away. */
const nothing: Carrier = {
  up: false,
  publish: () => Promise.reject(new Error('away')),
  onBody() {},
  onChange() {},
};

function openDatabase(): Promise<Database<ClusterTables>> {
  return openTestDatabase<ClusterTables>({ file: ':memory:', migrations: clusterMigrations, log: silentLog });
}

/** A machine may be slow: only who dies on purpose is taken for dead. */
const NEVER_MS = 3600_000;
const DEAD_MS = 60;

async function processOn(database: Database<ClusterTables>, carrier: Carrier, deadAfterMs = NEVER_MS) {
  const peers = new Peers({
    ...{ database, clock: systemClock, log: silentLog, lookEveryMs: 10, hurryMs: 10, deadAfterMs },
  });
  const bus = new ClusterBus<ContractTopics>({
    own: new LocalBus(silentLog),
    carrier,
    peers,
    log: silentLog,
    fleeting: ['words'],
  });
  await peers.start();
  return {
    bus,
    peers,
    async close() {
      await bus.close();
      await peers.close();
    },
  };
}

async function link(prefix: string, url = redis.url): Promise<RedisLink> {
  const made = new RedisLink({ url, prefix, log: silentLog });
  await made.start();
  return made;
}

busContract('processes on Redis', async () => {
  const database = await openDatabase();
  const prefix = newId('x');
  const links = [await link(prefix), await link(prefix)] as const;
  const [here, there] = [await processOn(database, links[0]), await processOn(database, links[1])];
  await Promise.all([here.peers.look(), there.peers.look()]);
  const close = async () => {
    await Promise.all([here.close(), there.close()]);
    await Promise.all(links.map((one) => one.close()));
    await database.close();
  };
  return { here: here.bus, there: there.bus, close };
});

busContract('processes without Redis', async () => {
  const database = await openDatabase();
  const [here, there] = [await processOn(database, nothing), await processOn(database, nothing)];
  const close = async () => {
    await Promise.all([here.close(), there.close()]);
    await database.close();
  };
  return { here: here.bus, there: there.bus, close };
});

/** The numbers that a bus hears, and a promise of having heard so many. */
function listen(bus: ClusterBus<ContractTopics>) {
  const heard: number[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  bus.subscribe('numbers', ({ n }) => {
    heard.push(n);
    for (const { count, resolve } of waiting) if (heard.length >= count) resolve();
  });
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      waiting.push({ count, resolve });
      if (heard.length >= count) resolve();
    });
  return { heard, until };
}

test('[PC11] [PC12] what is said while Redis goes and comes is heard once and in order, or is a loss', async (context) => {
  const own = await startRedis();
  const database = await openDatabase();
  const links = [await link('x:', own.url), await link('x:', own.url)] as const;
  const [here, there] = [await processOn(database, links[0]), await processOn(database, links[1])];
  context.after(async () => {
    await Promise.all([here.close(), there.close(), ...links.map((one) => one.close())]);
    await database.close();
    await own.end();
  });
  const heard: number[] = [];
  const losses = { told: 0 };
  let look = () => {};
  there.bus.subscribe('numbers', ({ n }) => {
    heard.push(n);
    look();
  });
  there.bus.onLoss(() => {
    losses.told += 1;
    look();
  });
  let n = 0;
  const say = (count: number) => {
    for (let end = n + count; n < end; n += 1) here.bus.publish('numbers', { n });
  };
  /** What Redis took and did not pass on is gone, and said to be. */
  const settled = () => {
    const before = losses.told;
    return new Promise<void>((resolve) => {
      look = () => (heard.at(-1) === n - 1 || losses.told > before) && resolve();
      look();
    });
  };
  say(1);
  await settled();
  for (let round = 0; round < 3; round += 1) {
    say(50);
    const killed = own.kill();
    say(50);
    await killed;
    say(50);
    await settled();
    const back = Promise.all(links.map((one) => one.up || new Promise((resolve) => one.onChange(resolve))));
    await own.start();
    say(50);
    await back;
    say(50);
    await settled();
  }
  assert.deepEqual(
    heard,
    [...new Set(heard)].toSorted((a, b) => a - b),
  );
  assert.ok(heard.length === n || losses.told > 0, `${n - heard.length} are missing, and nobody said so`);
});

test('[PC13] it is noticed that nothing came of one who speaks', async () => {
  const database = await openDatabase();
  const astray: Carrier = { up: true, publish: async () => {}, onBody() {}, onChange() {} };
  const [here, there] = [await processOn(database, astray), await processOn(database, astray)];
  const lost = new Promise<void>((resolve) => there.bus.onLoss(resolve));
  here.bus.publish('numbers', { n: 1 });
  await lost;
  await Promise.all([here.close(), there.close()]);
  await database.close();
});

test('[PC13] what went astray is noticed though nothing follows', async () => {
  const database = await openDatabase();
  const carriers: ((body: string) => void)[] = [];
  let astray = false;
  const leaky: Carrier = {
    up: true,
    publish: async (body) => {
      if (!astray) for (const ear of carriers) ear(body);
    },
    onBody: (ear) => void carriers.push(ear),
    onChange() {},
  };
  const [here, there] = [await processOn(database, leaky), await processOn(database, leaky)];
  const { until } = listen(there.bus);
  here.bus.publish('numbers', { n: 1 });
  await until(1);
  const lost = new Promise<void>((resolve) => there.bus.onLoss(resolve));
  astray = true;
  here.bus.publish('numbers', { n: 2 });
  await lost;
  await Promise.all([here.close(), there.close()]);
  await database.close();
});

test('[PC13] what went astray is noticed by the next one, and is a loss', async () => {
  const database = await openDatabase();
  let deaf = false;
  const ears: ((body: string) => void)[] = [];
  const leaky: Carrier = {
    up: true,
    publish: async (body) => {
      if (!deaf) for (const ear of ears) ear(body);
    },
    onBody: (ear) => void ears.push(ear),
    onChange() {},
  };
  const [here, there] = [await processOn(database, leaky), await processOn(database, leaky)];
  const { heard, until } = listen(there.bus);
  const lost = new Promise<void>((resolve) => there.bus.onLoss(resolve));
  here.bus.publish('numbers', { n: 1 });
  await until(1);
  deaf = true;
  here.bus.publish('numbers', { n: 2 });
  deaf = false;
  here.bus.publish('numbers', { n: 3 });
  here.bus.publish('numbers', { n: 4 });
  await Promise.all([lost, until(3)]);
  assert.deepEqual(heard, [1, 3, 4]);
  await Promise.all([here.close(), there.close()]);
  await database.close();
});

test('[PC14] a process that ends is no loss for the others, and what it said last is heard', async () => {
  const database = await openDatabase();
  const [here, there] = [await processOn(database, nothing), await processOn(database, nothing)];
  let losses = 0;
  here.bus.onLoss(() => {
    losses += 1;
  });
  const { until } = listen(here.bus);
  await here.peers.look();
  assert.equal(here.peers.others.length, 1);
  const gone = new Promise<boolean>((resolve) => here.peers.on('gone', (_process, cleanly) => resolve(cleanly)));
  there.bus.publish('numbers', { n: 1 });
  await there.close();
  assert.equal(await gone, true);
  await until(1);
  assert.equal(losses, 0);
  await here.close();
  await database.close();
});

test('[PC4] [PC13] a process that dies is a loss for the others, and so is what it said before it was seen again', async () => {
  const database = await openDatabase();
  const here = await processOn(database, nothing, DEAD_MS);
  const loss = () => new Promise<void>((resolve) => here.bus.onLoss(resolve));
  const row = { id: 'n_dead', started_at: 0, beat: 7, fed: 0, told: 0, deaf: 0, host: hostname(), media_port: 7 };
  await database.write((db) => db.insertInto('cluster_processes').values(row).execute());
  const lost = loss();
  await here.peers.look();
  assert.equal(here.peers.mediaPort, 7);
  await lost;
  assert.equal(here.peers.others.length, 0);
  assert.equal(here.peers.mediaPort, undefined);
  const again = loss();
  await database.write((db) => db.updateTable('cluster_processes').set({ beat: 8 }).where('id', '=', row.id).execute());
  await again;
  await here.close();
  await database.close();
});

test('[PC14] who is heard of by Redis lives, though the database hears nothing of it', async () => {
  const database = await openDatabase();
  const ears: ((body: string) => void)[] = [];
  const carrier: Carrier = { up: true, publish: async () => {}, onBody: (ear) => void ears.push(ear), onChange() {} };
  const here = await processOn(database, carrier, DEAD_MS);
  const row = { id: 'n_slow', started_at: 0, beat: 7, fed: 0, told: 0, deaf: 0, host: hostname(), media_port: 7 };
  await database.write((db) => db.insertInto('cluster_processes').values(row).execute());
  await here.peers.look();
  const lost = new Promise<void>((resolve) => here.bus.onLoss(resolve));
  for (const until = performance.now() + 4 * DEAD_MS; performance.now() < until; await here.peers.look()) {
    for (const ear of ears) ear('n_slow 0 here null');
  }
  assert.equal(here.peers.others.length, 1);
  await lost;
  assert.equal(here.peers.others.length, 0);
  await here.close();
  await database.close();
});
