import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Cores } from './machine.ts';
import { type Usage, usageOf } from './usage.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cores: Cores | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const END_WITHIN_MS = 5000;
const KEPT_OUTPUT = 20_000;

const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program under measurement, on the servers' core. */
export class Child {
  readonly #process: ChildProcess;
  #output = '';
  #changed: () => void = () => {};

  constructor({ command, args, cores, env, cwd }: ChildOptions) {
    const pinned = cores === undefined ? [] : ['taskset', '-c', String(cores.server)];
    const [program = command, ...rest] = [...pinned, command, ...args];
    this.#process = spawn(program, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    running.add(this.#process);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.#take(String(chunk)));
    }
    this.#process.once('close', () => this.#take('\n(ended)\n'));
    this.#process.once('error', (error) => this.#take(`\n${error.message}\n(ended)\n`));
    this.#process.once('exit', () => running.delete(this.#process));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  usage(): Usage {
    return usageOf(this.pid);
  }

  /** What the program printed, once `pattern` is in it. Rejects when it ends or takes too long before. */
  async printed(pattern: RegExp, limitMs = 60_000): Promise<RegExpExecArray> {
    const timer = setTimeout(() => this.#take('\n(took too long)\n'), limitMs);
    try {
      for (;;) {
        const match = pattern.exec(this.#output);
        if (match !== null) return match;
        if (/\n\((ended|took too long)\)\n$/.test(this.#output)) throw new Error(`no ${pattern} in: ${this.#output}`);
        await new Promise<void>((resolve) => {
          this.#changed = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), END_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  #take(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    this.#changed();
  }
}
