import { Emitter } from '#kernel/emitter.ts';
import { asFailure } from '#kernel/failure.ts';
import { foldMark } from '#kernel/mark-fold.ts';
import { unreadInThread } from '#kernel/thread-fold.ts';
import type { ClientId, ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { FailureBody } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { MarkEntry, ThreadEntry } from '#protocol/personal.ts';
import type { ResultOf, Written } from '#protocol/realtime.ts';
import type { Ledger } from './ledger.ts';
import type { LocalCopy } from './local-copy.ts';
import type { Outbox } from './outbox.ts';
import type { People } from './people.ts';
import type { Personal } from './personal.ts';
import type { OutboxItem, ThreadKey } from './store/store.ts';
import type { Call } from './sync.ts';
import { outgoingIn, rootView, type SentReply, sentViews } from './thread-lines.ts';
import {
  placeOfThread,
  type ThreadWindow,
  takeThreadAfter,
  takeThreadBefore,
  takeThreadEvent,
  takeThreadPage,
  threadKey,
} from './thread-window.ts';
import type { LineView, SentLine } from './view.ts';

/** A thread as the screen shows it. The same object until it changes. */
export interface ThreadView {
  conversation: ConversationId;
  /** Absent while it is being fetched. */
  root: SentLine | undefined;
  /** Oldest first; what is on its way at the end. */
  lines: readonly LineView[];
  hasBefore: boolean;
  hasAfter: boolean;
  loading: boolean;
  failure: FailureBody | undefined;
  /** Whether this person follows it. */
  following: boolean;
  unread: number;
  /** Where this person had read up to when it was opened. */
  readAtOpen: Seq | undefined;
}

interface State {
  open: number;
  window: ThreadWindow | undefined;
  loading: boolean;
  failure: FailureBody | undefined;
  readAtOpen: Seq | undefined;
  /** Own replies that the server has and the window doesn't yet. */
  sent: readonly SentReply[];
}

export interface ThreadsOptions {
  me: UserId;
  call: Call;
  ledger: Ledger;
  outbox: Outbox;
  people: People;
  personal: Personal;
  /** Those that this device keeps. */
  copy: Pick<LocalCopy, 'thread' | 'threads'>;
}

/** A followed thread with its last replies, as lists show it. */
export type ListedThread = ResultOf<'thread.list'>['threads'][number];

/** What `thread.list` shows of each. */
const LISTED_REPLIES = 2;
/** It isn't there for this person any more. */
const GONE: ReadonlySet<string> = new Set(['message.unknown', 'conversation.unknown']);

const IDLE: State = {
  open: 0,
  window: undefined,
  loading: false,
  failure: undefined,
  readAtOpen: undefined,
  sent: [],
};

/** The threads on the screen: their newest replies, live, and what is being written there. */
export class Threads extends Emitter<{ changed: [] }> {
  readonly #options: ThreadsOptions;
  readonly #states = new Map<string, State>();
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #views = new Map<string, { from: readonly unknown[]; view: ThreadView }>();

  constructor(options: ThreadsOptions) {
    super();
    this.#options = options;
  }

  view(conversation: ConversationId, root: Seq): ThreadView {
    const key = threadKey(conversation, root);
    const state = this.#state(key);
    const queue = this.#options.outbox.of(conversation);
    const from = [state, queue, this.entry(conversation, root)];
    const known = this.#views.get(key);
    if (known?.from.every((each, index) => each === from[index])) return known.view;
    const view = this.#view(conversation, root, state);
    this.#views.set(key, { from, view });
    return view;
  }

  /** What this person's own log says of the thread; undefined: they don't follow it. */
  entry(conversation: ConversationId, root: Seq): ThreadEntry | undefined {
    return this.#options.personal.of('thread').get(`thread:${conversation}:${root}`);
  }

  /** The thread is in view until the returned function is called. */
  open(conversation: ConversationId, root: Seq): () => void {
    const key = threadKey(conversation, root);
    const { open, readAtOpen, window } = this.#state(key);
    const read = this.entry(conversation, root)?.read.seq;
    this.#set(key, { open: open + 1, readAtOpen: open > 0 ? readAtOpen : read });
    if (window === undefined) void this.#showStored(key);
    if (window === undefined || !window.after) void this.reload(conversation, root);
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      const left = this.#state(key).open - 1;
      if (left > 0) this.#set(key, { open: left });
      else {
        this.#states.delete(key);
        this.#views.delete(key);
      }
    };
  }

  /** Never rejects: a failure is in the view. */
  reload(conversation: ConversationId, root: Seq): Promise<void> {
    return this.#fetch(threadKey(conversation, root), async () => {
      const page = await this.#page(conversation, root, {});
      return () => takeThreadPage(page);
    });
  }

  /** Never rejects: a failure is in the view. */
  async loadBefore(conversation: ConversationId, root: Seq): Promise<void> {
    const key = threadKey(conversation, root);
    const { window, loading } = this.#state(key);
    const before = window?.lines[0]?.seq;
    if (!window?.before || before === undefined || loading) return;
    await this.#fetch(key, async () => {
      const page = await this.#page(conversation, root, { before });
      return (now) => now && takeThreadBefore(now, page, before);
    });
  }

  /** Never rejects: a failure is in the view. */
  async loadAfter(conversation: ConversationId, root: Seq): Promise<void> {
    const key = threadKey(conversation, root);
    const { window, loading } = this.#state(key);
    const after = window?.lines.at(-1)?.seq;
    if (!window?.after || after === undefined || loading) return;
    await this.#fetch(key, async () => {
      const page = await this.#page(conversation, root, { after });
      return (now) => now && takeThreadAfter(now, page, after);
    });
  }

  /** Shows the reply at `seq` among those around it. Never rejects: a failure is in the view. */
  async loadAround(conversation: ConversationId, root: Seq, seq: Seq): Promise<void> {
    const key = threadKey(conversation, root);
    await this.#fetching.get(key);
    const known = this.#state(key).window?.lines.some((line) => line.seq === seq);
    if (known || seq === root) return;
    await this.#loadAround(key, seq);
  }

  /** The followed threads that this device keeps, those with the newest replies first: for lists without a server. */
  async kept(): Promise<ListedThread[]> {
    const entries = [...this.#options.personal.of('thread').values()];
    const listed: ListedThread[] = [];
    for (const entry of entries.toSorted((a, b) => b.last.at - a.last.at)) {
      const window = await this.#options.copy.thread(threadKey(entry.conversation, entry.root)).catch(() => undefined);
      if (window !== undefined) listed.push({ entry, root: window.root, replies: window.lines.slice(-LISTED_REPLIES) });
    }
    return listed;
  }

  /** Up to the reply at `seq`. */
  async markRead(conversation: ConversationId, root: Seq, seq: Seq): Promise<void> {
    const entry = this.entry(conversation, root);
    if (entry === undefined || unreadInThread(entry) === 0 || seq <= entry.read.seq) return;
    await this.#options.call('thread.read', { conversation, root, seq }).catch(() => {});
  }

  async follow(conversation: ConversationId, root: Seq, on: boolean): Promise<void> {
    await this.#options.call('thread.follow', { conversation, root, on });
  }

  /** Live, in the order of the log. */
  handleEvent(event: ConversationEvent): void {
    for (const [key, { window }] of this.#of(event.conversation)) {
      if (window === undefined) continue;
      const next = takeThreadEvent(window, event, this.#options.me);
      if (next === 'gap') void this.#refresh(key);
      else if (next !== window) this.#setWindow(key, next);
    }
  }

  /** What this person did with messages for themself. */
  handleMark(entry: MarkEntry): void {
    for (const [key, { window }] of this.#of(entry.conversation)) {
      const [root] = window === undefined ? [] : foldMark([window.root], entry);
      if (window === undefined) continue;
      if (root === undefined) {
        this.#set(key, { window: undefined });
        void this.reload(entry.conversation, window.root.seq);
      } else this.#setWindow(key, { ...window, root, lines: foldMark(window.lines, entry) });
    }
  }

  /** The conversation's log is known further: by events that came on another way. */
  handleHeard(conversation: ConversationId): void {
    const { heard } = this.#options.ledger.get(conversation);
    for (const [key, { window }] of this.#of(conversation)) {
      if (window !== undefined && window.to < heard) void this.#refresh(key);
    }
  }

  handleOnline(): void {
    for (const key of this.#states.keys()) void this.#refresh(key);
  }

  handleConfirmed(item: OutboxItem, { seq }: Written): void {
    if ('change' in item || item.thread === undefined) return;
    const key = threadKey(item.conversation, item.thread);
    const state = this.#states.get(key);
    if (state === undefined || state.sent.some((one) => one.item.clientId === item.clientId)) return;
    if ((state.window?.to ?? 0) < seq) this.#set(key, { sent: [...state.sent, { item, seq }] });
  }

  #view(conversation: ConversationId, root: Seq, state: State): ThreadView {
    const { me, outbox } = this.#options;
    const entry = this.entry(conversation, root);
    const queue = outbox.of(conversation);
    const { window, loading, failure, readAtOpen } = state;
    const known = new Set<ClientId>();
    for (const line of window?.lines ?? []) if (line.type === 'message' && line.by === me) known.add(line.clientId);
    return {
      conversation,
      root: window && rootView(window.root, queue, me),
      lines: [...sentViews(window?.lines ?? [], queue, me), ...outgoingIn(root, queue, state.sent, known, me)],
      hasBefore: window?.before ?? false,
      hasAfter: window?.after ?? false,
      loading,
      failure,
      following: entry !== undefined,
      unread: entry === undefined ? 0 : unreadInThread(entry),
      readAtOpen,
    };
  }

  async #page(conversation: ConversationId, root: Seq, where: { before?: Seq; after?: Seq; around?: Seq }) {
    const { call, people } = this.#options;
    const page = await call('thread.history', { conversation, root, limit: LIMITS.pageSize, ...where });
    people.take(page.people);
    return page;
  }

  /** One fetch of a thread at a time: what is asked for meanwhile waits for it and is done after it. */
  #fetch(key: string, work: () => Promise<(now: ThreadWindow | undefined) => ThreadWindow | undefined>): Promise<void> {
    const after = this.#fetching.get(key) ?? Promise.resolve();
    const done = after.then(async () => {
      if (!this.#states.has(key)) return;
      this.#set(key, { loading: true, failure: undefined });
      try {
        const take = await work();
        this.#set(key, { loading: false });
        this.#setWindow(key, take(this.#state(key).window));
      } catch (error) {
        const failure = asFailure(error).body();
        if (GONE.has(failure.code)) this.#options.copy.threads.drop(key);
        this.#set(key, { loading: false, failure, ...(GONE.has(failure.code) ? { window: undefined } : {}) });
      }
    });
    this.#fetching.set(key, done);
    return done.finally(() => this.#fetching.get(key) === done && this.#fetching.delete(key));
  }

  #loadAround(key: ThreadKey, seq: Seq): Promise<void> {
    const [conversation, root] = placeOfThread(key);
    return this.#fetch(key, async () => {
      const page = await this.#page(conversation, root, { around: seq });
      return () => takeThreadPage(page);
    });
  }

  /** Brings what is shown up: around its middle, or with the newest replies. */
  async #refresh(key: ThreadKey): Promise<void> {
    const { window } = this.#state(key);
    const middle = window?.lines[window.lines.length >> 1];
    if (window?.after && middle !== undefined) await this.#loadAround(key, middle.seq);
    else await this.reload(...placeOfThread(key));
  }

  /** What was kept is there at once; what the server says takes its place. */
  async #showStored(key: string): Promise<void> {
    const window = await this.#options.copy.thread(key).catch(() => undefined);
    const state = this.#states.get(key);
    if (window === undefined || state === undefined || state.window !== undefined) return;
    if (state.failure === undefined || !GONE.has(state.failure.code)) this.#setWindow(key, window);
  }

  #setWindow(key: string, window: ThreadWindow | undefined): void {
    const sent = this.#state(key).sent.filter((one) => window === undefined || one.seq > window.to);
    this.#set(key, { window, sent });
    if (window !== undefined && this.#states.has(key)) this.#options.copy.threads.put(key, window);
  }

  #set(key: string, change: Partial<State>): void {
    if (change.open === undefined && !this.#states.has(key)) return;
    this.#states.set(key, { ...this.#state(key), ...change });
    this.emit('changed');
  }

  #state(key: string): State {
    return this.#states.get(key) ?? IDLE;
  }

  #of(conversation: ConversationId): [string, State][] {
    return [...this.#states].filter(([key]) => placeOfThread(key)[0] === conversation);
  }
}
