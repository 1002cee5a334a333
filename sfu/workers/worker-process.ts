import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Emitter } from '#kernel/emitter.ts';
import type { ChildAnswer, ChildRequest, SfuConfig } from '../config.ts';
import type { Log } from '../signal/log.ts';
import type { RoomSetup } from '../signal/room-reports.ts';

/** The media server calls OpenSSL by node:ffi, of which Node would warn at every start. */
const CHILD_FLAGS = [...process.execArgv, '--disable-warning=ExperimentalWarning'];
const ENTRY = fileURLToPath(new URL('../child.ts', import.meta.url));
/** After ending again and again, a worker is started ever later. */
const RESTART_AFTER_MS = [200, 500, 1000, 2000, 5000];
/** It has so long to say farewell to its clients. */
const STOP_WITHIN_MS = 5000;

interface WorkerEvents extends Record<string, unknown[]> {
  up: [];
  down: [];
  opened: [RoomSetup];
  closed: [name: string];
  people: [count: number];
}

/** One media server in a process of its own, which is started again whenever it ends by itself. */
export class WorkerProcess {
  readonly events = new Emitter<WorkerEvents>();
  readonly #config: SfuConfig;
  readonly #log: Log;
  #child: ChildProcess | undefined;
  #port: number | undefined;
  #udpPort = 0;
  #restarts = 0;
  #failures = 0;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(config: SfuConfig, log: Log) {
    this.#config = config;
    this.#log = log;
  }

  /** Port of its HTTP on loopback; undefined while it isn't up. */
  get port(): number | undefined {
    return this.#port;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get udpPort(): number {
    return this.#udpPort;
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when it is up. @throws Error with one plain line when it cannot start */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#launch(resolve, reject));
  }

  /** Makes rooms there that were elsewhere before. */
  adopt(rooms: readonly RoomSetup[]): void {
    this.#tell({ adopt: [...rooms] });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#tell({ stop: true });
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(kill);
  }

  #tell(request: ChildRequest): void {
    if (this.#child?.connected) this.#child.send(request);
  }

  #launch(ready: () => void, failed: (error: Error) => void): void {
    const child = fork(ENTRY, { execArgv: CHILD_FLAGS, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    child.on('message', (answer: ChildAnswer) => {
      if (this.#child !== child || child.exitCode !== null) return;
      if ('failed' in answer) failed(new Error(answer.failed));
      else if ('ready' in answer) this.#isReady(answer.ready, ready);
      else if ('opened' in answer) this.events.emit('opened', answer.opened);
      else if ('closed' in answer) this.events.emit('closed', answer.closed);
      else this.events.emit('people', answer.people);
    });
    // Without a listener, a message to a process that has just ended would end this one.
    child.on('error', (error) => this.#log.warn({ error: error.message }, 'a media worker cannot be told'));
    child.on('exit', (code, signal) => {
      failed(new Error(`A media worker ended while starting (${signal ?? code}).`));
      this.#ended(code, signal);
    });
    this.#tell({ start: this.#config, reports: true });
  }

  #isReady({ port, udpPort }: { port: number; udpPort: number }, ready: () => void): void {
    this.#port = port;
    this.#udpPort = udpPort;
    this.events.emit('up');
    ready();
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    const wasUp = this.#port !== undefined;
    this.#port = undefined;
    if (wasUp) this.events.emit('down');
    // One that never was up is not tried again: whoever started it was told why.
    if (this.#stopping || (!wasUp && this.#restarts === 0)) return;
    this.#failures = wasUp ? 0 : this.#failures + 1;
    const afterMs = RESTART_AFTER_MS[Math.min(this.#failures, RESTART_AFTER_MS.length - 1)];
    this.#log.error({ code, signal, afterMs }, 'a media worker ended; starting it again');
    this.#restarts++;
    const ignore = (): void => {};
    this.#timer = setTimeout(() => this.#launch(ignore, ignore), afterMs);
  }
}
