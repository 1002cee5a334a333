import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Person, UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { StateEntry } from '#protocol/personal.ts';
import { isThreadOf, placeOfThread } from '../thread-window.ts';
import { toldWhenFull } from './full.ts';
import type {
  OutboxItem,
  PersonalItem,
  Store,
  StoredAccount,
  StoredChanges,
  StoredCursor,
  StoredSession,
  StoredThread,
  StoredWindow,
} from './store.ts';

interface SessionTables extends DBSchema {
  session: { key: string; value: StoredSession };
  /** When each person's copy was asked for last. */
  used: { key: string; value: number };
}

interface AccountTables extends DBSchema {
  cursor: { key: string; value: StoredCursor };
  summaries: { key: string; value: Summary };
  windows: { key: string; value: StoredWindow };
  threads: { key: string; value: StoredThread };
  people: { key: string; value: Person };
  personal: { key: string; value: StateEntry };
  outbox: { key: string; value: OutboxItem };
  changes: { key: string; value: PersonalItem };
}

const TABLES = ['cursor', 'summaries', 'windows', 'threads', 'people', 'outbox', 'personal', 'changes'] as const;
/** What `reset` forgets. */
const CACHE = ['cursor', 'summaries', 'windows', 'threads', 'personal'] as const;
const VERSION = 5;
/** The key of the single row of a table that has one. */
const ONLY = 'only';

export interface IndexedDbOptions {
  now?: () => number;
  /** There is no room for what was to be kept. Called once. */
  onFull?: () => void;
}

/**
 * Keeps everything in the browser's IndexedDB, shared by all tabs of the origin: one database for who is signed in, and
 * one for each person.
 */
export async function openIndexedDbStore(name = 'yiqi', options: IndexedDbOptions = {}): Promise<Store> {
  const { now = Date.now } = options;
  const sessions = await openTables<SessionTables>(name, ['session', 'used']);
  const opened = new Map<UserId, Promise<IDBPDatabase<AccountTables>>>();
  const accountOf = (user: UserId) => {
    const known = opened.get(user);
    const db = known ?? openTables<AccountTables>(`${name}-${user}`, TABLES);
    if (known === undefined) opened.set(user, db);
    return db;
  };
  return {
    session: () => sessions.get('session', ONLY),
    saveSession: async (session) => {
      if (session === undefined) await sessions.delete('session', ONLY);
      else await sessions.put('session', session, ONLY);
    },
    ...toldWhenFull(accountMethods(accountOf), options.onFull),
    account: async (user) => {
      // A store without room still reads.
      await sessions.put('used', now(), user).catch(() => {});
      return readAccount(await accountOf(user));
    },
    users: async () => {
      const transaction = sessions.transaction('used');
      const [users, times] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
      return new Map(users.map((user, n) => [user, times[n] ?? 0]));
    },
    size,
    forget: async (user) => {
      const known = opened.has(user);
      await sessions.delete('used', user);
      await clear(await accountOf(user));
      if (known) return;
      // Nobody here uses it, nor in another tab: one person at a time is signed in.
      (await accountOf(user)).close();
      opened.delete(user);
      await deleteDB(`${name}-${user}`);
    },
    close: async () => {
      sessions.close();
      for (const db of opened.values()) (await db).close();
    },
  };
}

function openTables<Tables extends DBSchema>(name: string, tables: readonly string[]): Promise<IDBPDatabase<Tables>> {
  return openDB<Tables>(name, VERSION, {
    upgrade: (fresh) => {
      const known = fresh.objectStoreNames as unknown as DOMStringList;
      for (const table of tables) {
        if (!known.contains(table)) fresh.createObjectStore(table as Parameters<typeof fresh.createObjectStore>[0]);
      }
    },
    // A newer version of the program waits in another tab: this one lets go, and works on without its copy.
    blocking: (_current, _blocked, event) => (event.target as unknown as { close(): void }).close(),
  });
}

type AccountMethods = Omit<Store, 'session' | 'saveSession' | 'account' | 'users' | 'size' | 'forget' | 'close'>;

