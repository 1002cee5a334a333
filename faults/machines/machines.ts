import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FaultProxy, startFaultProxy } from '#server/gateway/testing/fault-proxy.ts';
import { createMariaDatabase, type MariaDb, startMariaDb } from '#server/testing/mariadb.ts';
import { startRedis, type TestRedis } from '#server/testing/redis.ts';
import { ServerSlot } from './server-slot.ts';

export interface MachinesOptions {
  readonly processes: number;
  readonly embedded: boolean;
  /** Folder for the servers' logs. */
  readonly logs: string;
  readonly onDeath: (how: string) => void;
}

/** The way of one process to a store. */
export type Way = FaultProxy;

/** A whole installation that can be hurt: servers, their stores, the ways between them, and the proxy in front. */
export interface Machines {
  readonly slots: readonly ServerSlot[];
  /** Of each process, in order; empty where it is alone. */
  readonly waysToRedis: readonly Way[];
  readonly waysToDatabase: readonly Way[];
  readonly maria: MariaDb | undefined;
  readonly redis: TestRedis | undefined;
  /** A connection of one person to whichever server is there. */
  line(): Promise<FaultProxy>;
  end(): Promise<void>;
}

/** Why an installation of several processes can't be here; undefined: it can. */
export function missingStores(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];
  const has = (...names: string[]) => folders.some((one) => names.some((name) => existsSync(path.join(one, name))));
  if (!has('mariadbd')) return 'several processes need MariaDB (mariadb-server-core), which is not installed';
  if (!has('redis-server', 'redis-check-rdb'))
    return 'several processes need Redis (redis-tools), which is not installed';
  return undefined;
}

export async function startMachines({ processes, embedded, logs, onDeath }: MachinesOptions): Promise<Machines> {
  const data = mkdtempSync(path.join(tmpdir(), 'yiqi-faults-'));
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(data, { recursive: true, force: true, maxRetries: 5 })];
  const end = async () => {
    for (const one of ends.toReversed()) await one();
  };
  try {
    const front = new Front();
    ends.push(() => front.end());
    const stores = embedded ? undefined : await startStores(processes, ends);
    const slots = Array.from({ length: processes }, (_, n) => {
      return new ServerSlot({
        n,
        roles: rolesOf(n, processes),
        data,
        stores: stores?.argumentsOf(n) ?? [],
        logFile: path.join(logs, `server-${n}.log`),
        onChange: () => front.look(),
        onDeath: (how) => onDeath(`server ${n}: ${how}`),
      });
    });
    ends.push(() => Promise.all(slots.map((slot) => slot.end('SIGKILL'))));
    front.slots = slots;
    // The first makes the tables.
    for (const slot of slots) await slot.start();
    const { maria, redis, waysToRedis = [], waysToDatabase = [] } = stores ?? {};
    return { slots, maria, redis, waysToRedis, waysToDatabase, line: () => front.line(), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** All of one, or all together; of more than three the last two take nobody in. */
function rolesOf(n: number, processes: number): string {
  if (processes === 1) return 'web,worker,media';
  if (processes === 2) return n === 0 ? 'web,worker,media' : 'web,worker';
  if (n === processes - 1) return processes === 3 ? 'worker,media' : 'media';
  return processes > 3 && n === processes - 2 ? 'worker' : 'web';
}

async function startStores(processes: number, ends: (() => Promise<unknown>)[]) {
  const maria = await startMariaDb();
  ends.push(() => maria.end());
  const redis = await startRedis();
  ends.push(() => redis.end());
  await createMariaDatabase(maria.socketPath, 'faults');
  const ways = async (target: string) => {
    const made = await Promise.all(Array.from({ length: processes }, () => startFaultProxy(target)));
    ends.push(() => Promise.all(made.map((way) => way.close())));
    return made;
  };
  const waysToDatabase = await ways(maria.socketPath);
  const waysToRedis = await ways(redis.url.replace('unix:', ''));
  const argumentsOf = (n: number) => [
    ...['--database-url', `mysql://root@127.0.0.1:${waysToDatabase[n]?.port}/faults`],
    ...['--redis-url', `redis://127.0.0.1:${waysToRedis[n]?.port}`],
  ];
  return { maria, redis, waysToDatabase, waysToRedis, argumentsOf };
}

/** Nobody listens there. */
const NOWHERE = 1;

/** The proxy in front of the servers: sends each connection to one that is there, everybody to the same as far as it goes. */
class Front {
  slots: readonly ServerSlot[] = [];
  readonly #lines: FaultProxy[] = [];

  async line(): Promise<FaultProxy> {
    const made = await startFaultProxy(NOWHERE);
    this.#lines.push(made);
    this.look();
    return made;
  }

  look(): void {
    const doors = this.slots.filter(({ takesPeople }) => takesPeople);
    const open = doors.filter(({ port }) => port !== undefined);
    for (const [n, line] of this.#lines.entries()) {
      const home = doors[n % Math.max(1, doors.length)];
      line.retarget(home?.port ?? open[n % Math.max(1, open.length)]?.port ?? NOWHERE);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close()));
  }
}
