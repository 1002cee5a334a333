import assert from 'node:assert/strict';
import { defaults, type SfuConfig } from '../config.ts';
import type { Log } from '../signal/log.ts';
import { type MediaServer, startMediaServer } from '../workers/start.ts';
import { testKey, testSecret } from './test-sfu.ts';

const config: SfuConfig = {
  ...defaults,
  host: '127.0.0.1',
  port: 0,
  udpPort: 0,
  bindMedia: '127.0.0.1',
  announced: [],
  workers: 2,
  keys: { [testKey]: testSecret },
  autoCreate: false,
  logLevel: 'error',
};

interface Line {
  message: string;
  worker?: number;
  pid?: number;
}

/** What a server logs, and a promise of each line to come. */
export class ServerLines {
  readonly all: Line[] = [];
  readonly #waiting: { wanted: (line: Line) => boolean; resolve: (line: Line) => void }[] = [];
  readonly log: Log;

  constructor() {
    const add = (context: object, message: string): void => this.#add({ ...context, message });
    this.log = { debug: add, info: add, warn: add, error: add };
  }

  /** The next line like that. */
  next(wanted: (line: Line) => boolean): Promise<Line> {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  /** Process of a worker, as it was last started. */
  pidOf(worker: number): number {
    const pid = this.all.findLast((line) => line.message === 'a media worker is up' && line.worker === worker)?.pid;
    assert.ok(pid);
    return pid;
  }

  #add(line: Line): void {
    this.all.push(line);
    for (const one of this.#waiting) if (one.wanted(line)) one.resolve(line);
  }
}

/** A media server of two workers on free ports of the loopback. */
export function startWorkers(log: Log, changes: Partial<SfuConfig> = {}): Promise<MediaServer> {
  return startMediaServer({ ...config, ...changes }, log);
}
