import type { DeviceId, UserId } from '#protocol/common.ts';
import type { Connection } from './connection.ts';

/** The open connections of this process, and whose they are. */
export class Roster {
  readonly #all = new Set<Connection>();
  readonly #byUser = new Map<UserId, Set<Connection>>();

  get size(): number {
    return this.#all.size;
  }

  all(): Connection[] {
    return [...this.#all];
  }

  add(connection: Connection): void {
    this.#all.add(connection);
  }

  /** From here on the connection is found by its caller. */
  identify(connection: Connection, user: UserId): void {
    const own = this.#byUser.get(user);
    if (own === undefined) this.#byUser.set(user, new Set([connection]));
    else own.add(connection);
  }

  remove(connection: Connection): void {
    this.#all.delete(connection);
    if (connection.user === undefined) return;
    const own = this.#byUser.get(connection.user);
    if (own?.delete(connection) && own.size === 0) this.#byUser.delete(connection.user);
  }

  of(users: Iterable<UserId>): Connection[] {
    const connections: Connection[] = [];
    for (const user of users) for (const connection of this.#byUser.get(user) ?? []) connections.push(connection);
    return connections;
  }

  ofDevice(device: DeviceId): Connection[] {
    return this.all().filter((connection) => connection.caller?.device === device);
  }
}
