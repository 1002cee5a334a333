import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { DeviceId, Role, UserId } from '#protocol/common.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller, IdentityTopics } from './api.ts';
import { DeviceStatus } from './device-status.ts';
import { deviceOfToken, insertDevice, isDeviceActive, revokeDevice, rotateToken } from './device-store.ts';
import type { SignedTokens } from './signed-tokens.ts';
import type { IdentityTables } from './tables.ts';
import { makeToken, tokenHash } from './tokens.ts';

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
  async open(db: Kysely<IdentityTables>, user: UserId, role: Role, deviceName: string): Promise<OpenSession> {
    const refreshToken = makeToken();
    const device = newId('d');
    const name = deviceName.normalize('NFC').trim();
    await insertDevice(db, {
      id: device,
      account: user,
      name,
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
