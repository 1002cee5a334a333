import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { signedToken } from './signed-token.ts';

/** A token is good for so long; push services refuse more than 24 hours (RFC 8292, 2). */
const GOOD_MS = 12 * 3600_000;
const RENEW_BEFORE_MS = 3600_000;

/** How this server says who it is to push services: RFC 8292. */
export class Vapid {
  /** The public key, 65 bytes as base64url. */
  readonly key: string;
  readonly #private: KeyObject;
  readonly #subject: string;
  readonly #clock: Clock;
  /** By audience. */
  readonly #tokens = new Map<string, { token: string; until: number }>();

  /** `secret`: 32 bytes, base64url. `subject`: a `mailto:` or `https:` URL under which the operator can be reached. */
  constructor(secret: string, subject: string, clock: Clock) {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(Buffer.from(secret, 'base64url'));
    const point = ecdh.getPublicKey();
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const jwk = { kty: 'EC', crv: 'P-256', d: secret, x, y };
    this.#private = createPrivateKey({ key: jwk, format: 'jwk' });
    this.key = point.toString('base64url');
    this.#subject = subject;
    this.#clock = clock;
  }

  /** The `authorization` header for a push service. */
  header(audience: string): string {
    return `vapid t=${this.#token(audience)}, k=${this.key}`;
  }

  #token(audience: string): string {
    const now = this.#clock.now();
    const known = this.#tokens.get(audience);
    if (known !== undefined && known.until - RENEW_BEFORE_MS > now) return known.token;
    const until = now + GOOD_MS;
    const claims = { aud: audience, exp: Math.floor(until / 1000), sub: this.#subject };
    const token = signedToken({ alg: 'ES256' }, claims, this.#private);
    if (this.#tokens.size > 100) this.#tokens.clear();
    this.#tokens.set(audience, { token, until });
    return token;
  }
}
