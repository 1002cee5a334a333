import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './config/start-error.ts';

/** The data folder, checked for writing and held by this process alone until `release`. */
export interface DataFolder {
  readonly path: string;
  file(name: string): string;
  release(): void;
}

/** @throws StartError when the folder cannot be written, or another running server holds it */
export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    writeFileSync(join(root, '.writable'), '');
    rmSync(join(root, '.writable'));
  } catch (error) {
    throw new StartError(`Cannot write to the data folder ${root} (${(error as NodeJS.ErrnoException).code}).`);
  }
  const lock = holdLock(root);
  return { path: root, file: (name) => join(root, name), release: () => lock.close() };
}

/** An exclusive SQLite lock: the system lets go of it however the process ends. */
function holdLock(root: string): DatabaseSync {
  const lock = new DatabaseSync(join(root, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    throw new StartError(`The data folder ${root} is in use by another running server.`);
  }
}
