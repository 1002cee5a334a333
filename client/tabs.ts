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
  readonly #ending = new AbortController();
  readonly #ended: Promise<void>;
  #leads: boolean;

  constructor(locks: Locks | undefined) {
    this.#locks = locks;
    this.#leads = false;
    this.#ended = new Promise((resolve) => this.#ending.signal.addEventListener('abort', () => resolve()));
    this.#hold(lifeLock(this.self), () => {});
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Calls back when this client becomes the leader for `user`: at once, or when the leader is gone. */
  lead(user: UserId, begin: () => void): void {
    this.#hold(`yiqi-leader-${user}`, () => {
      this.#leads = true;
      begin();
    });
  }

  async isDead(other: string): Promise<boolean> {
    if (this.#locks === undefined) return true;
    let dead = false;
    await this.#locks.request(lifeLock(other), { ifAvailable: true }, (lock) => {
      dead = lock !== null;
    });
    return dead;
  }

  /** Lets go of everything. Idempotent. */
  close(): void {
    this.#leads = false;
    this.#ending.abort();
  }

  #hold(name: string, held: () => void): void {
    const work = () => {
      if (this.#ending.signal.aborted) return undefined;
      held();
      return this.#ended;
    };
    if (this.#locks === undefined) work();
    else this.#locks.request(name, { signal: this.#ending.signal }, work).catch(() => {});
  }
}

function lifeLock(owner: string): string {
  return `yiqi-client-${owner}`;
}
