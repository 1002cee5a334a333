import { randomText } from '#kernel/ids.ts';
import type { UserId } from '#protocol/common.ts';
import type { Locks } from './ports.ts';

/** One client's wish to lead. */
export interface Lead {
  /** Takes the lead from the one who has it and doesn't answer. */
  seize(): void;
  stop(): void;
}

export interface LeadTerms {
  /** This client leads from now on. */
  begin: () => void;
  /** Another one has seized the lead; `begin` may come again. */
  lost: () => void;
}

/**
 * Several running clients on one store. Each holds a lock for as long as it lives, by which the others see that it
 * does; one of them, the leader, has the connection (line/), writes the local copy and takes over what the dead left.
 * Without locks this client is alone.
 */
export class Tabs {
  /** Names this running client. */
  readonly self = randomText(12);
  readonly #locks: Locks | undefined;
  readonly #release: () => void;

  constructor(locks: Locks | undefined) {
    this.#locks = locks;
    this.#release = this.#hold(lifeLock(this.self), { begin: () => {}, lost: () => {} }).stop;
  }

  /** Waits for the lead for `user`, and keeps it until it is stopped or seized. */
  lead(user: UserId, terms: LeadTerms): Lead {
    return this.#hold(`yiqi-leader-${user}`, terms);
  }

  async isDead(other: string): Promise<boolean> {
    if (this.#locks === undefined) return true;
    let dead = false;
    await this.#locks.request(lifeLock(other), { ifAvailable: true }, (lock) => {
      dead = lock !== null;
    });
    return dead;
  }

  /** Calls back once when the other is gone, unless the returned function is called before. */
  whenGone(other: string, callback: () => void): () => void {
    const ending = new AbortController();
    this.#locks?.request(lifeLock(other), { signal: ending.signal }, callback).catch(() => {});
    return () => ending.abort();
  }

  /** This client counts as gone from here on. Idempotent. */
  close(): void {
    this.#release();
  }

  #hold(name: string, { begin, lost }: LeadTerms): Lead {
    const ending = new AbortController();
    const ended = new Promise<void>((resolve) => {
      ending.signal.addEventListener('abort', () => resolve());
    });
    let holds = false;
    const work = () => {
      if (ending.signal.aborted || holds) return undefined;
      holds = true;
      begin();
      return ended;
    };
    const wait = (options: { signal?: AbortSignal; steal?: boolean }) => {
      let granted = false;
      const request = this.#locks?.request(name, options, () => {
        granted = true;
        return work();
      });
      // Rejects when it is let go before it came, and when it is stolen.
      request?.catch(() => {
        if (!granted || ending.signal.aborted) return;
        holds = false;
        lost();
        wait({ signal: ending.signal });
      });
    };
    if (this.#locks === undefined) void work();
    else wait({ signal: ending.signal });
    return { seize: () => !holds && wait({ steal: true }), stop: () => ending.abort() };
  }
}

function lifeLock(owner: string): string {
  return `yiqi-client-${owner}`;
}