function accountMethods(accountOf: (user: UserId) => Promise<IDBPDatabase<AccountTables>>): AccountMethods {
  return {
    window: async (user, conversation) => (await accountOf(user)).get('windows', conversation),
    windows: async (user) => (await accountOf(user)).getAllKeys('windows'),
    thread: async (user, key) => (await accountOf(user)).get('threads', key),
    threads: async (user, conversation) =>
      (await (await accountOf(user)).getAllKeys('threads')).filter((key) => isThreadOf(key, conversation)),
    apply: async (user, changes) => applyChanges(await accountOf(user), changes),
    outbox: async (user) => (await (await accountOf(user)).getAll('outbox')).sort(inOrder),
    putOutbox: async (user, item) => void (await (await accountOf(user)).put('outbox', item, item.clientId)),
    deleteOutbox: async (user, clientId) => (await accountOf(user)).delete('outbox', clientId),
    personalItems: async (user) => (await (await accountOf(user)).getAll('changes')).sort(inOrder),
    putPersonal: async (user, item) => void (await (await accountOf(user)).put('changes', item, item.id)),
    deletePersonal: async (user, id) => (await accountOf(user)).delete('changes', id),
  };
}

async function readAccount(db: IDBPDatabase<AccountTables>): Promise<StoredAccount> {
  const transaction = db.transaction(['cursor', 'summaries', 'people', 'personal']);
  const [cursor, summaries, people, personal] = await Promise.all([
    transaction.objectStore('cursor').get(ONLY),
    transaction.objectStore('summaries').getAll(),
    transaction.objectStore('people').getAll(),
    transaction.objectStore('personal').getAll(),
  ]);
  return { cursor, summaries, people, personal };
}

async function clear(db: IDBPDatabase<AccountTables>): Promise<void> {
  const transaction = db.transaction(TABLES, 'readwrite');
  await Promise.all([...TABLES.map((table) => transaction.objectStore(table).clear()), transaction.done]);
}

/** The part of `navigator.storage` that is used. */
interface Estimates {
  estimate?: () => Promise<{ usage?: number; quota?: number }>;
}

async function size(): ReturnType<Store['size']> {
  const { navigator } = globalThis as { navigator?: { storage?: Estimates } };
  const { usage, quota } = (await navigator?.storage?.estimate?.()) ?? {};
  return usage === undefined || quota === undefined ? undefined : { usedBytes: usage, mostBytes: quota };
}

async function applyChanges(db: IDBPDatabase<AccountTables>, changes: StoredChanges): Promise<void> {
  const transaction = db.transaction(TABLES, 'readwrite');
  const [summaries, windows] = [transaction.objectStore('summaries'), transaction.objectStore('windows')];
  const threads = transaction.objectStore('threads');
  const work: Promise<unknown>[] = [];
  if (changes.reset) work.push(...CACHE.map((table) => transaction.objectStore(table).clear()));
  for (const id of changes.forgotten ?? []) work.push(summaries.delete(id), windows.delete(id));
  if (changes.forgotten !== undefined && changes.forgotten.length > 0) {
    const gone = new Set(changes.forgotten);
    const keys = (await threads.getAllKeys()).filter((key) => gone.has(placeOfThread(key)[0]));
    work.push(...keys.map((key) => threads.delete(key)));
  }
  for (const summary of changes.summaries ?? []) work.push(summaries.put(summary, summary.id));
  for (const [id, window] of changes.windows ?? []) work.push(windows.put(window, id));
  for (const [key, thread] of changes.threads ?? []) work.push(threads.put(thread, key));
  for (const person of changes.people ?? []) work.push(transaction.objectStore('people').put(person, person.id));
  for (const id of changes.droppedWindows ?? []) work.push(windows.delete(id));
  for (const key of changes.droppedThreads ?? []) work.push(threads.delete(key));
  for (const id of changes.droppedPeople ?? []) work.push(transaction.objectStore('people').delete(id));
  const personal = transaction.objectStore('personal');
  for (const [slot, entry] of changes.personal ?? []) {
    work.push(entry === undefined ? personal.delete(slot) : personal.put(entry, slot));
  }
  if (changes.cursor !== undefined) work.push(transaction.objectStore('cursor').put(changes.cursor, ONLY));
  await Promise.all([...work, transaction.done]);
}

function inOrder(a: { order: number }, b: { order: number }): number {
  return a.order - b.order;
}
