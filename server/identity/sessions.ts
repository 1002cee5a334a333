import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { DeviceId, Role, UserId } from '#protocol/common.ts';
import type { Device, DeviceClass } from '#protocol/devices.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller, IdentityTopics } from './api.ts';
import { DeviceStatus } from './device-status.ts';
import {
  activeDevices,
  deviceOfToken,
  insertDevice,
  isDeviceActive,
  isReplaced,
  ownerOf,
  renameDevice,
  replaceDevices,
  revokeDevice,
  rotateToken,
  type StoredDevice,
} from './device-store.ts';
import type { SignedTokens } from './signed-tokens.ts';
import type { IdentityTables } from './tables.ts';
import { makeToken, tokenHash } from './tokens.ts';

/** What a device says of itself. */
export interface DeviceLabel {
  deviceName: string;
  deviceClass?: DeviceClass;
}

/** A device that is signed in, and the token that keeps it so. */
export interface OpenSession {
  user: UserId;
  role: Role;
  device: DeviceId;
  refreshToken: string;
  /** Devices whose place it took. */
  replaced: readonly DeviceId[];
}

export interface SessionsOptions {
  database: Database<IdentityTables>;
  bus: Bus<IdentityTopics>;
  clock: Clock;
  log: Log;
  tokens: SignedTokens;
  /** [DV4] Signing in ends the person's sessions on other devices of the same class. */
  onePerClass: boolean;
}

