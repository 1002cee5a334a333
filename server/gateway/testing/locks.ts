import type { Locks } from '#client/ports.ts';

interface Waiter {
  run: () => Promise<void>;
  cancelled: boolean;
}

/** `navigator.locks` of one origin, for the tabs of a test. */
export class MemoryLocks implements Locks {
  readonly #held = new Map<string, Waiter[]>();

  request(
    name: string,
    { ifAvailable, signal }: Parameters<Locks['request']>[1],
    work: Parameters<Locks['request']>[2],
  ): Promise<unknown> {
    const queue = this.#held.get(name);
    if (ifAvailable && queue !== undefined) return Promise.resolve(work(null));
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        cancelled: false,
        run: async () => {
          await Promise.resolve(work({ name })).then(resolve, reject);
        },
      };
      signal?.addEventListener('abort', () => {
        waiter.cancelled = true;
        reject(new Error('aborted'));
      });
      if (queue === undefined) {
        this.#held.set(name, []);
        void this.#run(name, waiter);
      } else queue.push(waiter);
    });
  }

  async #run(name: string, waiter: Waiter): Promise<void> {
    if (!waiter.cancelled) await waiter.run();
    const next = this.#held.get(name)?.shift();
    if (next === undefined) this.#held.delete(name);
    else await this.#run(name, next);
  }
}
