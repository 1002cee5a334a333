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
  ownerOf,
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
}

export interface SessionsOptions {
  database: Database<IdentityTables>;
  bus: Bus<IdentityTopics>;
  clock: Clock;
  log: Log;
  tokens: SignedTokens;
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
    this.#stop = bus.subscribe('device-revoked', ({ device }) => this.#status.revoked(device));
  }

  /** Signs a new device in, within the caller's transaction. */
  async open(db: Kysely<IdentityTables>, user: UserId, role: Role, label: DeviceLabel): Promise<OpenSession> {
    const refreshToken = makeToken();
    const device = newId('d');
    await insertDevice(db, {
      id: device,
      account: user,
      name: label.deviceName.normalize('NFC').trim(),
      class: label.deviceClass ?? 'other',
      tokenHash: tokenHash(refreshToken),
      now: this.#options.clock.now(),
    });
    return { user, role, device, refreshToken };
  }

  /**
   * Exchanges a refresh token for its successor.
   *
   * @throws Failure 'session.required' (no such token), 'session.expired', 'session.revoked'
   */
  async refresh(refreshToken: string): Promise<OpenSession> {
    const { database, clock, log } = this.#options;
    const next = makeToken();
    const rotation = await database.write((db) =>
      rotateToken(db, tokenHash(refreshToken), tokenHash(next), clock.now()),
    );
    switch (rotation.outcome) {
      case 'rotated':
        return { user: rotation.user, role: rotation.role, device: rotation.device, refreshToken: next };
      case 'reused':
        log.warn({ device: rotation.device }, 'a refresh token was used twice; device revoked');
        this.#tellRevoked(rotation.device);
        throw new Failure('session.revoked');
      case 'revoked':
        throw new Failure('session.revoked');
      case 'expired':
        throw new Failure('session.expired');
      case 'unknown':
        throw new Failure('session.required');
    }
  }

  /** @throws Failure 'session.required', 'session.expired' or 'session.revoked' */
  async authenticate(accessToken: string): Promise<Caller> {
    const caller = await this.#options.tokens.checkAccess(accessToken);
    if (!(await this.#status.isActive(caller.device))) throw new Failure('session.revoked');
    return caller;
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

  /** Signs the person out everywhere but where they ask from. @returns how many devices that were */
  async signOutOthers(caller: Caller): Promise<number> {
    const { database, clock, log } = this.#options;
    const now = clock.now();
    const gone = await database.write(async (db) => {
      const others = (await activeDevices(db, caller.user, now)).filter(({ id }) => id !== caller.device);
      for (const { id } of others) await revokeDevice(db, id, now);
      return others.map(({ id }) => id);
    });
    if (gone.length > 0) log.info({ user: caller.user, devices: gone.length }, 'other devices signed out');
    for (const device of gone) this.#tellRevoked(device);
    return gone.length;
  }

  /** Tells the person's other devices of one that has just signed in. */
  async announce({ user, device }: OpenSession): Promise<void> {
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

  #tellRevoked(device: DeviceId): void {
    this.#status.revoked(device);
    this.#options.bus.publish('device-revoked', { device });
  }
}

function deviceOf({ id, name, class: kind, created_at, seen_at }: StoredDevice, current: DeviceId): Device {
  return { id, name, class: kind, signedInAt: created_at, seenAt: seen_at, current: id === current };
}
