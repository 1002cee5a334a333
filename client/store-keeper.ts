import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { takeEvent, UNKNOWN_LOG } from './conversation-log.ts';
import type { Ledger } from './ledger.ts';
import type { Timers } from './ports.ts';
import type { Store, StoredChanges, StoredWindow, ThreadKey } from './store/store.ts';
import type { Call } from './sync.ts';

export interface StoreKeeperOptions {
  user: UserId;
  store: Store;
  ledger: Ledger;
  call: Call;
  timers: Timers;
}

/** Windows of so many conversations are kept, those in which something happened last. */
const MOST_WINDOWS = 200;
/** When there is little room. */
const FEW_WINDOWS = 40;
/** Threads are kept for each window that may be, those that were opened last. */
const THREADS_A_WINDOW = 0.5;
/** Beyond this, or this share of what the browser grants, there is little room. */
const MOST_BYTES = 200 * 2 ** 20;
const MOST_SHARE = 0.6;
/** Copies of people who have not been signed in here for this long go. */
const UNUSED_MS = 30 * 24 * 60 * 60_000;
/** A window that lacks more than this is dropped: hardly any of its lines would be among the newest. */
const MOST_EVENTS = 500;
export const STORED_LINES = 100;

const USER_ID = /u_[0-9a-z]{20}/g;

/** Keeps the copy on this device small, and true where nobody looks. For the tab that writes it. */
export class StoreKeeper {
  readonly #options: StoreKeeperOptions;
  #most = MOST_WINDOWS;

  constructor(options: StoreKeeperOptions) {
    this.#options = options;
  }

  /** What to drop of this person, and forgets others who are long gone. */
  async toDrop(): Promise<StoredChanges> {
    await this.#forgetUnused();
    if (await this.#isTight()) this.#most = Math.min(this.#most, FEW_WINDOWS);
    const { store, user } = this.#options;
    const droppedWindows = this.#superfluous(await store.windows(user));
    const droppedThreads = await this.#superfluousThreads();
    const droppedPeople = await this.#unnamed(new Set(droppedWindows), new Set(droppedThreads));
    return { droppedWindows, droppedThreads, droppedPeople };
  }

  /** There was no room: keeps less from now on. Returns whether there is anything left to do without. */
  tighten(): boolean {
    const before = this.#most;
    this.#most = before > FEW_WINDOWS ? FEW_WINDOWS : 0;
    return before > 0;
  }

  /** Whether windows are kept at all. */
  get keepsWindows(): boolean {
    return this.#most > 0;
  }

  /**
   * The stored window with what has happened since: texts that were recalled meanwhile must not stay on this device.
   * Undefined: there is none, or nothing to change; 'drop': it is to go.
   *
   * @throws Failure when the server can't be asked
   */
  async broughtUp(id: ConversationId): Promise<StoredWindow | 'drop' | undefined> {
    const { store, user, ledger } = this.#options;
    const kept = await store.window(user, id);
    const upTo = ledger.get(id).summary?.lastSeq;
    if (kept === undefined) return undefined;
    if (upTo === undefined || upTo - kept.to > MOST_EVENTS) return 'drop';
    return upTo <= kept.to ? undefined : this.#fill(id, kept, upTo);
  }

  async #fill(id: ConversationId, kept: StoredWindow, upTo: Seq): Promise<StoredWindow | 'drop'> {
    const { call, user } = this.#options;
    let window = { ...kept, lines: kept.lines as StoredWindow['lines'], after: false };
    while (window.to < upTo) {
      const ask = { conversation: id, after: window.to, limit: LIMITS.pageSize };
      const { events } = await call('conversation.events', ask);
      if (events.length === 0) return 'drop';
      for (const event of events) {
        const log = takeEvent({ ...UNKNOWN_LOG, window }, event, user);
        if (log === 'out' || log.window === undefined) return 'drop';
        window = { ...log.window, lines: [...log.window.lines] };
      }
    }
    const lines = window.lines.slice(-STORED_LINES);
    return { lines, to: window.to, before: window.before || lines.length < window.lines.length };
  }

  async #forgetUnused(): Promise<void> {
    const { store, user, timers } = this.#options;
    for (const [other, usedAt] of await store.users()) {
      if (other !== user && timers.now() - usedAt > UNUSED_MS) await store.forget(other);
    }
  }

  async #isTight(): Promise<boolean> {
    const size = await this.#options.store.size();
    return size !== undefined && size.usedBytes > Math.min(MOST_BYTES, size.mostBytes * MOST_SHARE);
  }

  /** Which of these windows are too many. */
  #superfluous(ids: readonly ConversationId[]): ConversationId[] {
    const { ledger } = this.#options;
    const at = (id: ConversationId) => ledger.get(id).summary?.last.at ?? 0;
    return ids.toSorted((a, b) => at(b) - at(a)).slice(this.#most);
  }

  async #superfluousThreads(): Promise<ThreadKey[]> {
    const { store, user } = this.#options;
    const used: { key: ThreadKey; at: number }[] = [];
    for (const key of await store.threads(user)) used.push({ key, at: (await store.thread(user, key))?.usedAt ?? 0 });
    const newestFirst = used.toSorted((a, b) => b.at - a.at);
    return newestFirst.slice(this.#most * THREADS_A_WINDOW).map(({ key }) => key);
  }

  /** The stored people whom nothing names that stays: they are fetched again when somebody asks. */
  async #unnamed(
    droppedWindows: ReadonlySet<ConversationId>,
    droppedThreads: ReadonlySet<ThreadKey>,
  ): Promise<UserId[]> {
    const { store, user } = this.#options;
    const { summaries, people, personal } = await store.account(user);
    const named = new Set([user, ...namesIn([summaries, personal])]);
    for (const id of await store.windows(user)) {
      if (droppedWindows.has(id)) continue;
      // One after the other: all windows at once would be the memory that is to be saved.
      for (const name of namesIn(await store.window(user, id))) named.add(name);
    }
    for (const key of await store.threads(user)) {
      if (droppedThreads.has(key)) continue;
      for (const name of namesIn(await store.thread(user, key))) named.add(name);
    }
    return people.flatMap(({ id }) => (named.has(id) ? [] : [id]));
  }
}

function namesIn(value: unknown): string[] {
  return JSON.stringify(value ?? null).match(USER_ID) ?? [];
}
