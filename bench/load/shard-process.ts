import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AskName, Asks, FromShard, Tick, ToShard } from './wires.ts';

const PROGRAM = fileURLToPath(new URL('./shard/main.ts', import.meta.url));

interface Waiting {
  resolve(ok: unknown): void;
  reject(error: Error): void;
}

/** A process of the generator, from outside. */
export class ShardProcess {
  onTick: (tick: Tick) => void = () => {};
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor() {
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    this.#child = fork(PROGRAM, [], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (words: FromShard) => this.#take(words));
    this.#child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`a generator ended: ${code ?? signal}`));
      this.#waiting.clear();
    });
  }

  ask<Name extends AskName>(name: Name, params: Asks[Name][0]): Promise<Asks[Name][1]> {
    const words: ToShard = { id: this.#nextId++, ask: name, with: params };
    return new Promise((resolve, reject) => {
      this.#waiting.set(words.id, { resolve: (ok) => resolve(ok as Asks[Name][1]), reject });
      this.#child.send(words, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #take(words: FromShard): void {
    if ('tick' in words) {
      this.onTick(words.tick);
      return;
    }
    const waiting = this.#waiting.get(words.re);
    this.#waiting.delete(words.re);
    if ('error' in words) waiting?.reject(new Error(words.error));
    else waiting?.resolve(words.ok);
  }
}
