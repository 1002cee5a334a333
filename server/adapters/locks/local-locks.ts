import type { Clock } from '#kernel/clock.ts';
import type { Lock, Locks } from '#kernel/ports/locks.ts';

interface Held {
  fence: number;
  until: number;
}

/** Locks within one process. */
export class LocalLocks implements Locks {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  #fence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(name: string, forMs: number): Promise<Lock | undefined> {
    if (this.#now(name) !== undefined) return undefined;
    this.#fence += 1;
    const held = { fence: this.#fence, until: this.#clock.now() + forMs };
    this.#held.set(name, held);
    return {
      fence: held.fence,
      keep: async (forMs) => {
        if (this.#now(name) !== held) return false;
        held.until = this.#clock.now() + forMs;
        return true;
      },
      release: async () => {
        if (this.#held.get(name) === held) this.#held.delete(name);
      },
    };
  }

  #now(name: string): Held | undefined {
    const held = this.#held.get(name);
    return held !== undefined && held.until > this.#clock.now() ? held : undefined;
  }
}
