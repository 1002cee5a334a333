import { Emitter } from '#kernel/emitter.ts';
import { asFailure } from '#kernel/failure.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { HistoryPage } from '#protocol/conversations.ts';
import type { FailureBody } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type ConversationLog, missingAfter, takeAfter, takeBefore, takePage } from './conversation-log.ts';
import { type Filler, membersOf } from './filler.ts';
import type { Ledger } from './ledger.ts';
import type { People } from './people.ts';
import type { StoredWindow } from './store/store.ts';
import type { Call } from './sync.ts';
import type { Loading, MemberSearch, MembersPage } from './view.ts';

/** What the screen does with one conversation. Immutable. */
export interface ViewState {
  /** How many places show it. */
  open: number;
  readAtOpen: Seq | undefined;
  loading: Loading;
  failure: FailureBody | undefined;
}

export interface ViewsOptions {
  call: Call;
  ledger: Ledger;
  people: People;
  stored: (id: ConversationId) => Promise<StoredWindow | undefined>;
}

const IDLE: ViewState = { open: 0, readAtOpen: undefined, loading: 'none', failure: undefined };
/** Windows that stay in memory after their conversations were closed. */
const KEPT_WINDOWS = 20;
/** Stored windows that are brought into memory before anybody asks for them. */
const WARM_WINDOWS = 12;

/** The conversations on the screen, and the windows of lines that they show. */
export class Views extends Emitter<{ changed: [ConversationId] }> {
  readonly #options: ViewsOptions;
  readonly #states = new Map<ConversationId, ViewState>();
  /** The last load of each conversation: the next one waits for it. */
  readonly #loads = new Map<ConversationId, { kind: string; done: Promise<void> }>();
  /** On the screen, and not known any more. */
  readonly #lost = new Set<ConversationId>();
  readonly #reads = new Map<ConversationId, Promise<StoredWindow | undefined>>();
  #filler: Filler | undefined;

  constructor(options: ViewsOptions) {
    super();
    this.#options = options;
  }

  /** The two know each other: the filler asks what is in view. */
  set filler(filler: Filler) {
    this.#filler = filler;
  }

  state(id: ConversationId): ViewState {
    return this.#states.get(id) ?? IDLE;
  }

  isInView(id: ConversationId): boolean {
    return this.state(id).open > 0;
  }

  open(id: ConversationId): () => void {
    const { open, readAtOpen } = this.state(id);
    const read = this.#options.ledger.get(id).summary?.read.seq;
    this.#set(id, { open: open + 1, readAtOpen: open > 0 ? readAtOpen : read });
    void this.#show(id);
    let closed = false;
    return () => {
      if (!closed) this.#close(id);
      closed = true;
    };
  }

