import { foldLines } from '#kernel/line-fold.ts';
import { foldMark } from '#kernel/mark-fold.ts';
import { slotOf } from '#kernel/personal-fold.ts';
import type { ConversationId, Person, UserId } from '#protocol/common.ts';
import type { EventOf, Line } from '#protocol/conversations.ts';
import type { MarkEntry } from '#protocol/personal.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { Ledger } from './ledger.ts';
import type { People } from './people.ts';
import type { Personal } from './personal.ts';
import type { Timers } from './ports.ts';
import { isFull } from './store/full.ts';
import type { Store, StoredChanges, StoredCursor, StoredWindow, ThreadKey } from './store/store.ts';
import { STORED_LINES, StoreKeeper } from './store-keeper.ts';
import type { Call } from './sync.ts';
import { ThreadCopies } from './thread-copies.ts';
import type { ThreadWindow } from './thread-window.ts';

export interface LocalCopyOptions {
  user: UserId;
  store: Store;
  ledger: Ledger;
  people: People;
  personal: Personal;
  /** Behind the screen. */
  call: Call;
  timers: Timers;
}

/** Changes are gathered for this long before they are stored. */
const GATHER_MS = 300;
/** How long after it has begun to write a client first cleans up, and how often then. */
const FIRST_CLEAN_MS = 60_000;
const CLEAN_MS = 6 * 60 * 60_000;
/** Marks that wait until this client writes, and the store takes them. */
const MOST_MARKS = 1000;

/**
 * Writes what is known to the store, so that the next start shows it at once. Only the leader among the tabs writes. The
 * cursor goes in together with everything that it covers.
 */
export class LocalCopy {
  readonly #options: LocalCopyOptions;
  readonly #stops: (() => void)[];
  readonly threads: ThreadCopies;
  #dirty = new Set<ConversationId>();
  #people = new Map<UserId, Person>();
  #marks: MarkEntry[] = [];
  #slots = new Set<string>();
  #cursor: StoredCursor | undefined;
  #reset = false;
  #cleared = false;
  #leads = false;
  /** Grows when the lead is taken or given up. */
  #turn = 0;
  #closed = false;
  readonly #keeper: StoreKeeper;
  /** Conversations in which something has happened since the last `hello`. */
  readonly #moved = new Set<ConversationId>();
  #stopTimer: (() => void) | undefined;
  #stopCleaning = (): void => {};
  #writing: Promise<void> = Promise.resolve();

