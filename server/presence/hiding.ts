import type { UserId } from '#protocol/common.ts';
import type { Presence } from '#protocol/presence.ts';
import type { Seat } from './api.ts';

/** Those among `users` who have blocked `asker`. */
export type BlockersAmong = (users: readonly UserId[], asker: UserId) => Promise<ReadonlySet<UserId>>;

export const nobodyBlocks: BlockersAmong = async () => NOBODY;

const NOBODY: ReadonlySet<UserId> = new Set();

/** [DR11] From whom people in view are hidden. For these connections they are offline, and nothing more is told. */
export class Hiding {
  readonly #blockersAmong: BlockersAmong;
  readonly #hidden = new Map<Seat, { asker: UserId; from: Set<UserId> }>();

  constructor(blockersAmong: BlockersAmong) {
    this.#blockersAmong = blockersAmong;
  }

  /** Looks who of those in the seat's view is hidden from it. */
  async look(seat: Seat, asker: UserId, users: readonly UserId[]): Promise<void> {
    const from = await this.#blockersAmong(users, asker);
    if (users.length === 0) this.#hidden.delete(seat);
    else this.#hidden.set(seat, { asker, from: new Set(from) });
  }

  forget(seat: Seat): void {
    this.#hidden.delete(seat);
  }

  hides(seat: Seat, user: UserId): boolean {
    return this.#hidden.get(seat)?.from.has(user) ?? false;
  }

  /** The state as the seat is told it: whoever is hidden looks like somebody who is offline and shows no more. */
  shown(seat: Seat, state: Presence): Presence {
    return this.hides(seat, state.user) ? { user: state.user, state: 'offline' } : state;
  }

  /** Whether the seat belongs to `asker`, and if so takes over whether `user` is hidden from it. */
  async lookAgain(seat: Seat, asker: UserId, user: UserId): Promise<boolean> {
    const view = this.#hidden.get(seat);
    if (view?.asker !== asker) return false;
    const hidden = (await this.#blockersAmong([user], asker)).has(user);
    if (hidden) view.from.add(user);
    else view.from.delete(user);
    return true;
  }
}
