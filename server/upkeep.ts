import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { silentLog } from '#kernel/ports/log.ts';
import { type Database, viewOf } from './adapters/sql/database.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import { beginEpoch } from './conversations/store.ts';
import type { ConversationTables } from './conversations/tables.ts';
import { openDataFolder } from './data-folder.ts';
import { DATABASE_FILE, openMainDatabase, type Tables } from './main-database.ts';
import { assertSame, type Contents, contentsOf, copyDatabase, tablesOf } from './upkeep-copy.ts';

/** What a backup says of itself. */
interface Manifest {
  yiqi: string;
  madeAt: string;
  tables: Record<string, Contents>;
}

const MANIFEST = 'backup.json';
/** What is made anew, belongs to a running server, or is copied as a database. */
const NOT_COPIED =
  /^(yiqi|search|lock)\.sqlite(-wal|-shm|-journal)?$|^captures$|^process-\d+$|^\.writable|^backup\.json$/;

/** The folder is made. @throws StartError when something is in it */
function emptyFolder(path: string): string {
  const folder = resolve(path);
  if (existsSync(folder) && readdirSync(folder).some((name) => !NOT_COPIED.test(name)))
    throw new StartError(`${folder} is not empty.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Bytes of files never change once they are there; one that is deleted meanwhile is not missed by the database. */
function copyRest(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (NOT_COPIED.test(name)) continue;
    const options = { recursive: true, preserveTimestamps: true, filter: (path: string) => existsSync(path) };
    cpSync(join(from, name), join(to, name), options);
  }
}

const inFile = (file: string) => openMainDatabase({ database_url: '' }, file, silentLog);

/**
 * Everything in a folder: the database as it was at one moment, then the files. The server may run.
 * @throws StartError, DatabaseOpenError
 */
export async function backup(settings: Settings, to: string): Promise<Manifest> {
  const data = resolve(settings.data);
  const folder = emptyFolder(to);
  const file = join(folder, DATABASE_FILE);
  if (settings.database_url === '') snapshot(join(data, DATABASE_FILE), file);
  const kept = await inFile(file);
  try {
    const tables = await tablesOf(kept.read);
    const contents =
      settings.database_url === ''
        ? await contentsOf(kept.read, tables)
        : await copyAtOneMoment(await openMainDatabase(settings, '', silentLog), kept);
    copyRest(data, folder);
    const manifest = { yiqi: version(), madeAt: new Date().toISOString(), tables: contents };
    writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    return manifest;
  } finally {
    await kept.close();
  }
}

function snapshot(from: string, to: string): void {
  if (!existsSync(from)) throw new StartError(`There is no ${from}: nothing to keep.`);
  const source = new DatabaseSync(from, { readOnly: true, timeout: 30_000 });
  source.prepare('vacuum into ?').run(to);
  source.close();
  chmodSync(to, 0o600);
}

async function copyAtOneMoment(from: Database<Tables>, to: Database<Tables>): Promise<Record<string, Contents>> {
  try {
    const tables = await tablesOf(to.read);
    return await from.read
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((moment) => copyDatabase(moment, to, tables));
  } finally {
    await from.close();
  }
}

/** Puts a backup in place, checks that it is whole, and begins another epoch. @throws StartError, DatabaseOpenError */
export async function restore(settings: Settings, from: string): Promise<Manifest> {
  const folder = resolve(from);
  if (!existsSync(join(folder, MANIFEST))) throw new StartError(`${folder} is no backup: it has no ${MANIFEST}.`);
  const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest;
  const data = openDataFolder(emptyFolder(settings.data));
  const file = data.file(DATABASE_FILE);
  try {
    if (existsSync(file)) throw new StartError(`${file} is there already.`);
    cpSync(join(folder, DATABASE_FILE), file);
    copyRest(folder, data.path);
    const kept = await inFile(file);
    try {
      assertSame(manifest.tables, await contentsOf(kept.read, await tablesOf(kept.read)));
      // Some devices have seen more than the backup holds: their places in its logs would soon be others'.
      await viewOf<ConversationTables, Tables>(kept).write(beginEpoch);
      if (settings.database_url !== '') await intoDatabase(kept, settings);
    } finally {
      await kept.close();
    }
    return manifest;
  } finally {
    data.release();
  }
}

/** Moves what the file holds to the database that is named. The file stays. @throws StartError, DatabaseOpenError */
export async function move(settings: Settings, to: string): Promise<Record<string, Contents>> {
  const data = openDataFolder(settings.data);
  try {
    const kept = await inFile(data.file(DATABASE_FILE));
    try {
      return await intoDatabase(kept, { database_url: to });
    } finally {
      await kept.close();
    }
  } finally {
    data.release();
  }
}

async function intoDatabase(
  kept: Database<Tables>,
  settings: Pick<Settings, 'database_url'>,
): Promise<Record<string, Contents>> {
  const target = await openMainDatabase(settings, '', silentLog);
  try {
    const taken = await target.read.selectFrom('account').select('id').limit(1).execute();
    if (taken.length > 0) throw new StartError('There are accounts in that database already.');
    return await copyDatabase(kept.read, target, await tablesOf(kept.read));
  } finally {
    await target.close();
  }
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
