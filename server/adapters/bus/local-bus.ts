import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';

type Listener = (payload: never) => void;

/** A bus within one process. Payloads are delivered in a later microtask, in order of publishing. */
export class LocalBus<Topics extends Record<string, unknown>> implements Bus<Topics> {
  readonly #log: Log;
  readonly #listeners = new Map<string, Set<Listener>>();
  #waiting: { topic: string; payload: unknown }[] = [];
  #closed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  publish<Topic extends keyof Topics & string>(topic: Topic, payload: Topics[Topic]): void {
    if (this.#closed) return;
    this.#waiting.push({ topic, payload });
    if (this.#waiting.length === 1) queueMicrotask(() => this.#deliver());
  }

  subscribe<Topic extends keyof Topics & string>(topic: Topic, listener: (payload: Topics[Topic]) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    // A function of its own, so that subscribing one listener twice is two subscriptions.
    const own: Listener = (payload) => listener(payload);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  /** Within one process nothing is missed. */
  onLoss(_listener: () => void): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting = [];
    this.#listeners.clear();
  }

  #deliver(): void {
    const payloads = this.#waiting;
    this.#waiting = [];
    for (const { topic, payload } of payloads) {
      for (const listener of [...(this.#listeners.get(topic) ?? [])]) this.#tell(topic, listener, payload);
    }
  }

  /** A listener that throws is a bug of its own: the others still get the payload. */
  #tell(topic: string, listener: Listener, payload: unknown): void {
    if (!this.#listeners.get(topic)?.has(listener)) return;
    try {
      listener(payload as never);
    } catch (error) {
      this.#log.error({ topic, stack: error instanceof Error ? error.stack : '' }, 'a bus listener failed');
    }
  }
}
