import type { UserId } from '#protocol/common.ts';
import type { Seat } from './api.ts';

/** Which connections of this process have which people in view. */
export class Watchers {
  readonly #views = new Map<Seat, ReadonlySet<UserId>>();
  readonly #watched = new Map<UserId, Set<Seat>>();

  /** Replaces what is in the seat's view. Returns those who are in nobody's view any more. */
  set(seat: Seat, users: ReadonlySet<UserId>): UserId[] {
    const before = this.#views.get(seat) ?? NOBODY;
    for (const user of before) if (!users.has(user)) this.#unlink(user, seat);
    for (const user of users) if (!before.has(user)) this.#link(user, seat);
    if (users.size === 0) this.#views.delete(seat);
    else this.#views.set(seat, users);
    return [...before].filter((user) => !this.#watched.has(user));
  }

  of(user: UserId): ReadonlySet<Seat> {
    return this.#watched.get(user) ?? NO_SEATS;
  }

  /** Whether the person is in the view of anybody here. */
  has(user: UserId): boolean {
    return this.#watched.has(user);
  }

  #link(user: UserId, seat: Seat): void {
    const seats = this.#watched.get(user);
    if (seats === undefined) this.#watched.set(user, new Set([seat]));
    else seats.add(seat);
  }

  #unlink(user: UserId, seat: Seat): void {
    const seats = this.#watched.get(user);
    if (seats?.delete(seat) && seats.size === 0) this.#watched.delete(user);
  }
}

const NOBODY: ReadonlySet<UserId> = new Set();
const NO_SEATS: ReadonlySet<Seat> = new Set();
