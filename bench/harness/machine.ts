import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newFolder } from './new-folder.ts';
import { succeeds } from './programs.ts';
import { median } from './stats.ts';

/** Where the figures were made: what matters for reading them, and nothing that names the machine. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Average number of running programs in the minute before, others' included. */
  readonly loadBefore: number;
  /** Median time of appending 4 KiB to a file and making it durable (fdatasync), in ms. */
  readonly fdatasyncMs: number;
  readonly pinning: string;
}

/** The core servers run on, and the one the load is made on; undefined where they cannot be held apart. */
export interface Cores {
  readonly server: number;
  readonly generator: number;
}

/** Moves this process to the generator's core. */
export function pinGenerator(): Cores | undefined {
  if (process.platform !== 'linux' || os.cpus().length < 2) return undefined;
  const cores = { server: 0, generator: 1 };
  return succeeds('taskset', ['-acp', String(cores.generator), String(process.pid)]) ? cores : undefined;
}

export function describeMachine(cores: Cores | undefined): Machine {
  const pinned = `servers on core ${cores?.server}, generator on core ${cores?.generator}`;
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${/^\d+\.\d+/.exec(os.release())?.[0] ?? ''} ${os.arch()}`,
    node: process.versions.node,
    loadBefore: Number(os.loadavg()[0]?.toFixed(2)),
    fdatasyncMs: Number(fdatasyncMs().toFixed(3)),
    pinning: cores === undefined ? 'none' : pinned,
  };
}

function fdatasyncMs(): number {
  const file = openSync(path.join(newFolder(), 'probe'), 'w');
  const block = Buffer.alloc(4096, 1);
  const took = Array.from({ length: 100 }, () => {
    const started = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    return performance.now() - started;
  });
  closeSync(file);
  return median(took);
}
