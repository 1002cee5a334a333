import type { UserId } from '#protocol/common.ts';
import type { Sighting, Sightings } from '../../presence/ports.ts';

/** Who is connected to this process, when it is the only one. */
export class LocalSightings implements Sightings {
  readonly #people = new Map<UserId, Map<string, Sighting>>();
  readonly #listeners = new Set<(user: UserId) => void>();

  put(user: UserId, connection: string, sighting: Sighting): void {
    const own = this.#people.get(user) ?? new Map<string, Sighting>();
    this.#people.set(user, own);
    own.set(connection, sighting);
    this.#tell(user);
  }

  remove(user: UserId, connection: string): void {
    const own = this.#people.get(user);
    if (!own?.delete(connection)) return;
    if (own.size === 0) this.#people.delete(user);
    this.#tell(user);
  }

  async of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Sighting[]>> {
    const found = new Map<UserId, readonly Sighting[]>();
    for (const user of users) {
      const own = this.#people.get(user);
      if (own !== undefined) found.set(user, [...own.values()]);
    }
    return found;
  }

  subscribe(listener: (user: UserId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(user: UserId): void {
    for (const listener of [...this.#listeners]) listener(user);
  }
}
