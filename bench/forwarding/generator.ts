import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../sfu/testing/crowd/main.ts', import.meta.url));
const FLAGS = ['--disable-warning=ExperimentalWarning'];

/** How to reach a server: what the crowd's program knows of. */
export type Reach =
  | { readonly kind: 'livekit'; readonly port: number; readonly key: string; readonly secret: string }
  | { readonly kind: 'janus'; readonly port: number; readonly room: Readonly<Record<string, unknown>> };

export interface TrackPlan {
  readonly kind: 'video' | 'audio';
  readonly frameMs: number;
  readonly layers: readonly {
    readonly rid: string;
    readonly packetsPerFrame: number;
    readonly packetBytes: number;
    readonly clip?: readonly string[];
  }[];
}

export interface PersonPlan {
  readonly name: string;
  readonly tracks: readonly TrackPlan[];
  readonly subscribes: boolean;
  readonly token?: string;
}

export interface Joined {
  readonly tookMs: readonly number[];
  readonly allMs: number;
}

export interface Counted {
  readonly packets: number;
  readonly packetsPerSecond: number;
  readonly loss: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly nacks: number;
  /** Share of one core that the generator used. */
  readonly busy: number;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The people of a bench, in a process of their own: on the generator's core, which this process is on already. */
export class Generator {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async start(): Promise<Generator> {
    const child = fork(PROGRAM, [], { execArgv: FLAGS, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    await answerOf(child);
    return new Generator(child);
  }

  join(server: Reach, people: readonly PersonPlan[], atOnce: number, streams: number): Promise<Joined> {
    return this.#ask({ do: 'join', server, people, atOnce, streams }) as Promise<Joined>;
  }

  async setSpeed(speed: number): Promise<void> {
    await this.#ask({ do: 'speed', speed });
  }

  count(durationMs: number, receivers: number): Promise<Counted> {
    return this.#ask({ do: 'count', durationMs, receivers }) as Promise<Counted>;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  async #ask(command: object): Promise<unknown> {
    this.#process.send(command);
    return answerOf(this.#process);
  }
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the load generator has ended'));
    child.once('exit', ended);
    child.once('message', ({ told, failed }: { told?: unknown; failed?: string }) => {
      child.off('exit', ended);
      if (failed === undefined) resolve(told);
      else reject(new Error(failed));
    });
  });
}
