import { randomText } from '#kernel/ids.ts';
import type { UserId } from '#protocol/common.ts';
import type { Locks } from './ports.ts';

/**
 * Several running clients on one store. Each holds a lock for as long as it lives, by which the others see that it
 * does; one of them, the leader, writes the local copy and takes over what the dead left. Without locks this client is
 * alone.
 */
export class Tabs {
  /** Names this running client. */
  readonly self = randomText(12);
  readonly #locks: Locks | undefined;
  readonly #release: () => void;

  constructor(locks: Locks | undefined) {
    this.#locks = locks;
    this.#release = this.#hold(lifeLock(this.self), () => {});
  }

  /** Calls `begin` when this client is the leader for `user`, at once or later, until the returned function is called. */
  lead(user: UserId, begin: () => void): () => void {
    return this.#hold(`yiqi-leader-${user}`, begin);
  }

  async isDead(other: string): Promise<boolean> {
    if (this.#locks === undefined) return true;
    let dead = false;
    await this.#locks.request(lifeLock(other), { ifAvailable: true }, (lock) => {
      dead = lock !== null;
    });
    return dead;
  }

  /** This client counts as gone from here on. Idempotent. */
  close(): void {
    this.#release();
  }

  /** Waits for the lock and keeps it until the returned function is called. */
  #hold(name: string, held: () => void): () => void {
    const ending = new AbortController();
    const ended = new Promise<void>((resolve) => {
      ending.signal.addEventListener('abort', () => resolve());
    });
    const work = () => {
      if (ending.signal.aborted) return undefined;
      held();
      return ended;
    };
    if (this.#locks === undefined) void work();
    // Rejects when it is let go before it came.
    else this.#locks.request(name, { signal: ending.signal }, work).catch(() => {});
    return () => ending.abort();
  }
}

function lifeLock(owner: string): string {
  return `yiqi-client-${owner}`;
}
