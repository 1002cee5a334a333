import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { ConversationTopics, Searchable } from '../conversations/api.ts';
import { indexed } from './document.ts';
import type { IndexBatch, SearchIndex, Shelf } from './ports.ts';

export interface FollowerOptions {
  source: Pick<Searchable, 'heads' | 'changed'>;
  index: SearchIndex;
  bus: Pick<Bus<ConversationTopics>, 'subscribe' | 'onLoss'>;
  log: Log;
  /** How long what is written is gathered before it goes into the index, in ms. */
  gatherMs?: number;
  /** How long it waits after a failure, in ms. */
  retryMs?: number;
}

const GATHER_MS = 150;
const RETRY_MS = 5_000;
/** Events that are read at once: a few ms, and then others have their turn. */
const SLICE = 50;
/** Conversations that go into the index at once. */
const TOGETHER = 32;
const HEADS = 200;

/**
 * Keeps one shelf of the index with the logs. Where it is, is kept in the index itself, for each conversation: nothing is
 * lost by a crash, and nothing is read twice for nothing.
 */
export class Follower {
  readonly #options: Required<FollowerOptions>;
  #shelf: Shelf;
  readonly #behind = new Set<ConversationId>();
  readonly #stops: (() => void)[];
  #places = new Map<ConversationId, Seq>();
  #begun = false;
  #whole = false;
  #running: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(shelf: Shelf, options: FollowerOptions) {
    this.#options = { gatherMs: GATHER_MS, retryMs: RETRY_MS, ...options };
    this.#shelf = shelf;
    this.#stops = [
      options.bus.subscribe('conversation', ({ event }) => {
        this.#behind.add(event.conversation);
        this.#schedule(this.#options.gatherMs);
      }),
      options.bus.onLoss(() => {
        this.#begun = false;
        this.#schedule(this.#options.gatherMs);
      }),
    ];
  }

  /** Whether all that was there when it began is in the index. */
  get whole(): boolean {
    return this.#whole;
  }

  /** Resolves when everything that was committed up to now is in the index, or can't be for now: false. */
  async settle(): Promise<boolean> {
    // What runs may have passed a place before something was added there.
    await this.#running;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** It was built beside the shown one: while `swap` puts it in its place, nothing is added. */
  async takePlace(swap: () => Promise<void>): Promise<void> {
    await this.#running;
    this.#running = swap().then(
      () => {
        this.#shelf = 'shown';
        return true;
      },
      () => false,
    );
    await this.#running;
    this.#running = undefined;
    this.#schedule(0);
  }

  /** How many events of all logs there are, and how many of them it has read. */
  async progress(): Promise<{ done: number; of: number }> {
    let [done, of] = [0, 0];
    for await (const { conversation, lastSeq } of this.#heads()) {
      of += lastSeq;
      done += Math.min(lastSeq, this.#places.get(conversation) ?? 0);
    }
    return { done, of };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.settle();
    }, delayMs).unref();
  }

  /** Never rejects. */
  async #run(): Promise<boolean> {
    try {
      if (!this.#begun) await this.#begin();
      while (this.#behind.size > 0) {
        if (this.#closed) return false;
        await this.#followSome();
        await breath();
      }
      this.#whole = true;
      return true;
    } catch (error) {
      this.#begun = false;
      if (this.#closed) return false;
      this.#options.log.warn({ error: error instanceof Error ? error.message : '' }, 'the search index falls behind');
      this.#schedule(this.#options.retryMs);
      return false;
    }
  }

  /** What the index lacks, or has of a log that is shorter now: then the conversation is read anew. */
  async #begin(): Promise<void> {
    this.#places = new Map(await this.#options.index.progress(this.#shelf));
    for await (const { conversation, lastSeq } of this.#heads()) {
      const place = this.#places.get(conversation) ?? 0;
      if (place > lastSeq) this.#places.set(conversation, 0);
      if (place !== lastSeq) this.#behind.add(conversation);
    }
    this.#begun = true;
  }

  /** How far each conversation goes, some at a time. */
  async *#heads() {
    for (let after = ''; !this.#closed; ) {
      const heads = await this.#options.source.heads(after, HEADS);
      yield* heads;
      const last = heads.at(-1);
      if (last === undefined) return;
      after = last.conversation;
      await breath();
    }
  }

  /** Takes as many conversations as make a slice into the index together: each time costs as much as some messages. */
  async #followSome(): Promise<void> {
    const batches: IndexBatch[] = [];
    let left = SLICE;
    for (const conversation of this.#behind) {
      this.#behind.delete(conversation);
      const after = this.#places.get(conversation) ?? 0;
      const { messages, upTo } = await this.#options.source.changed(conversation, after, SLICE);
      if (this.#closed) return;
      if (upTo === after + SLICE) this.#behind.add(conversation);
      if (upTo > after) batches.push({ conversation, messages: messages.map(indexed), upTo });
      left -= upTo - after;
      if (left <= 0 || batches.length === TOGETHER) break;
    }
    if (batches.length === 0) return;
    await this.#options.index.put(this.#shelf, batches);
    for (const { conversation, upTo } of batches) this.#places.set(conversation, upTo);
  }
}

/** Lets everybody else have their turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
