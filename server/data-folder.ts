import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './config/start-error.ts';

/** The data folder, checked for writing and held until `release`: by this process alone, or by those that share a database. */
export interface DataFolder {
  readonly path: string;
  file(name: string): string;
  /** What other processes on the same folder have no use for. */
  own(name: string): string;
  release(): void;
}

/** Processes on one folder. */
const MOST = 64;

/**
 * `shared`: other processes that share it, too, may use it, and nobody else.
 * @throws StartError when the folder cannot be written, or another running server holds it
 */
export function openDataFolder(path: string, shared = false): DataFolder {
  const root = resolve(path);
  try {
    makeFolder(root);
    const probe = join(root, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new StartError(`Cannot write to the data folder ${root} (${(error as NodeJS.ErrnoException).code}).`);
  }
  const lock = holdLock(root, shared ? SHARED : EXCLUSIVE);
  if (lock === undefined) throw new StartError(`The data folder ${root} is in use by another running server.`);
  const file = (name: string) => join(root, name);
  if (!shared) return { path: root, file, own: file, release: () => lock.close() };
  const place = ownPlace(root);
  if (place === undefined) {
    lock.close();
    throw new StartError(`The data folder ${root} is in use by ${MOST} running servers.`);
  }
  return {
    path: root,
    file,
    own: (name) => join(place.folder, name),
    release() {
      place.lock.close();
      lock.close();
    },
  };
}

const EXCLUSIVE = 'BEGIN EXCLUSIVE';
const SHARED = 'BEGIN; SELECT count(*) FROM sqlite_master';

/** The first of the folders `process-1`, … that nobody has: what a process before this one left there is used again. */
function ownPlace(root: string): { folder: string; lock: DatabaseSync } | undefined {
  for (let number = 1; number <= MOST; number += 1) {
    const folder = join(root, `process-${number}`);
    makeFolder(folder);
    const lock = holdLock(folder, EXCLUSIVE);
    if (lock !== undefined) return { folder, lock };
  }
  return undefined;
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** A lock of SQLite: the system lets go of it however the process ends. Undefined: somebody else has it. */
function holdLock(root: string, how: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(join(root, 'lock.sqlite'));
  try {
    lock.exec(`PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; ${how}`);
    return lock;
  } catch {
    lock.close();
    return undefined;
  }
}