/** Signed-in devices: opening, keeping, checking and revoking their sessions. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #status: DeviceStatus;
  readonly #stop: () => void;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { database, clock, bus } = options;
    this.#status = new DeviceStatus(clock, (device) => isDeviceActive(database.read, device));
    const stops = [
      bus.subscribe('device-revoked', ({ device }) => this.#status.revoked(device)),
      bus.onLoss(() => this.#status.doubt()),
    ];
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  /**
   * Signs a new device in, within the caller's transaction; what it takes the place of is told by `announce`.
   * `address`: from where.
   */
  async open(
    db: Kysely<IdentityTables>,
    { user, role }: Pick<OpenSession, 'user' | 'role'>,
    label: DeviceLabel,
    address: string | undefined,
  ): Promise<OpenSession> {
    const refreshToken = makeToken();
    const device = {
      id: newId('d'),
      account: user,
      name: label.deviceName.normalize('NFC').trim(),
      class: label.deviceClass ?? 'other',
      now: this.#options.clock.now(),
    };
    await insertDevice(db, { ...device, address, tokenHash: tokenHash(refreshToken) });
    // Programs that don't say what they are are of no class.
    const alone = this.#options.onePerClass && device.class !== 'other';
    const replaced = alone ? await replaceDevices(db, device) : [];
    return { user, role, device: device.id, refreshToken, replaced };
  }

  /**
   * Exchanges a refresh token for its successor.
   *
   * @throws Failure 'session.required' (no such token), 'session.expired', 'session.revoked', 'session.replaced'
   */
  async refresh(refreshToken: string, address?: string): Promise<OpenSession> {
    const { database, clock, log } = this.#options;
    const next = makeToken();
    const use = { hash: tokenHash(refreshToken), nextHash: tokenHash(next), now: clock.now(), address };
    const rotation = await database.write((db) => rotateToken(db, use));
    switch (rotation.outcome) {
      case 'rotated':
        return { user: rotation.user, role: rotation.role, device: rotation.device, refreshToken: next, replaced: [] };
      case 'reused':
        log.warn({ device: rotation.device }, 'a refresh token was used twice; device revoked');
        this.#tellRevoked(rotation.device);
        throw new Failure('session.revoked');
      case 'revoked':
        throw new Failure('session.revoked');
      case 'replaced':
        throw new Failure('session.replaced');
      case 'expired':
        throw new Failure('session.expired');
      case 'unknown':
        throw new Failure('session.required');
    }
  }

  /** @throws Failure 'session.required', 'session.expired', 'session.revoked' or 'session.replaced' */
  async authenticate(accessToken: string): Promise<Caller> {
    const caller = await this.#options.tokens.checkAccess(accessToken);
    if (await this.#status.isActive(caller.device)) return caller;
    const replaced = await isReplaced(this.#options.database.read, caller.device);
    throw new Failure(replaced ? 'session.replaced' : 'session.revoked');
  }

  isSignedIn(device: DeviceId): Promise<boolean> {
    return this.#status.isActive(device);
  }

  /** Signs the device out. Nothing happens when it is already. */
  async revoke(device: DeviceId): Promise<void> {
    const { database, clock, log } = this.#options;
    if (!(await database.write((db) => revokeDevice(db, device, clock.now())))) return;
    log.info({ device }, 'device signed out');
    this.#tellRevoked(device);
  }

  /** Where the person is signed in: the asking device first, then those seen last. */
  async devices({ user, device }: Pick<Caller, 'user' | 'device'>): Promise<Device[]> {
    const { database, clock } = this.#options;
    const all = (await activeDevices(database.read, user, clock.now())).map((row) => deviceOf(row, device));
    return [...all.filter(({ current }) => current), ...all.filter(({ current }) => !current)];
  }

  /** Signs one of the person's own devices out. @throws Failure 'device.unknown', also for the devices of others */
  async signOut({ user }: Caller, device: DeviceId): Promise<void> {
    if ((await ownerOf(this.#options.database.read, device)) !== user) throw new Failure('device.unknown');
    await this.revoke(device);
  }

  /**
   * [DV5] Gives one of the person's own devices another name.
   *
   * @throws Failure 'device.unknown', also for the devices of others and those that are signed out
   */
  async rename(caller: Caller, device: DeviceId, name: string): Promise<Device> {
    const { database } = this.#options;
    const known = (await this.devices(caller)).find(({ id }) => id === device);
    if (known === undefined) throw new Failure('device.unknown');
    const tidy = name.normalize('NFC').trim();
    await database.write((db) => renameDevice(db, device, tidy));
    return { ...known, name: tidy };
  }

  /**
   * Signs the person out everywhere but where they ask from, if that is a device. `first` happens in the same transaction.
   *
   * @returns how many devices that were
   */
  async signOutOthers(
    caller: Pick<Caller, 'user'> & Partial<Pick<Caller, 'device'>>,
    first?: (db: Kysely<IdentityTables>) => Promise<void>,
  ): Promise<number> {
    const { database, clock, log } = this.#options;
    const now = clock.now();
    const gone = await database.write(async (db) => {
      await first?.(db);
      const others = (await activeDevices(db, caller.user, now)).filter(({ id }) => id !== caller.device);
      for (const { id } of others) await revokeDevice(db, id, now);
      return others.map(({ id }) => id);
    });
    if (gone.length > 0) log.info({ user: caller.user, devices: gone.length }, 'other devices signed out');
    for (const device of gone) this.#tellRevoked(device);
    return gone.length;
  }

  /** Tells the person's other devices of one that has just signed in, first those whose place it took. */
  async announce({ user, device, replaced }: OpenSession): Promise<void> {
    for (const gone of replaced) {
      this.#options.log.info({ device: gone, by: device }, 'device replaced by another of its class');
      this.#tellRevoked(gone, true);
    }
    const news = (await this.devices({ user, device })).find(({ current }) => current);
    if (news !== undefined)
      this.#options.bus.publish('device-signed-in', { user, device: { ...news, current: false } });
  }

  async deviceOf(refreshToken: string): Promise<DeviceId | undefined> {
    return deviceOfToken(this.#options.database.read, tokenHash(refreshToken));
  }

  close(): void {
    this.#stop();
  }

  #tellRevoked(device: DeviceId, replaced = false): void {
    this.#status.revoked(device);
    this.#options.bus.publish('device-revoked', { device, ...(replaced && { replaced: true as const }) });
  }
}

function deviceOf(row: StoredDevice, current: DeviceId): Device {
  const { id, name, class: kind, created_at, seen_at, address } = row;
  const place = address === null ? {} : { address };
  return { id, name, class: kind, signedInAt: created_at, seenAt: seen_at, ...place, current: id === current };
}
