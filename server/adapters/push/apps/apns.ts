import { createHash, type KeyObject } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { AppPush, PushMessage, PushOutcome } from '#server/push/ports.ts';
import { signedToken } from '../signed-token.ts';
import { apnsBody } from './apns-body.ts';
import { type Http2Answer, Http2Line } from './http2-line.ts';

export interface ApnsOptions {
  /** The P-256 key that Apple gave, its id, and the team's. */
  key: KeyObject;
  keyId: string;
  team: string;
  /** The app's bundle id. */
  topic: string;
  clock: Clock;
  log: Log;
  /** Apple's own, unless a test says otherwise. */
  origin?: string;
  /** PEM of a service's own authority, for tests. */
  authority?: string;
  timeoutMs?: number;
}

const ORIGIN = 'https://api.push.apple.com';
const TIMEOUT_MS = 10_000;
/** Apple refuses tokens of more than an hour, and more than one new token in 20 minutes. */
const RENEW_AFTER_MS = 50 * 60_000;
const MOST_BYTES = 4096;
const TOKEN = /^([0-9a-f]{2}){32,100}$/;

/** Apple's push service, by its HTTP/2 interface with a provider token. */
export class Apns implements AppPush {
  readonly #options: ApnsOptions;
  readonly #line: Http2Line;
  #token: { text: string; madeAt: number } | undefined;

  constructor(options: ApnsOptions) {
    this.#options = options;
    const { origin = ORIGIN, authority, timeoutMs = TIMEOUT_MS } = options;
    this.#line = new Http2Line({ origin, timeoutMs, ...(authority === undefined ? {} : { authority }) });
  }

  accepts(token: string): boolean {
    return TOKEN.test(token);
  }

  async send(token: string, message: PushMessage): Promise<PushOutcome> {
    const id = message.topic ?? createHash('sha256').update(message.payload.tag).digest('base64url').slice(0, 32);
    const body = Buffer.from(JSON.stringify(apnsBody(message.payload, id)));
    if (!this.accepts(token) || body.length > MOST_BYTES) return 'refused';
    try {
      return this.#outcomeOf(await this.#line.post(`/3/device/${token}`, this.#headers(message, id), body));
    } catch {
      return 'later';
    }
  }

  close(): void {
    this.#line.close();
  }

  #headers({ payload, ttlSeconds, urgency }: PushMessage, id: string): Record<string, string | number> {
    const silent = payload.type === 'close';
    const until = Math.floor(this.#options.clock.now() / 1000) + Math.max(0, Math.round(ttlSeconds));
    return {
      authorization: `bearer ${this.#provider()}`,
      'apns-topic': this.#options.topic,
      'apns-push-type': silent ? 'background' : 'alert',
      'apns-priority': !silent && urgency === 'high' ? 10 : 5,
      'apns-expiration': until,
      'apns-collapse-id': id,
      'content-type': 'application/json',
    };
  }

  #provider(): string {
    const { clock, keyId, team, key } = this.#options;
    const now = clock.now();
    if (this.#token === undefined || now - this.#token.madeAt >= RENEW_AFTER_MS) {
      const claims = { iss: team, iat: Math.floor(now / 1000) };
      this.#token = { text: signedToken({ alg: 'ES256', kid: keyId }, claims, key), madeAt: now };
    }
    return this.#token.text;
  }

  #outcomeOf({ status, text }: Http2Answer): PushOutcome {
    if (status === 200) return 'sent';
    const reason = reasonIn(text);
    if (status === 410 || reason === 'BadDeviceToken') return 'gone';
    if (reason === 'ExpiredProviderToken') {
      this.#token = undefined;
      return 'later';
    }
    if (status === 429 || status >= 500) return 'later';
    this.#options.log.warn({ status, reason }, 'Apple’s push service refuses what it is sent');
    // The operator's key: administrators see what was given up.
    return status === 403 ? 'later' : 'refused';
  }
}

/** Why, in a word of Apple's own. */
function reasonIn(text: string): string {
  try {
    const { reason } = JSON.parse(text) as { reason?: unknown };
    return typeof reason === 'string' ? reason.slice(0, 60) : '';
  } catch {
    return '';
  }
}
