import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const AGAIN_MS = 300;

export interface SlotOptions {
  readonly n: number;
  readonly roles: string;
  readonly data: string;
  /** Arguments for its stores. */
  readonly stores: readonly string[];
  /** What it writes goes there. */
  readonly logFile: string;
  /** It has begun or ceased to be there. */
  readonly onChange: () => void;
  /** It ended though nobody wanted it to. */
  readonly onDeath: (how: string) => void;
}

/** The place of one server: whoever dies there is followed by another. */
export class ServerSlot {
  readonly #options: SlotOptions;
  #child: ChildProcess | undefined;
  #wanted = false;
  #port: number | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  get n(): number {
    return this.#options.n;
  }

  get roles(): string {
    return this.#options.roles;
  }

  /** Where it is reached; undefined: it isn't there. */
  get port(): number | undefined {
    return this.#port;
  }

  get takesPeople(): boolean {
    return this.roles.includes('web');
  }

  /** Resolves once it says where it is. One that cannot begin, because a store is away, is tried again. */
  async start(): Promise<void> {
    this.#wanted = true;
    while (this.#wanted && this.#port === undefined) {
      if (await this.#startOnce()) return;
      await pause(AGAIN_MS);
    }
  }

  async #startOnce(): Promise<boolean> {
    const { data, stores, roles, logFile } = this.#options;
    const about = ['--data', data, '--roles', roles, '--log-level', 'warn', ...stores];
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--media-port', '0', ...about], {
      cwd: data,
      env: { PATH: process.env['PATH'], LANG: 'C', YIQI_MEDIA_WORKERS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stderr?.pipe(log, { end: false });
    const exited = new Promise<undefined>((resolve) => child.once('exit', () => resolve(undefined)));
    child.once('exit', (code, signal) => this.#exited(child, signal ?? `exit code ${code}`));
    const port = await Promise.race([portOf(child, log), exited]);
    if (port === undefined || this.#child !== child) return false;
    this.#port = port;
    this.#options.onChange();
    return true;
  }

  #exited(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    const unwanted = this.#wanted && this.#port !== undefined;
    this.#child = undefined;
    this.#port = undefined;
    if (!unwanted) return;
    this.#options.onDeath(how);
    this.#options.onChange();
    void this.start();
  }

  /** Ends it. With SIGTERM nobody is sent there any more before. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#wanted = false;
    this.#port = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    if (signal === 'SIGTERM') this.#options.onChange();
    child.kill(signal);
    await exited;
    this.#options.onChange();
  }

  freeze(frozen: boolean): void {
    this.#child?.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Kills the media engine that it has started; false: it has none. */
  killEngine(): boolean {
    const pid = this.#child?.pid;
    if (pid === undefined) return false;
    const [engine] = childrenOf(pid);
    if (engine === undefined) return false;
    try {
      process.kill(engine, 'SIGKILL');
      return true;
    } catch {
      return false;
    }
  }
}

/** Linux tells; elsewhere nobody is found. */
function childrenOf(pid: number): number[] {
  try {
    const told = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
    return told.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function portOf(child: ChildProcess, log: NodeJS.WritableStream): Promise<number | undefined> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += chunk;
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    if (port === undefined) continue;
    child.stdout?.on('data', (more: Buffer) => log.write(more));
    return Number(port);
  }
  return undefined;
}
