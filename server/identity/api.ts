import type { Me } from '#protocol/accounts.ts';
import type { DeviceId, Person, Role, UserId } from '#protocol/common.ts';

/** Who asks, as a checked access token tells. */
export interface Caller {
  user: UserId;
  device: DeviceId;
  role: Role;
  /** When the token ends, in ms since the epoch by the server's clock. */
  expiresAt: number;
}

/** What other modules may ask of identity. */
export interface Identity {
  /** @throws Failure 'session.required', 'session.expired' or 'session.revoked' */
  authenticate(accessToken: string): Promise<Caller>;
  /** @throws Failure 'people.unknown' */
  me(user: UserId): Promise<Me>;
  /** The people that exist among `ids`, in no order. */
  people(ids: readonly UserId[]): Promise<Person[]>;
  /** People whose nickname or user name holds `query`, by nickname, after the person `after`. */
  search(query: string, after: UserId | undefined, limit: number): Promise<Person[]>;
}

/** What identity tells on the bus. */
export interface IdentityTopics extends Record<string, unknown> {
  /** The device may not act any more: its connections are to be closed at once. */
  'device-revoked': { device: DeviceId };
}
