import { readFileSync } from 'node:fs';
import path from 'node:path';
import { newFolder } from '../harness/new-folder.ts';
import { usageOf } from '../harness/usage.ts';
import { Person } from '../yiqi/person.ts';
import { populateMysql, populateSqlite } from '../yiqi/population.ts';
import { startYiqi, type YiqiServer } from '../yiqi/server.ts';
import { accountsAt } from './accounts.ts';
import { ask } from './http.ts';
import type { Options } from './options.ts';
import { startStores } from './stores.ts';
import type { Account } from './wires.ts';

/** What the servers have used up, as far as it can be seen from here. */
export interface ServersNow {
  /** User and system time of all of them, in ms. */
  readonly cpuMs: number;
  readonly rssMiB: number;
  /** The longest stall of an event loop since it was asked last, in ms. NaN: not told. */
  readonly stallMs: number;
}

/** Where the load goes. */
export interface Venue {
  readonly about: string;
  readonly origins: readonly string[];
  readonly accounts: readonly Account[];
  now(): Promise<ServersNow>;
  /** `tokens`: by the account's number, for the next time. */
  end(tokens: ReadonlyMap<number, string>): Promise<void>;
}

/** Fewer register as anybody does; more are written into the database. */
const REGISTERED = 40;
/** Passwords that are hashed at once. */
const AT_ONCE = 8;

export function openVenue(options: Options, say: (line: string) => void): Promise<Venue> {
  return options.servers.length > 0 ? thereAlready(options, say) : ownServers(options, say);
}

async function thereAlready(options: Options, say: (line: string) => void): Promise<Venue> {
  const { servers: origins, metricsToken: token } = options;
  const { accounts, keep } = await accountsAt(options, say);
  const now = async () => sumOf(await Promise.all(origins.map((origin) => metricsOf(origin, token))));
  return { about: origins.join(', '), origins, accounts, now, end: keep };
}

async function ownServers(options: Options, say: (line: string) => void): Promise<Venue> {
  const { users, processes } = options;
  const own = processes > 1 && options.database === '' ? await startStores() : undefined;
  const { database, redis } = own ?? options;
  const folder = newFolder();
  const stores = ['--log-level', 'warn', ...given('--database-url', database), ...given('--redis-url', redis)];
  const few = users <= REGISTERED ? users - 1 : 0;
  const servers: YiqiServer[] = [];
  const startOne = async () => {
    const roles = servers.length === 0 ? [] : ['--roles', 'web'];
    servers.push(await startYiqi(undefined, folder, [...stores, ...roles]));
  };
  const end = async () => {
    await Promise.all(servers.map((server) => server.end()));
    await own?.end();
  };
  try {
    await startOne();
    const sample = await Person.register(servers[0]?.port ?? 0, '127.0.8.1');
    const accounts = [{ id: sample.id, refreshToken: sample.refreshToken }, ...(await register(servers, few))];
    if (few < users - 1) {
      await servers.pop()?.end();
      accounts.push(...(await written(users, database, folder, sample.id)));
      await startOne();
    }
    while (servers.length < processes) await startOne();
    say(`${users} people have accounts; ${servers.length === 1 ? 'one server runs' : `${servers.length} servers run`}`);
    const origins = servers.map(({ port }) => `http://127.0.0.1:${port}`);
    const about = `${processes} own, ${database === '' ? 'SQLite' : 'MySQL'}`;
    return { about, origins, accounts, now: () => ownNow(servers), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function register(servers: readonly YiqiServer[], count: number): Promise<Account[]> {
  const accounts: Account[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun++ < count) {
      const { id, refreshToken } = await Person.register(servers[0]?.port ?? 0, '127.0.8.1');
      accounts.push({ id, refreshToken });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return accounts;
}

/** All but the first, who registered. */
async function written(users: number, database: string, folder: string, sample: string): Promise<Account[]> {
  return database === ''
    ? populateSqlite(path.join(folder, 'data', 'yiqi.sqlite'), sample, users - 1)
    : populateMysql(database, sample, users - 1);
}

function given(flag: string, value: string): string[] {
  return value === '' ? [] : [flag, value];
}

async function ownNow(servers: readonly YiqiServer[]): Promise<ServersNow> {
  const seen = await Promise.all(servers.map(({ port }) => metricsOf(`http://127.0.0.1:${port}`, undefined)));
  const used = servers.map(({ child }) => usageOf(child.pid));
  return {
    cpuMs: used.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMiB: used.reduce((sum, { rssMiB }) => sum + rssMiB, 0),
    stallMs: sumOf(seen).stallMs,
  };
}

/** NaN for what isn't told: /metrics is for the server's own machine, or for who has the token. */
async function metricsOf(origin: string, token: string | undefined): Promise<ServersNow> {
  const text = await ask({ origin, path: '/metrics', token }).catch(() => '');
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    cpuMs: value('process_cpu_seconds_total') * 1000,
    rssMiB: value('process_resident_memory_bytes') / 2 ** 20,
    stallMs: value('nodejs_eventloop_lag_max_seconds') * 1000,
  };
}

function sumOf(all: readonly ServersNow[]): ServersNow {
  return {
    cpuMs: all.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMiB: all.reduce((sum, { rssMiB }) => sum + rssMiB, 0),
    stallMs: Math.max(...all.map(({ stallMs }) => stallMs)),
  };
}

/** Files and sockets that one process may have open at once; Infinity where that isn't told. */
export function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'latin1');
    const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
