import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { Failure } from '#kernel/failure.ts';
import { invariant } from '#kernel/invariant.ts';
import type { HashTask } from './hash-worker.ts';
import { makeToken } from './tokens.ts';

/** What a password costs. The defaults are OWASP's for Argon2id: 19 MiB, 2 passes, 1 lane. */
export interface HashingOptions {
  memoryKiB?: number;
  passes?: number;
  /** Worker threads at most. */
  threads?: number;
  /** Passwords that may wait for a thread; more are refused with 'server.busy'. */
  queue?: number;
}

const MEMORY_KIB = 19_456;
const PASSES = 2;
const MAX_THREADS = 4;
const QUEUE = 64;
const IDLE_TIMEOUT_MS = 30_000;
const RETRY_AFTER_MS = 1000;

/** Hashes and checks passwords in worker threads, so that a rush of sign-ins doesn't hold the event loop. */
export class Passwords {
  readonly #pool: Piscina<HashTask, string | boolean>;
  readonly #cost: { memoryKiB: number; passes: number };
  readonly #room: number;
  readonly #nobodys: Promise<string>;
  #busy = 0;

  constructor(options: HashingOptions = {}) {
    const threads = options.threads ?? Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1));
    this.#cost = { memoryKiB: options.memoryKiB ?? MEMORY_KIB, passes: options.passes ?? PASSES };
    this.#room = threads + (options.queue ?? QUEUE);
    this.#pool = new Piscina({
      filename: new URL('./hash-worker.ts', import.meta.url).href,
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: IDLE_TIMEOUT_MS,
    });
    this.#nobodys = this.#ask({ do: 'hash', password: makeToken(), ...this.#cost });
    this.#nobodys.catch(() => {});
  }

  /** The encoded hash to store. @throws Failure 'server.busy' */
  async hash(password: string): Promise<string> {
    return this.#run({ do: 'hash', password, ...this.#cost });
  }

  /** Without a `hash`, it takes as long as with one, and the answer is false. @throws Failure 'server.busy' */
  async verify(hash: string | undefined, password: string): Promise<boolean> {
    const fits = await this.#run({ do: 'verify', password, hash: hash ?? (await this.#nobodys) });
    return hash !== undefined && fits;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #run(task: HashTask & { do: 'hash' }): Promise<string>;
  async #run(task: HashTask & { do: 'verify' }): Promise<boolean>;
  async #run(task: HashTask): Promise<string | boolean> {
    if (this.#busy >= this.#room) throw new Failure('server.busy', { retryAfterMs: RETRY_AFTER_MS });
    this.#busy++;
    try {
      return await this.#pool.run(task);
    } finally {
      this.#busy--;
    }
  }

  async #ask(task: HashTask & { do: 'hash' }): Promise<string> {
    const hash = await this.#pool.run(task);
    invariant(typeof hash === 'string', 'a hash is text');
    return hash;
  }
}