  constructor(options: LocalCopyOptions) {
    this.#options = options;
    this.#keeper = new StoreKeeper(options);
    this.threads = new ThreadCopies({ ...options, onChange: () => this.#schedule() });
    this.#stops = [
      options.ledger.on('changed', (id) => this.#touch(id)),
      options.personal.on('changed', (slot) => {
        const slots = slot === undefined ? [...options.personal.all().keys()] : [slot];
        for (const each of slots) this.#slots.add(each);
        this.#schedule();
      }),
      options.people.on('changed', (people) => {
        for (const person of people) this.#people.set(person.id, person);
        this.#schedule();
      }),
    ];
  }

  /** From now on this client writes. It begins with all that it knows, and drops what it knows to be gone. */
  async lead(): Promise<void> {
    const { store, user, ledger } = this.#options;
    const turn = ++this.#turn;
    const stored = await store.account(user).catch(() => undefined);
    // Followed meanwhile, or closed.
    if (turn !== this.#turn || this.#closed) return;
    this.#leads = true;
    for (const entry of stored?.personal ?? []) this.#slots.add(slotOf(entry));
    for (const slot of this.#options.personal.all().keys()) this.#slots.add(slot);
    for (const { id } of stored?.summaries ?? []) if (this.#cursor !== undefined) this.#dirty.add(id);
    for (const id of ledger.all().keys()) this.#dirty.add(id);
    if (this.#cursor !== undefined && stored?.cursor?.epoch !== this.#cursor.epoch) this.#reset = true;
    this.#schedule();
    this.#cleanAfter(FIRST_CLEAN_MS);
  }

  /** Another tab writes from now on. */
  follow(): void {
    this.#turn += 1;
    this.#leads = false;
    this.#stopCleaning();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Everything that the cursor covers has been put into the ledger. */
  advance(cursor: StoredCursor): void {
    const begun = cursor.cursor !== this.#cursor?.cursor;
    this.#cursor = cursor;
    this.#schedule();
    if (begun) void this.#bringUp();
  }

  /** The stored window, unless it is of a log that began anew since. */
  async window(id: ConversationId): Promise<StoredWindow | undefined> {
    // Those that wait now may be stored while this is read, after it was read.
    const before = this.#marks;
    const window = this.#cleared ? undefined : await this.#options.store.window(this.#options.user, id);
    return window && { ...window, lines: this.#marked(marked(window.lines, before)) };
  }

  /** The stored thread, unless it is of a log that began anew since. Never rejects. */
  async thread(key: ThreadKey): Promise<ThreadWindow | undefined> {
    const before = this.#marks;
    const thread = this.#cleared ? undefined : await this.threads.read(key);
    const [root] = thread === undefined ? [] : this.#marked(marked([thread.root], before));
    return thread && root && { ...thread, root, lines: this.#marked(marked(thread.lines, before)) };
  }

  /** Stores what is gathered, unless all of it is to be forgotten, and then nothing more. */
  async close(keep: boolean): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#closed = true;
    this.#stopCleaning();
    if (!keep) this.#leads = false;
    await this.flush();
    this.#leads = false;
  }

  /** Never rejects. Takes a recalled text out of the stored window, also while another window is on the screen. */
  erase(event: EventOf<'recalled'>): Promise<void> {
    return this.#inTurn(() => this.#erase(event));
  }

  /** What this person did with messages for themself goes into the stored windows, also of what isn't on the screen. */
  mark(entry: MarkEntry): void {
    this.#marks = [...this.#marks, entry].slice(-MOST_MARKS);
    this.#schedule();
  }

  /** What was marked before ends with a membership. */
  unmark(conversation: ConversationId): void {
    this.#marks = this.#marks.filter((entry) => entry.conversation !== conversation);
  }

  /** Resolves when everything up to now is stored, or can't be. */
  flush(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #touch(id: ConversationId | undefined): void {
    if (id !== undefined) {
      this.#dirty.add(id);
      this.#moved.add(id);
    } else {
      this.#dirty.clear();
      this.#moved.clear();
      this.#reset = true;
      this.#cleared = true;
      this.threads.clear();
    }
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#leads || this.#stopTimer !== undefined) return;
    this.#stopTimer = this.#options.timers.after(GATHER_MS, () => void this.flush());
  }

  #cleanAfter(delayMs: number): void {
    this.#stopCleaning();
    this.#stopCleaning = this.#options.timers.after(delayMs, () => {
      this.#cleanAfter(CLEAN_MS);
      this.#inTurn(async () => {
        const { store, user } = this.#options;
        if (this.#leads) await store.apply(user, await this.#keeper.toDrop());
      });
    });
  }

  /** Brings the stored windows up that nobody looks at: they have missed what happened while this device was away. */
  async #bringUp(): Promise<void> {
    const ids = [...this.#moved];
    this.#moved.clear();
    for (const id of ids) {
      if (!this.#leads) return;
      await this.#inTurn(() => this.#bringUpOne(id));
    }
  }

  async #bringUpOne(id: ConversationId): Promise<void> {
    const { store, user, ledger } = this.#options;
    const window = await this.#keeper.broughtUp(id);
    // Opened meanwhile: what is in memory is stored anyway.
    if (window !== undefined && ledger.get(id).window === undefined) {
      await store.apply(user, window === 'drop' ? { droppedWindows: [id] } : { windows: new Map([[id, window]]) });
    }
    await this.threads.bringUp(id);
  }

  /** After what is being written. Never rejects: what can't be done now is done another time. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch(() => {});
    return this.#writing;
  }

  async #erase(event: EventOf<'recalled'>): Promise<void> {
    const { store, user } = this.#options;
    if (!this.#leads) return;
    await this.threads.erase(event);
    const window = await store.window(user, event.conversation);
    const lines = window && foldLines(window.lines, event, user);
    if (window === undefined || lines === undefined || lines === window.lines) return;
    await store.apply(user, { windows: new Map([[event.conversation, { ...window, lines: [...lines] }]]) });
  }

  /** Never rejects: without the copy, the next start only takes longer. */
  async #write(): Promise<void> {
    if (!this.#leads) return;
    await this.#storeMarks();
    const changes = this.#gather();
    const { dirty, people, reset } = { dirty: this.#dirty, people: this.#people, reset: this.#reset };
    const slots = this.#slots;
    this.#dirty = new Set();
    this.#slots = new Set();
    this.#people = new Map();
    this.#reset = false;
    try {
      await this.#options.store.apply(this.#options.user, changes);
    } catch (error) {
      if (isFull(error) && this.#keeper.tighten()) this.#cleanAfter(0);
      // The cursor must not get ahead of what it covers: all of this goes in with the next change.
      for (const id of dirty) this.#dirty.add(id);
      for (const slot of slots) this.#slots.add(slot);
      this.threads.giveBack(changes);
      for (const [id, person] of people) if (!this.#people.has(id)) this.#people.set(id, person);
      this.#reset ||= reset;
    }
  }

  /** Never rejects: what can't be stored now is stored with the next change. */
  async #storeMarks(): Promise<void> {
    const { store, user } = this.#options;
    const entries = this.#marks;
    try {
      for (const id of new Set(entries.map((entry) => entry.conversation))) {
        const window = this.#reset ? undefined : await store.window(user, id);
        if (!this.#reset) await this.threads.mark(id, entries);
        if (window === undefined) continue;
        await store.apply(user, { windows: new Map([[id, { ...window, lines: this.#marked(window.lines) }]]) });
      }
      const done = new Set(entries);
      this.#marks = this.#marks.filter((entry) => !done.has(entry));
    } catch {
      // The next time then.
    }
  }

  #marked(lines: readonly Line[]): Line[] {
    return marked(lines, this.#marks);
  }

  #gather(): StoredChanges {
    const windows = new Map<ConversationId, StoredWindow>();
    const threads = this.threads.take();
    const logs = [...this.#dirty].map((id) => ({ id, log: this.#options.ledger.get(id) }));
    for (const { id, log } of logs)
      if (this.#keeper.keepsWindows && log.summary !== undefined && log.window !== undefined)
        keepWindow(windows, id, log);
    return {
      reset: this.#reset,
      ...(this.#cursor === undefined ? {} : { cursor: this.#cursor }),
      summaries: logs.flatMap(({ log }) => log.summary ?? []),
      forgotten: logs.flatMap(({ id, log }) => (log.summary === undefined ? [id] : [])),
      windows,
      ...(this.#keeper.keepsWindows ? threads : {}),
      people: [...this.#people.values()],
      personal: new Map([...this.#slots].map((slot) => [slot, this.#options.personal.all().get(slot)])),
    };
  }
}

function marked(lines: readonly Line[], marks: readonly MarkEntry[]): Line[] {
  return [...marks.reduce<readonly Line[]>((folded, entry) => foldMark(folded, entry), lines)];
}

/** A window away from the newest lines isn't kept, and doesn't replace one that is. */
function keepWindow(windows: Map<ConversationId, StoredWindow>, id: ConversationId, log: ConversationLog): void {
  const { window } = log;
  if (window === undefined || window.after) return;
  const lines = window.lines.slice(-STORED_LINES);
  windows.set(id, { lines: [...lines], to: window.to, before: window.before || lines.length < window.lines.length });
}
