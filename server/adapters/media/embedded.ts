import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '#kernel/ports/log.ts';

/** What the media process is told at its start. */
export interface EmbeddedMediaConfig {
  /** The UDP port, and TCP on the same number; 0: any free one. */
  udpPort: number;
  /** Processes that rooms are spread over, on `udpPort` and the ports that follow it; 0: by cores; absent: one. */
  workers?: number;
  /** `auto`, `own` or `native`; absent: as the media server sees fit. */
  transport?: string;
  /** Address that the media port binds to. */
  bindMedia: string;
  /** Addresses that clients are told. */
  announced: readonly string[];
  keys: Readonly<Record<string, string>>;
  /** TURN servers that clients are told, and the secret shared with them; absent: none. */
  turn?: { readonly urls: readonly string[]; readonly secret: string };
  /** Where captures of participants' packets go; absent: none are made. */
  captureFolder?: string;
  logLevel: string;
}

/** The media server in a process of its own, so that packets never delay chat. */
export interface EmbeddedMedia {
  /** Port of its HTTP and signalling on loopback; undefined while it isn't up. */
  port(): number | undefined;
  /** Resolves when it is up for the first time. @throws Error with one plain line when it cannot start at all */
  readonly started: Promise<void>;
  stop(): Promise<void>;
}

/** The media server calls OpenSSL by node:ffi, of which Node would warn at every start. */
const CHILD_FLAGS = [...process.execArgv, '--disable-warning=ExperimentalWarning'];
const ENTRY = fileURLToPath(new URL('../../../sfu/child.ts', import.meta.url));
const RESTART_AFTER_MS = [200, 500, 1000, 2000, 5000];
const STOP_WITHIN_MS = 8000;

/** Starts the media process, and starts it again whenever it ends by itself. */
export function startEmbeddedMedia(config: EmbeddedMediaConfig, log: Log): EmbeddedMedia {
  return new MediaProcess(config, log);
}

type Report = { ready: { port: number } } | { failed: string };

class MediaProcess implements EmbeddedMedia {
  readonly started: Promise<void>;
  readonly #config: EmbeddedMediaConfig;
  readonly #log: Log;
  #child: ChildProcess | undefined;
  #port: number | undefined;
  #stopping = false;
  #crashes = 0;
  #restart: NodeJS.Timeout | undefined;

  constructor(config: EmbeddedMediaConfig, log: Log) {
    this.#config = config;
    this.#log = log;
    this.started = new Promise((resolve, reject) => this.#launch(resolve, reject));
    this.started.catch(() => {});
  }

  port(): number | undefined {
    return this.#port;
  }

  #launch(ready: () => void, failed: (error: Error) => void): void {
    const child = fork(ENTRY, { execArgv: CHILD_FLAGS, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    child.on('message', (report: Report) => {
      if ('failed' in report) {
        failed(new Error(report.failed));
        return;
      }
      this.#port = report.ready.port;
      this.#log.info({}, 'media server is up');
      ready();
    });
    child.on('exit', (code, signal) => {
      failed(new Error(`The media server ended while starting (${signal ?? code}).`));
      this.#ended(code, signal);
    });
    child.send({ start: { host: '127.0.0.1', port: 0, autoCreate: false, ...this.#config } });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    const wasUp = this.#port !== undefined;
    this.#port = undefined;
    if (this.#stopping) return;
    this.#crashes = wasUp ? 0 : this.#crashes + 1;
    const afterMs = RESTART_AFTER_MS[Math.min(this.#crashes, RESTART_AFTER_MS.length - 1)];
    this.#log.error({ code, signal, afterMs }, 'media server ended; starting it again');
    this.#restart = setTimeout(
      () =>
        this.#launch(
          () => {},
          () => {},
        ),
      afterMs,
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.send({ stop: true });
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(kill);
  }
}
