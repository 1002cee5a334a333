import { Redis } from 'ioredis';
import type { Log } from '#kernel/ports/log.ts';

export interface RedisLinkOptions {
  /** redis://…, rediss://… or unix:/path/of/the/socket */
  url: string;
  /** Before every key and channel, so that several installations can share one Redis. */
  prefix: string;
  log: Log;
  /** How often it is tried whether what is said is heard, in ms. */
  beatMs?: number;
  /** How long an answer may take, in ms. */
  answerMs?: number;
}

const BEAT_MS = 2_000;
/** Beats that may go unheard. */
const MISSED = 3;
const ANSWER_MS = 2_000;
const AGAIN_MS = 500;

/**
 * Two connections to Redis, one that asks and one that listens, made anew whenever they break. `up` is whether both work:
 * nothing that is asked while it is away waits, it is refused at once.
 */
export class RedisLink {
  readonly prefix: string;
  readonly commands: Redis;
  readonly #listening: Redis;
  readonly #log: Log;
  readonly #beatMs: number;
  readonly #listeners = new Set<(body: string) => void>();
  readonly #watchers = new Set<(up: boolean) => void>();
  #heard = 0;
  #up = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ url, prefix, log, beatMs = BEAT_MS, answerMs = ANSWER_MS }: RedisLinkOptions) {
    this.prefix = prefix;
    this.#log = log;
    this.#beatMs = beatMs;
    this.commands = connection(url, { commandTimeout: answerMs });
    this.#listening = connection(url, { autoResubscribe: false });
    for (const redis of [this.commands, this.#listening]) {
      redis.on('error', (error: Error) => this.#log.debug({ error: error.message }, 'redis failed'));
      redis.on('close', () => this.#set(false));
    }
    this.commands.on('ready', () => void this.#join());
    this.#listening.on('ready', () => void this.#join());
    this.#listening.on('message', (_channel: string, body: string) => this.#hear(body));
  }

  get up(): boolean {
    return this.#up;
  }

  /** Resolves once it is there, or could not be reached: then it is looked for until it is. */
  async start(): Promise<void> {
    await Promise.allSettled([this.commands.connect(), this.#listening.connect()]);
    await this.#join();
    if (!this.#up) this.#log.warn({}, 'redis is away; what it does is done without it, more slowly');
    this.#timer = setInterval(() => this.#beat(), this.#beatMs).unref();
  }

  /** @throws Error when it is not certain that Redis has it */
  async publish(body: string): Promise<void> {
    await this.commands.publish(this.#channel, body);
  }

  onBody(listener: (body: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Calls back at once when it goes or comes. */
  onChange(watcher: (up: boolean) => void): void {
    this.#watchers.add(watcher);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#listeners.clear();
    this.#watchers.clear();
    this.commands.disconnect();
    this.#listening.disconnect();
  }

  get #channel(): string {
    return `${this.prefix}bus`;
  }

  async #join(): Promise<void> {
    if (this.commands.status !== 'ready' || this.#listening.status !== 'ready') return;
    try {
      await this.#listening.subscribe(this.#channel);
      this.#heard = performance.now();
      if (this.commands.status === 'ready') this.#set(true);
    } catch {
      // Else it comes back by itself.
      if (this.#listening.status === 'ready') this.#listening.disconnect(true);
    }
  }

  #hear(body: string): void {
    this.#heard = performance.now();
    if (body === '') return;
    for (const listener of this.#listeners) listener(body);
  }

  /** What is published comes back here; when it doesn't, the connection is dead though nobody said so. */
  #beat(): void {
    if (!this.#up) return;
    if (performance.now() - this.#heard > MISSED * this.#beatMs) {
      this.#log.warn({}, 'redis says nothing any more');
      this.#set(false);
      this.commands.disconnect(true);
      this.#listening.disconnect(true);
    } else this.publish('').catch(() => {});
  }

  #set(up: boolean): void {
    if (this.#up === up || this.#closed) return;
    this.#up = up;
    if (up) this.#log.info({}, 'redis is there');
    else this.#log.warn({}, 'redis is away; what it does is done without it, more slowly');
    for (const watcher of this.#watchers) watcher(up);
  }
}

function connection(url: string, more: { commandTimeout?: number; autoResubscribe?: boolean }): Redis {
  const options = {
    ...{ lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false },
    ...{ connectTimeout: ANSWER_MS, retryStrategy: () => AGAIN_MS, ...more },
  };
  return url.startsWith('unix:') ? new Redis(url.slice('unix:'.length), options) : new Redis(url, options);
}
