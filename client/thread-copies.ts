import { foldLine, foldThread } from '#kernel/line-fold.ts';
import { foldMark } from '#kernel/mark-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { EventOf, Line } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { MarkEntry } from '#protocol/personal.ts';
import type { Ledger } from './ledger.ts';
import type { Timers } from './ports.ts';
import type { Store, StoredChanges, StoredThread, ThreadKey } from './store/store.ts';
import type { Call } from './sync.ts';
import { placeOfThread, type ThreadWindow, takeThreadEvent } from './thread-window.ts';

export interface ThreadCopiesOptions {
  user: UserId;
  store: Store;
  ledger: Ledger;
  call: Call;
  timers: Timers;
  /** Something waits to be stored. */
  onChange: () => void;
}

type Changes = Pick<StoredChanges, 'threads' | 'droppedThreads'>;

const STORED_REPLIES = 100;
/** Those that wait to be stored, at most. */
const MOST_WAITING = 50;
/** A thread that lacks more than this is dropped: bringing it up would take longer than fetching it anew. */
const MOST_EVENTS = 500;

/** The threads that were opened here, as the local copy keeps them: docs/spec/threads-and-channels.md [TC60]. */
export class ThreadCopies {
  readonly #options: ThreadCopiesOptions;
  /** Undefined: it is to go. */
  #waiting = new Map<ThreadKey, StoredThread | undefined>();

  constructor(options: ThreadCopiesOptions) {
    this.#options = options;
  }

  /** As it was when it was stored. Never rejects. */
  async read(key: ThreadKey): Promise<ThreadWindow | undefined> {
    const { store, user } = this.#options;
    const thread = this.#waiting.has(key)
      ? this.#waiting.get(key)
      : await store.thread(user, key).catch(() => undefined);
    return thread && { ...thread, after: false };
  }

  /** Only what reaches to the newest reply is kept. */
  put(key: ThreadKey, { root, lines, to, before, after }: ThreadWindow): void {
    if (after) return;
    const newest = lines.slice(-STORED_REPLIES);
    this.#waiting.delete(key);
    this.#waiting.set(key, {
      root,
      lines: newest,
      to,
      before: before || newest.length < lines.length,
      usedAt: this.#options.timers.now(),
    });
    for (const [oldest] of this.#waiting) if (this.#waiting.size > MOST_WAITING) this.#waiting.delete(oldest);
    this.#options.onChange();
  }

  drop(key: ThreadKey): void {
    this.#waiting.set(key, undefined);
    this.#options.onChange();
  }

  /** What is to be stored, without what isn't this person's any more. */
  take(): Changes {
    const threads = new Map<ThreadKey, StoredThread>();
    const droppedThreads: ThreadKey[] = [];
    for (const [key, thread] of this.#waiting) {
      const mine = this.#options.ledger.get(placeOfThread(key)[0]).summary !== undefined;
      if (thread !== undefined && mine) threads.set(key, thread);
      else droppedThreads.push(key);
    }
    this.#waiting = new Map();
    return { threads, droppedThreads };
  }

  /** It could not be stored. */
  giveBack({ threads, droppedThreads = [] }: Changes): void {
    const older: [ThreadKey, StoredThread | undefined][] = [...(threads ?? [])];
    for (const key of droppedThreads) older.push([key, undefined]);
    this.#waiting = new Map([...older, ...this.#waiting]);
  }

  /** Everything begins anew. */
  clear(): void {
    this.#waiting.clear();
  }

  /** @throws Error when the store can't be read or written */
  async erase(event: EventOf<'recalled'>): Promise<void> {
    const { user } = this.#options;
    await this.#change(event.conversation, (thread) => {
      const root = foldLine(thread.root, event, user);
      const lines = foldThread(thread.lines, thread.root.seq, event, user);
      return { ...thread, root, lines: [...lines] };
    });
  }

  /** @throws Error when the store can't be read or written */
  async mark(conversation: ConversationId, entries: readonly MarkEntry[]): Promise<void> {
    const fold = (lines: readonly Line[]) =>
      entries.reduce<readonly Line[]>((folded, entry) => foldMark(folded, entry), lines);
    await this.#change(conversation, (thread) => {
      const [root] = fold([thread.root]);
      return root && { ...thread, root, lines: [...fold(thread.lines)] };
    });
  }

  /**
   * Brings the stored threads of a conversation up to what is known: texts that were recalled meanwhile must not stay.
   *
   * @throws Failure when the server can't be asked
   */
  async bringUp(conversation: ConversationId): Promise<void> {
    const upTo = this.#options.ledger.get(conversation).summary?.lastSeq ?? 0;
    await this.#change(conversation, async (thread) => {
      if (upTo - thread.to > MOST_EVENTS) return undefined;
      return this.#fill(conversation, thread, upTo);
    });
  }

  async #fill(conversation: ConversationId, kept: StoredThread, upTo: Seq): Promise<StoredThread | undefined> {
    const { call, user } = this.#options;
    let window: ThreadWindow = { ...kept, after: false };
    while (window.to < upTo) {
      const ask = { conversation, after: window.to, limit: LIMITS.pageSize };
      const { events } = await call('conversation.events', ask);
      if (events.length === 0) return undefined;
      for (const event of events) {
        const next = takeThreadEvent(window, event, user);
        if (next === 'gap') return undefined;
        window = next;
      }
    }
    const lines = window.lines.slice(-STORED_REPLIES);
    const before = window.before || lines.length < window.lines.length;
    return { root: window.root, lines, to: window.to, before, usedAt: kept.usedAt };
  }

  /** Stores what becomes of each thread of the conversation; undefined: it goes. */
  async #change(
    conversation: ConversationId,
    become: (thread: StoredThread) => StoredThread | undefined | Promise<StoredThread | undefined>,
  ): Promise<void> {
    const { store, user } = this.#options;
    for (const [key, thread] of this.#waiting) {
      if (thread === undefined || placeOfThread(key)[0] !== conversation) continue;
      const next = await become(thread);
      if (this.#waiting.get(key) === thread) this.#waiting.set(key, next);
    }
    for (const key of await store.threads(user, conversation)) {
      const thread = this.#waiting.has(key) ? undefined : await store.thread(user, key);
      if (thread === undefined) continue;
      const next = await become(thread);
      await store.apply(user, next === undefined ? { droppedThreads: [key] } : { threads: new Map([[key, next]]) });
    }
  }
}
