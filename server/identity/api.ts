import type { AliasableExpression, SelectQueryNode } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { Me } from '#protocol/accounts.ts';
import type { DeviceId, Person, Role, UserId } from '#protocol/common.ts';
import type { Device } from '#protocol/devices.ts';
import type { Profile } from '#protocol/profile.ts';

export { checkPicture, readPicture } from './picture.ts';
export { SecretFiles } from './secret-files.ts';

/** Who asks, as a checked access token tells. */
export interface Caller {
  user: UserId;
  device: DeviceId;
  role: Role;
  /** When the token ends, in ms since the epoch by the server's clock. */
  expiresAt: number;
}

/** Some people's ids, as a query over the database in which identity keeps everybody. */
export interface UserIds extends AliasableExpression<{ user_id: UserId }> {
  get isSelectQueryBuilder(): true;
  toOperationNode(): SelectQueryNode;
  execute(): Promise<{ user_id: UserId }[]>;
}

/** What other modules may ask of identity. */
export interface Identity {
  /** @throws Failure 'session.required', 'session.expired' or 'session.revoked' */
  authenticate(accessToken: string): Promise<Caller>;
  /** Whether the device may act: for what it was given before. */
  isSignedIn(device: DeviceId): Promise<boolean>;
  /** @throws Failure 'people.unknown' */
  me(user: UserId): Promise<Me>;
  /** The people that exist among `ids`, in no order. */
  people(ids: readonly UserId[]): Promise<Person[]>;
  /** What one colleague may know of another. @throws Failure 'people.unknown' */
  profile(user: UserId): Promise<Profile>;
  /** Whose phone, e-mail or user name each of `typed` is, for those who may know all of them. Unknown ones are left out. */
  byLogin(typed: readonly string[]): Promise<ReadonlyMap<string, UserId>>;
  /**
   * People whose nickname or user name holds `query`, in whatever case, or whose nickname is read so (docs/spec/search.md),
   * by nickname, after the person `after`. A whole phone number or e-mail address finds the one it belongs to; a part of
   * one finds nobody.
   *
   * @throws Failure 'rate.limited' when `asker` tries many phone numbers or e-mail addresses
   */
  search(asker: UserId, query: string, after: UserId | undefined, limit: number): Promise<Person[]>;
  /** Those of `ids` whom `query` finds in the same way, by nickname, after the person `after`. */
  among(ids: UserIds, query: string, after: UserId | undefined, limit: number): Promise<Person[]>;
}

/** What identity tells on the bus. */
export interface IdentityTopics extends Record<string, unknown> {
  /** The device may not act any more: its connections are to be closed at once. */
  'device-revoked': { device: DeviceId /** Another device of its class took its place. */; replaced?: true };
  /** What everybody may know of somebody is different now. */
  'person-changed': { person: Person };
  /** Somebody signed in again, on one more device. */
  'device-signed-in': { user: UserId; device: Device };
}

/**
 * The access token in an Authorization header.
 *
 * @throws Failure 'session.required' when there is none
 */
export function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Failure('session.required');
  return token;
}