  /**
   * Brings stored windows into memory, one after the other, so that opening one of these conversations waits for nothing.
   * Never rejects.
   */
  async warm(ids: readonly ConversationId[]): Promise<void> {
    const { ledger } = this.#options;
    for (const id of ids.slice(0, WARM_WINDOWS)) {
      if (ledger.get(id).window !== undefined) continue;
      const kept = await this.#stored(id);
      // What has happened since is fetched only when somebody looks.
      if (kept !== undefined && kept.to >= (ledger.get(id).summary?.lastSeq ?? 0)) this.#takeStored(id, kept);
      if (!this.#states.has(id)) this.#states.set(id, IDLE);
    }
  }

  /** Connected: makes what is on the screen whole. */
  handleOnline(): void {
    for (const [id, { open }] of this.#states) if (open > 0) void this.#show(id);
  }

  /** The conversation became known after it was opened, or it was lost while it is on the screen and is back. */
  handleSummary(id: ConversationId): void {
    const { open, readAtOpen } = this.state(id);
    const read = this.#options.ledger.get(id).summary?.read.seq;
    if (read === undefined && open > 0) this.#lost.add(id);
    if (read !== undefined && this.#lost.delete(id) && open > 0) void this.#show(id);
    if (open > 0 && readAtOpen === undefined && read !== undefined) this.#set(id, { readAtOpen: read });
  }

  loadNewest(id: ConversationId): Promise<void> {
    return this.#load(id, 'newest', () => this.#page(id, {}, (log, page) => takePage(log, page)));
  }

  loadAround(id: ConversationId, seq: Seq): Promise<void> {
    const load = () => this.#page(id, { around: seq }, (log, page) => takePage(log, page));
    return this.#load(id, 'around', load, `around ${seq}`);
  }

  loadBefore(id: ConversationId): Promise<void> {
    return this.#load(id, 'before', async () => {
      const window = this.#options.ledger.get(id).window;
      const before = window?.lines[0]?.seq;
      if (!window?.before || before === undefined) return;
      await this.#page(id, { before }, (log, page) => takeBefore(log, page, before));
    });
  }

  loadAfter(id: ConversationId): Promise<void> {
    return this.#load(id, 'after', async () => {
      const window = this.#options.ledger.get(id).window;
      if (!window?.after) return;
      const after = window.lines.at(-1)?.seq ?? 0;
      await this.#page(id, { after }, (log, page) => takeAfter(log, page, after));
    });
  }

  async loadMembers(id: ConversationId, where: MemberSearch = {}): Promise<MembersPage> {
    const { call, ledger, people } = this.#options;
    const answer = await call('conversation.members', { conversation: id, ...where });
    people.take(answer.people);
    const members = where.query === undefined && where.page === undefined ? membersOf(answer) : undefined;
    if (members !== undefined) {
      const log = ledger.get(id);
      ledger.set(id, { ...log, heard: Math.max(log.heard, answer.asOf), members });
      this.#filler?.fill(id);
    }
    return answer;
  }

  /** Never rejects. Shows what is stored at once, then what is missing. */
  async #show(id: ConversationId): Promise<void> {
    const { ledger } = this.#options;
    if (ledger.get(id).window === undefined) {
      this.#takeStored(id, await this.#stored(id));
    }
    const { window, summary } = ledger.get(id);
    // Of a channel that this person isn't in, nothing was told while nobody looked.
    if (window === undefined || summary === undefined) await this.loadNewest(id);
    else if (missingAfter(ledger.get(id)) !== undefined) this.#filler?.fill(id);
  }

  /** Never rejects. Who opens what is being warmed waits for the same read. */
  #stored(id: ConversationId): Promise<StoredWindow | undefined> {
    const known = this.#reads.get(id);
    if (known !== undefined) return known;
    const read = this.#options
      .stored(id)
      .catch(() => undefined)
      .finally(() => this.#reads.delete(id));
    this.#reads.set(id, read);
    return read;
  }

  #takeStored(id: ConversationId, kept: StoredWindow | undefined): void {
    const { ledger } = this.#options;
    const log = ledger.get(id);
    if (kept === undefined || log.summary === undefined || log.window !== undefined) return;
    ledger.set(id, { ...log, heard: Math.max(log.heard, kept.to), window: { ...kept, after: false } });
  }

  async #page(
    id: ConversationId,
    where: { before?: Seq; after?: Seq; around?: Seq },
    take: (log: ConversationLog, page: HistoryPage) => ConversationLog,
  ): Promise<void> {
    const { call, ledger, people } = this.#options;
    const page = await call('conversation.history', { conversation: id, limit: LIMITS.pageSize, ...where });
    people.take(page.people);
    ledger.set(id, take(ledger.get(id), page));
    this.#filler?.fill(id);
  }

  /** One load of a conversation at a time; the same one asked for twice is done once. Never rejects. */
  #load(id: ConversationId, loading: Loading, work: () => Promise<void>, kind: string = loading): Promise<void> {
    const last = this.#loads.get(id);
    if (last?.kind === kind) return last.done;
    const done = (last?.done ?? Promise.resolve()).then(() => this.#run(id, loading, work));
    const load = { kind, done };
    this.#loads.set(id, load);
    return done.finally(() => this.#loads.get(id) === load && this.#loads.delete(id));
  }

  async #run(id: ConversationId, loading: Loading, work: () => Promise<void>): Promise<void> {
    this.#set(id, { loading, failure: undefined });
    try {
      await work();
      this.#set(id, { loading: 'none' });
    } catch (error) {
      this.#set(id, { loading: 'none', failure: asFailure(error).body() });
    }
  }

  #close(id: ConversationId): void {
    const { open } = this.state(id);
    this.#set(id, open > 1 ? { open: open - 1 } : { open: 0, readAtOpen: undefined });
    if (open <= 1) this.#dropOldest(id);
  }

  /** What was closed last stays the longest. */
  #dropOldest(closed: ConversationId): void {
    const state = this.state(closed);
    this.#states.delete(closed);
    this.#states.set(closed, state);
    const shut = [...this.#states].filter(([, { open }]) => open === 0).map(([id]) => id);
    for (const id of shut.slice(0, Math.max(0, shut.length - KEPT_WINDOWS))) {
      const log = this.#options.ledger.get(id);
      this.#states.delete(id);
      if (log.summary === undefined) this.#options.ledger.delete(id);
      else this.#options.ledger.set(id, { ...log, window: undefined, members: undefined });
    }
  }

  #set(id: ConversationId, change: Partial<ViewState>): void {
    this.#states.set(id, { ...this.state(id), ...change });
    this.emit('changed', id);
  }
}
