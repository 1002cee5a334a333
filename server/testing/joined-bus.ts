import { type Log, silentLog } from '#kernel/ports/log.ts';
import { LocalBus } from '../adapters/bus/local-bus.ts';

/**
 * The bus of a second process: what is said on it is heard on the first one's too, and the other way round for `topics`, unless it is
 * `apart`. What was missed then is a loss once a test says so.
 */
export class JoinedBus<Topics extends Record<string, unknown>> extends LocalBus<Topics> {
  apart = false;
  readonly #first: LocalBus<Topics>;
  readonly #own = new WeakSet<object>();
  readonly #listeners = new Set<() => void>();

  constructor(first: LocalBus<Topics>, topics: readonly (keyof Topics & string)[], log: Log = silentLog) {
    super(log);
    this.#first = first;
    for (const topic of topics) {
      first.subscribe(topic, (payload) => {
        if (!this.apart && !this.#own.has(payload as object)) super.publish(topic, payload);
      });
    }
  }

  override publish<Topic extends keyof Topics & string>(topic: Topic, payload: Topics[Topic]): void {
    super.publish(topic, payload);
    if (this.apart) return;
    this.#own.add(payload as object);
    this.#first.publish(topic, payload);
  }

  override onLoss(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lose(): void {
    for (const listener of this.#listeners) listener();
  }
}
