import { Worker } from 'node:worker_threads';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { IndexBatch, IndexFacts, SearchIndex, Shelf, Stretch, TermGroups } from '../../search/ports.ts';
import type { FtsIndex, FtsOptions } from './fts-index.ts';
import type { IndexAnswer, IndexMethod } from './index-thread.ts';

/** Tasks that may wait for the thread; more are refused with 'server.busy'. */
const MOST_WAITING = 1000;
const RETRY_AFTER_MS = 1000;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** `FtsIndex` in a thread of its own. A thread that dies is begun anew by the next who asks. */
export class ThreadedIndex implements SearchIndex {
  readonly #options: FtsOptions;
  readonly #log: Log;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 1;
  #closed = false;

  constructor(options: FtsOptions, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  async put(shelf: Shelf, batches: readonly IndexBatch[]) {
    await this.#ask('put', [shelf, batches]);
  }

  async progress(shelf: Shelf) {
    return (await this.#ask('progress', [shelf])) as ReadonlyMap<ConversationId, Seq>;
  }

  async find(terms: TermGroups, stretches: readonly Stretch[], limit: number) {
    return (await this.#ask('find', [terms, stretches, limit])) as Seq[][];
  }

  async building() {
    return (await this.#ask('building', [])) as boolean;
  }

  async begin() {
    await this.#ask('begin', []);
  }

  async tidy() {
    return (await this.#ask('tidy', [])) as boolean;
  }

  async facts() {
    return (await this.#ask('facts', [])) as IndexFacts;
  }

  async swap(at: number) {
    await this.#ask('swap', [at]);
  }

  /** What was asked before is done first. */
  async close() {
    if (this.#closed) return;
    const worker = this.#worker;
    if (worker !== undefined) await this.#ask('close', []).catch(() => {});
    this.#closed = true;
    await worker?.terminate();
  }

  #ask<Name extends IndexMethod>(name: Name, args: Parameters<FtsIndex[Name]>): Promise<unknown> {
    if (this.#closed || this.#waiting.size >= MOST_WAITING) return Promise.reject(busy());
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, do: name, with: args });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./index-thread.ts', import.meta.url), { workerData: this.#options });
    worker.on('message', (answer: IndexAnswer) => this.#answered(answer));
    worker.on('error', (error: Error) => this.#log.error({ error: error.message }, 'the search index failed'));
    worker.on('exit', () => this.#ended(worker));
    return worker;
  }

  #answered(answer: IndexAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('ok' in answer) waiting?.resolve(answer.ok);
    else {
      this.#log.warn({ error: answer.error }, 'the search index could not do it');
      waiting?.reject(busy());
    }
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(busy());
    this.#waiting.clear();
  }
}

function busy(): Failure {
  return new Failure('server.busy', { retryAfterMs: RETRY_AFTER_MS });
}
