import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import { type PageReach, permittedAddress, publicReach } from '#server/previews/api.ts';
import type { PushMessage, PushOutcome, WebAddress, WebPushService } from '#server/push/ports.ts';
import { encrypt, MOST_BYTES } from './encryption.ts';
import { Vapid } from './vapid.ts';

export interface WebPushOptions {
  /** 32 random bytes, base64url, kept for good: another key makes every registration void. */
  secret: string;
  /** Under which the operator can be reached. */
  subject: string;
  clock: Clock;
  /** The public internet, unless a test says otherwise. */
  reach?: PageReach;
  /** PEM of a push service's own authority, for tests. */
  authority?: string;
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** Connections to one service at a time, and how long one that nobody needs is kept. */
const CONNECTIONS = 16;
const IDLE_MS = 30_000;
const MOST_ANSWER_BYTES = 64 * 1024;

/** Web Push: RFC 8030, 8291, 8292. Services are chosen by devices, so none at a private address is spoken to. */
export class WebPush implements WebPushService {
  readonly #options: WebPushOptions;
  readonly #vapid: Vapid;
  readonly #agent: https.Agent;

  constructor(options: WebPushOptions) {
    this.#options = options;
    this.#vapid = new Vapid(options.secret, options.subject, options.clock);
    this.#agent = new https.Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: 4, timeout: IDLE_MS });
  }

  get key(): string {
    return this.#vapid.key;
  }

  async reaches(endpoint: string): Promise<boolean> {
    if (!URL.canParse(endpoint)) return false;
    const url = new URL(endpoint);
    const bare = url.protocol === 'https:' && url.username === '' && url.password === '';
    return bare && (await this.#host(url).catch(() => undefined)) !== undefined;
  }

  async send(address: WebAddress, message: PushMessage): Promise<PushOutcome> {
    try {
      const url = new URL(address.endpoint);
      const plain = Buffer.from(JSON.stringify(message.payload));
      if (url.protocol !== 'https:' || plain.length > MOST_BYTES) return 'refused';
      const body = encrypt(plain, address);
      const signal = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
      const host = await this.#host(url, signal);
      if (host === undefined) return 'later';
      return outcomeOf(await this.#post(url, host, body, this.#headers(url, message, body), signal));
    } catch (error) {
      // Bad keys stay bad; all else is the network's.
      return isCryptoFault(error) ? 'gone' : 'later';
    }
  }

  #host(url: URL, signal = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS)): Promise<string | undefined> {
    return permittedAddress(url, this.#options.reach ?? publicReach, signal);
  }

  #headers(url: URL, { ttlSeconds, urgency, topic }: PushMessage, body: Buffer): Record<string, string | number> {
    return {
      authorization: this.#vapid.header(url.origin),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      ttl: Math.max(0, Math.round(ttlSeconds)),
      urgency,
      ...(topic === undefined ? {} : { topic }),
    };
  }

  /**
   * Posts to the address that was looked at, whatever the name means by now; redirects are not followed. A connection is used
   * again for the same name at the same address only.
   */
  #post(url: URL, address: string, body: Buffer, headers: Record<string, string | number>, signal: AbortSignal) {
    const { authority: ca } = this.#options;
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const where = {
      ...{ host: address, port: Number(url.port) || 443, path: url.pathname + url.search, method: 'POST' },
      ...{ agent: this.#agent, headers: { ...headers, host: url.host }, signal, maxHeaderSize: 16 * 1024 },
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...(ca === undefined ? {} : { ca }),
    };
    return new Promise<number>((resolve, reject) => {
      const request = https.request(where);
      request.once('response', (answer) => {
        leave(answer);
        resolve(answer.statusCode ?? 0);
      });
      request.once('error', reject);
      request.end(body);
    });
  }
}

/** What is said besides the status is nothing to us; a short answer leaves the connection for the next push. */
function leave(answer: IncomingMessage): void {
  let bytes = 0;
  answer
    .on('error', () => {})
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) answer.destroy();
    });
}

/** RFC 8030, 5 and 8.4. */
function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status >= 500 ? 'later' : 'refused';
}

function isCryptoFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_CRYPTO') || code.startsWith('ERR_OSSL');
}
