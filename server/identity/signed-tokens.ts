import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { DeviceId, Role, UserId } from '#protocol/common.ts';
import type { Caller } from './api.ts';

/** How long an access token lives. */
const ACCESS_TOKEN_MS = 10 * 60_000;
/** How long a device stays known, in ms: as long as browsers keep a cookie at most (RFC 6265bis §5.5). */
export const KNOWN_DEVICE_MS = 400 * 24 * 3600_000;

const ISSUER = 'yiqi';
const ALGORITHM = 'HS256';
const ACCESS = 'access';
const KNOWN_DEVICE = 'known-device';
const ROLES: readonly string[] = ['owner', 'admin', 'member'] satisfies Role[];

/** Makes and checks the signed tokens (JWT, RFC 7519, HS256): who acts, and which devices signed in before. */
export class SignedTokens {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  /** `secret`: base64url text of 256 random bits. */
  constructor(secret: string, clock: Clock) {
    this.#key = Buffer.from(secret, 'base64url');
    this.#clock = clock;
  }

  async access(caller: Omit<Caller, 'expiresAt'>): Promise<{ token: string; expiresInMs: number }> {
    const claims = { device: caller.device, role: caller.role };
    return { token: await this.#sign(claims, caller.user, ACCESS, ACCESS_TOKEN_MS), expiresInMs: ACCESS_TOKEN_MS };
  }

  /** @throws Failure 'session.expired', or 'session.required' for what isn't a token of ours */
  async checkAccess(token: string): Promise<Caller> {
    try {
      return callerOf(await this.#verify(token, ACCESS));
    } catch (error) {
      throw new Failure(error instanceof errors.JWTExpired ? 'session.expired' : 'session.required');
    }
  }

  /** A token that says: `user` has signed in on this device before. It grants nothing but patience. */
  async knownDevice(user: UserId): Promise<string> {
    return this.#sign({ jti: newId('k') }, user, KNOWN_DEVICE, KNOWN_DEVICE_MS);
  }

  /** The device's own name in such a token, when it is valid for `user`. */
  async checkKnownDevice(token: string | undefined, user: UserId): Promise<string | undefined> {
    if (token === undefined) return undefined;
    try {
      const { sub, jti } = await this.#verify(token, KNOWN_DEVICE);
      return sub === user ? jti : undefined;
    } catch {
      return undefined;
    }
  }

  #sign(claims: JWTPayload, user: UserId, audience: string, lifeMs: number): Promise<string> {
    const nowMs = this.#clock.now();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(user)
      .setIssuedAt(Math.floor(nowMs / 1000))
      .setExpirationTime(Math.ceil((nowMs + lifeMs) / 1000))
      .sign(this.#key);
  }

  async #verify(token: string, audience: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.#key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(this.#clock.now()),
    });
    return payload;
  }
}

function callerOf({ sub, device, role, exp }: JWTPayload): Caller {
  if (sub === undefined || typeof device !== 'string' || exp === undefined || !isRole(role)) {
    throw new Failure('session.required');
  }
  return { user: sub as UserId, device: device as DeviceId, role, expiresAt: exp * 1000 };
}

function isRole(value: unknown): value is Role {
  return typeof value === 'string' && ROLES.includes(value);
}
