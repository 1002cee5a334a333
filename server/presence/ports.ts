import type { DeviceId, UserId } from '#protocol/common.ts';

/** One connection of a person, as others may know of it. */
export interface Sighting {
  device: DeviceId;
  /** Whether somebody is at it. */
  active: boolean;
}

/**
 * Who is connected, over all processes. Nothing here outlives the connections: what a process that died had put is gone
 * within 30 seconds.
 */
export interface Sightings {
  /** The connection is there, or has changed. `connection` is unique over all processes. */
  put(user: UserId, connection: string, sighting: Sighting): void;
  remove(user: UserId, connection: string): void;
  /** People without any are left out. */
  of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Sighting[]>>;
  /** Calls back after something changed about a person, in any process, until the returned function is called. */
  subscribe(listener: (user: UserId) => void): () => void;
}
