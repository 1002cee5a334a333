import type { ClientId, ConversationId, Person, UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { StateEntry } from '#protocol/personal.ts';
import { isThreadOf } from '../thread-window.ts';
import type {
  OutboxItem,
  PersonalItem,
  Store,
  StoredChanges,
  StoredCursor,
  StoredSession,
  StoredThread,
  StoredWindow,
  ThreadKey,
} from './store.ts';

/** Everything of one person, as plain maps. */
export interface MemoryAccount {
  cursor: StoredCursor | undefined;
  summaries: Map<ConversationId, Summary>;
  windows: Map<ConversationId, StoredWindow>;
  threads: Map<ThreadKey, StoredThread>;
  people: Map<UserId, Person>;
  personal: Map<string, StateEntry>;
  outbox: Map<ClientId, OutboxItem>;
  /** Changes of the person's own state that are not confirmed. */
  changes: Map<string, PersonalItem>;
}

export interface MemoryState {
  session: StoredSession | undefined;
  accounts: Map<UserId, MemoryAccount>;
  /** When each was asked for last. */
  used: Map<UserId, number>;
}

export function emptyState(): MemoryState {
  return { session: undefined, accounts: new Map(), used: new Map() };
}

/** Keeps everything until the process ends. `changed` is awaited after each change. */
export function memoryStore(state: MemoryState = emptyState(), changed: () => Promise<void> = async () => {}): Store {
  const change = async (apply: () => void) => {
    apply();
    await changed();
  };
  return {
    session: async () => structuredClone(state.session),
    saveSession: (session) =>
      change(() => {
        state.session = structuredClone(session);
      }),
    account: async (user) => {
      state.used.set(user, Date.now());
      const { cursor, summaries, people, personal } = accountOf(state, user);
      return structuredClone({
        cursor,
        summaries: [...summaries.values()],
        people: [...people.values()],
        personal: [...personal.values()],
      });
    },
    window: async (user, conversation) => structuredClone(accountOf(state, user).windows.get(conversation)),
    windows: async (user) => [...accountOf(state, user).windows.keys()],
    thread: async (user, key) => structuredClone(accountOf(state, user).threads.get(key)),
    threads: async (user, conversation) =>
      [...accountOf(state, user).threads.keys()].filter((key) => isThreadOf(key, conversation)),
    apply: (user, changes) => change(() => applyChanges(accountOf(state, user), structuredClone(changes))),
    outbox: async (user) => structuredClone([...accountOf(state, user).outbox.values()].sort(inOrder)),
    putOutbox: (user, item) =>
      change(() => void accountOf(state, user).outbox.set(item.clientId, structuredClone(item))),
    deleteOutbox: (user, clientId) => change(() => void accountOf(state, user).outbox.delete(clientId)),
    personalItems: async (user) => structuredClone([...accountOf(state, user).changes.values()].sort(inOrder)),
    putPersonal: (user, item) => change(() => void accountOf(state, user).changes.set(item.id, structuredClone(item))),
    deletePersonal: (user, id) => change(() => void accountOf(state, user).changes.delete(id)),
    users: async () => new Map(state.used),
    size: async () => undefined,
    forget: (user) =>
      change(() => {
        state.accounts.delete(user);
        state.used.delete(user);
      }),
    close: async () => {},
  };
}

function accountOf(state: MemoryState, user: UserId): MemoryAccount {
  const known = state.accounts.get(user);
  if (known !== undefined) return known;
  const account: MemoryAccount = {
    cursor: undefined,
    summaries: new Map(),
    windows: new Map(),
    threads: new Map(),
    people: new Map(),
    personal: new Map(),
    outbox: new Map(),
    changes: new Map(),
  };
  state.accounts.set(user, account);
  return account;
}

function applyChanges(account: MemoryAccount, changes: StoredChanges): void {
  if (changes.reset) {
    account.cursor = undefined;
    account.summaries.clear();
    account.windows.clear();
    account.threads.clear();
    account.personal.clear();
  }
  for (const id of changes.forgotten ?? []) {
    account.summaries.delete(id);
    account.windows.delete(id);
    for (const key of account.threads.keys()) if (isThreadOf(key, id)) account.threads.delete(key);
  }
  for (const summary of changes.summaries ?? []) account.summaries.set(summary.id, summary);
  for (const [id, window] of changes.windows ?? []) account.windows.set(id, window);
  for (const [key, thread] of changes.threads ?? []) account.threads.set(key, thread);
  for (const person of changes.people ?? []) account.people.set(person.id, person);
  for (const id of changes.droppedWindows ?? []) account.windows.delete(id);
  for (const key of changes.droppedThreads ?? []) account.threads.delete(key);
  for (const id of changes.droppedPeople ?? []) account.people.delete(id);
  for (const [slot, entry] of changes.personal ?? []) {
    if (entry === undefined) account.personal.delete(slot);
    else account.personal.set(slot, entry);
  }
  if (changes.cursor !== undefined) account.cursor = changes.cursor;
}

function inOrder(a: { order: number }, b: { order: number }): number {
  return a.order - b.order;
}
