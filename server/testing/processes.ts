import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMariaDatabase, type MariaDb, startMariaDb } from './mariadb.ts';
import { startRedis, type TestRedis } from './redis.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const LOOK_MS = 50;

/** A server in a process of its own, as it is started for real. */
export interface ServerProcess {
  readonly port: number;
  readonly origin: string;
  /** What `/readyz` says. */
  ready(): Promise<Record<string, boolean>>;
  /** Resolves when `/readyz` says so. */
  until(told: Record<string, boolean>): Promise<void>;
  /** Ends it in order, or by force. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Several servers on one MariaDB and one Redis. */
export interface Installation {
  readonly maria: MariaDb;
  readonly redis: TestRedis;
  start(roles: string): Promise<ServerProcess>;
  end(): Promise<void>;
}

export async function startInstallation(): Promise<Installation> {
  const [maria, redis] = await Promise.all([startMariaDb(), startRedis()]);
  const database = await createMariaDatabase(maria.socketPath, 'several');
  const data = mkdtempSync(join(tmpdir(), 'yiqi-several-'));
  const running = new Set<ChildProcess>();
  const common = ['--data', data, '--database-url', database, '--redis-url', redis.url, '--log-level', 'error'];
  return {
    maria,
    redis,
    async start(roles) {
      const child = spawn(process.execPath, [MAIN, '--port', '0', '--media-port', '0', ...common, '--roles', roles], {
        cwd: data,
        env: { PATH: process.env['PATH'], LANG: 'C', YIQI_MEDIA_WORKERS: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      return processAt(child, await portOf(child));
    },
    async end() {
      await Promise.all([...running].map((child) => endOf(child, 'SIGKILL')));
      await Promise.all([maria.end(), redis.end()]);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function processAt(child: ChildProcess, port: number): ServerProcess {
  const origin = `http://127.0.0.1:${port}`;
  const ready = async () => (await (await fetch(`${origin}/readyz`)).json()) as Record<string, boolean>;
  return {
    port,
    origin,
    ready,
    async until(told) {
      for (;;) {
        const now = await ready();
        if (Object.entries(told).every(([name, value]) => now[name] === value)) return;
        await pause(LOOK_MS);
      }
    },
    end: (signal) => endOf(child, signal),
  };
}

async function endOf(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function portOf(child: ChildProcess): Promise<number> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    if (port === undefined) continue;
    child.stdout?.resume();
    return Number(port);
  }
  throw new Error(`ended before it was there: ${text}`);
}
