import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyState, type MemoryAccount, type MemoryState, memoryStore } from './memory-store.ts';
import type { Store } from './store.ts';

/** The file's format; another one is not read. */
const VERSION = 1;

/**
 * Keeps everything in one file in `folder`, for bots and tests: small accounts, one process. Each change replaces the
 * file as a whole, synced before it takes the place of the old one, so that a kill at any moment leaves one or the other.
 *
 * @throws Error when the folder can't be written or the file is not ours
 */
export async function openFileStore(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'client.json');
  const state = await readState(file);
  let writing: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  // Changes made while the file is being written share the next writing.
  const changed = (): Promise<void> => {
    waiting ??= writing
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        writing = replaceFile(file, JSON.stringify(freeze(state)));
        return writing;
      });
    return waiting;
  };
  const store = memoryStore(state, changed);
  return { ...store, close: () => (waiting ?? writing).catch(() => {}) };
}

async function replaceFile(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

async function readState(file: string): Promise<MemoryState> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? emptyState() : thaw(JSON.parse(text) as Frozen, file);
}

interface Frozen {
  version: number;
  session?: MemoryState['session'];
  accounts: [string, { [Key in keyof MemoryAccount]?: unknown }][];
  used?: [string, number][];
}

function freeze({ session, accounts, used }: MemoryState): Frozen {
  const frozen = [...accounts].map(([user, account]): Frozen['accounts'][number] => [
    user,
    {
      cursor: account.cursor,
      summaries: [...account.summaries],
      windows: [...account.windows],
      threads: [...account.threads],
      people: [...account.people],
      outbox: [...account.outbox],
      personal: [...account.personal],
      changes: [...account.changes],
    },
  ]);
  return { version: VERSION, session, accounts: frozen, used: [...used] };
}

function thaw({ version, session, accounts, used = [] }: Frozen, file: string): MemoryState {
  if (version !== VERSION) throw new Error(`${file} is of version ${version}; this program reads ${VERSION}`);
  const thawed = accounts.map(([user, { cursor, summaries, windows, threads, people, outbox, personal, changes }]) => {
    const account = {
      cursor,
      summaries: new Map(summaries as []),
      windows: new Map(windows as []),
      threads: new Map((threads ?? []) as []),
      people: new Map(people as []),
      outbox: new Map(outbox as []),
      personal: new Map((personal ?? []) as []),
      changes: new Map((changes ?? []) as []),
    };
    return [user, account as MemoryAccount] as const;
  });
  return { session, accounts: new Map(thawed), used: new Map(used) };
}
