import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ParticipantInfo, type Room, type TrackInfo, WebhookEvent } from '@livekit/protocol';
import { SignJWT } from 'jose';
import { newId } from '#kernel/ids.ts';

/** After these pauses a refused or unanswered delivery is tried again; then it is given up. */
const RETRY_AFTER_MS = [500, 1000, 2000, 4000, 8000];
const ANSWER_WITHIN_MS = 5000;
/** Events that wait for one receiver; of more, the oldest are dropped. */
const MOST_WAITING = 1000;
const TOKEN_FOR_S = 300;
/** How long `close` waits for what is under way. */
const FAREWELL_MS = 2000;

export interface WebhookNews {
  event: string;
  room: Room;
  participant?: ParticipantInfo;
  track?: TrackInfo;
}

export interface WebhookOptions {
  urls: readonly string[];
  /** Signs what is sent, so that the receiver knows whom it is from. */
  key: string;
  secret: string;
  log: { warn(context: object, message: string): void };
  /** Pauses between tries, ms. */
  retryAfterMs?: readonly number[];
}

/**
 * Tells other servers what happens, as LiveKit does: a POST of a `WebhookEvent` in JSON with an access token that holds
 * the SHA-256 of the body. Each receiver gets its events one after another, in their order.
 */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #secret: Uint8Array;
  readonly #queues: ReadonlyMap<string, string[]>;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #ending = new AbortController();

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#secret = new TextEncoder().encode(options.secret);
    this.#queues = new Map(options.urls.map((url) => [url, []]));
  }

  send(news: WebhookNews): void {
    if (this.#queues.size === 0 || this.#ending.signal.aborted) return;
    const createdAt = BigInt(Math.floor(Date.now() / 1000));
    const body = new WebhookEvent({ id: newId('EV'), createdAt, ...news }).toJsonString();
    for (const [url, queue] of this.#queues) {
      queue.push(body);
      if (queue.length > MOST_WAITING) {
        queue.shift();
        this.#options.log.warn({ receiver: originOf(url) }, 'webhooks wait too long: the oldest is dropped');
      }
      if (!this.#busy.has(url)) this.#busy.set(url, this.#work(url, queue));
    }
  }

  /** Lets what is under way be delivered, for a moment. */
  async close(): Promise<void> {
    const idle = Promise.all(this.#busy.values());
    await Promise.race([idle, delay(FAREWELL_MS, null, { ref: false })]);
    this.#ending.abort();
    await idle;
  }

  async #work(url: string, queue: string[]): Promise<void> {
    for (let body = queue.shift(); body !== undefined; body = queue.shift()) await this.#deliver(url, body);
    this.#busy.delete(url);
  }

  /** Never rejects. */
  async #deliver(url: string, body: string): Promise<void> {
    const pauses = this.#options.retryAfterMs ?? RETRY_AFTER_MS;
    for (const pauseMs of [...pauses, null]) {
      if (this.#ending.signal.aborted) return;
      if (await this.#post(url, body)) return;
      if (pauseMs !== null) await delay(pauseMs, null, { signal: this.#ending.signal }).catch(() => {});
    }
    this.#options.log.warn({ receiver: originOf(url) }, 'a webhook could not be delivered');
  }

  async #post(url: string, body: string): Promise<boolean> {
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const headers = { 'content-type': 'application/webhook+json', authorization: await this.#sign(body) };
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  async #sign(body: string): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const sha256 = createHash('sha256').update(body).digest('base64');
    return await new SignJWT({ sha256 })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(this.#options.key)
      .setNotBefore(seconds - TOKEN_FOR_S)
      .setExpirationTime(seconds + TOKEN_FOR_S)
      .sign(this.#secret);
  }
}

/** For logs: paths and queries of receivers may hold secrets. */
function originOf(url: string): string {
  return new URL(url).origin;
}
