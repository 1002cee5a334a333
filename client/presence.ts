import { Emitter } from '#kernel/emitter.ts';
import type { UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Presence } from '#protocol/presence.ts';
import type { Timers } from './ports.ts';
import type { Call } from './sync.ts';

export interface PresenceOptions {
  call: Call;
  timers: Timers;
}

/** Changes of what is in view are gathered for this long. */
const GATHER_MS = 100;
/** Who went out of view is still followed for this long: going back and forth shows them at once. */
const LINGER_MS = 30_000;

/** How those in view are. Nothing is known of the others, nor of anybody without a connection. */
export class PresenceInView extends Emitter<{ changed: [] }> {
  readonly #options: PresenceOptions;
  /** In how many places each is in view, 0 for those that linger; those that came last are last. */
  readonly #wanted = new Map<UserId, number>();
  readonly #lingering = new Map<UserId, () => void>();
  readonly #known = new Map<UserId, Presence>();
  #asked = '';
  #asking = false;
  #online = false;
  #active = true;
  #stopTimer: (() => void) | undefined;

  constructor(options: PresenceOptions) {
    super();
    this.#options = options;
  }

  get(user: UserId): Presence | undefined {
    return this.#known.get(user);
  }

  /** The person is in view until the returned function is called. */
  watch(user: UserId): () => void {
    const places = this.#wanted.get(user) ?? 0;
    this.#lingering.get(user)?.();
    this.#lingering.delete(user);
    this.#wanted.delete(user);
    this.#wanted.set(user, places + 1);
    this.#schedule();
    let ended = false;
    return () => {
      if (!ended) this.#unwatch(user);
      ended = true;
    };
  }

  /** Whether somebody is at this device. */
  setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    this.#report();
  }

  handleOnline(): void {
    this.#online = true;
    this.#asked = '';
    this.#schedule();
    // A new connection counts as active.
    if (!this.#active) this.#report();
  }

  handleOffline(): void {
    this.#online = false;
    if (this.#known.size === 0) return;
    this.#known.clear();
    this.emit('changed');
  }

  handlePush(people: readonly Presence[]): void {
    const news = people.filter(({ user }) => this.#wanted.has(user));
    for (const presence of news) this.#known.set(presence.user, presence);
    if (news.length > 0) this.emit('changed');
  }

  close(): void {
    this.#stopTimer?.();
    for (const stop of this.#lingering.values()) stop();
    this.#lingering.clear();
    this.#online = false;
  }

  #unwatch(user: UserId): void {
    const places = this.#wanted.get(user) ?? 0;
    this.#wanted.set(user, places - 1);
    if (places > 1) return;
    const stop = this.#options.timers.after(LINGER_MS, () => {
      this.#lingering.delete(user);
      this.#wanted.delete(user);
      this.#schedule();
    });
    this.#lingering.set(user, stop);
  }

  #schedule(): void {
    if (!this.#online) return;
    this.#stopTimer ??= this.#options.timers.after(GATHER_MS, () => {
      this.#stopTimer = undefined;
      void this.#ask();
    });
  }

  /** Never rejects. One question at a time, so that the last one holds. */
  async #ask(): Promise<void> {
    const inView = [...this.#wanted.keys()].filter((user) => !this.#lingering.has(user));
    const users = [...this.#lingering.keys(), ...inView].slice(-LIMITS.presenceInView);
    const asked = users.toSorted().join();
    if (!this.#online || this.#asking || asked === this.#asked) return;
    this.#asking = true;
    this.#asked = asked;
    for (const user of this.#known.keys()) if (!this.#wanted.has(user)) this.#known.delete(user);
    try {
      await this.#options.call('presence.subscribe', { users });
    } catch {
      // Cut off, and asked again when that is over; or refused for being too much, and asked again with the next change.
      this.#asked = '';
    } finally {
      this.#asking = false;
    }
    if (this.#asked !== '') this.#schedule();
  }

  #report(): void {
    if (this.#online) this.#options.call('presence.report', { active: this.#active }).catch(() => {});
  }
}
