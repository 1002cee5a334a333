import type { Locks } from '#client/ports.ts';

interface Waiter {
  run: () => Promise<void>;
  cancelled: boolean;
}

interface Lock {
  waiting: Waiter[];
  /** The holder's request fails, and the next one gets the lock. */
  steal: () => void;
}

/** `navigator.locks` of one origin, for the tabs of a test. */
export class MemoryLocks implements Locks {
  readonly #held = new Map<string, Lock>();

  request(
    name: string,
    { ifAvailable, signal, steal }: Parameters<Locks['request']>[1],
    work: Parameters<Locks['request']>[2],
  ): Promise<unknown> {
    const lock = this.#held.get(name);
    if (ifAvailable && lock !== undefined) return Promise.resolve(work(null));
    return new Promise((resolve, reject) => {
      const stolen = Promise.withResolvers<void>();
      const waiter: Waiter = {
        cancelled: false,
        run: async () => {
          const mine: Lock = { waiting: this.#held.get(name)?.waiting ?? [], steal: () => stolen.resolve() };
          this.#held.set(name, mine);
          const done = Promise.resolve(work({ name })).then(resolve, reject);
          await Promise.race([done, stolen.promise.then(() => reject(new Error('stolen')))]);
        },
      };
      signal?.addEventListener('abort', () => {
        waiter.cancelled = true;
        reject(new Error('aborted'));
      });
      if (lock === undefined) void this.#run(name, waiter);
      else if (steal) {
        lock.waiting.unshift(waiter);
        lock.steal();
      } else lock.waiting.push(waiter);
    });
  }

  async #run(name: string, waiter: Waiter): Promise<void> {
    if (!waiter.cancelled) await waiter.run();
    const next = this.#held.get(name)?.waiting.shift();
    if (next === undefined) this.#held.delete(name);
    else await this.#run(name, next);
  }
}
