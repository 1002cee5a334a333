import { Buffer } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { S3Address } from './s3-address.ts';
import { EMPTY_HASH, presigned, queryOf, sha256, signed } from './sigv4.ts';

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  key: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer>;
}

export interface S3Answer {
  headers: Headers;
  body: Buffer<ArrayBuffer>;
}

/** The store said no. */
export class S3Error extends Error {
  override name = 'S3Error';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`the store answered ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

const ATTEMPTS = 4;
/** Until the store begins to answer. A part has at most some 16 MiB. */
const PATIENCE_MS = 120_000;
/** The same, when it is only asked whether it is there. */
const LOOK_MS = 1500;
/** Who is told that it is away asks again after so long. */
const AGAIN_MS = 5000;
/** A key that it takes no more. */
const AWAY: ReadonlySet<number> = new Set([401, 403]);
const FULL: ReadonlySet<string> = new Set(['QuotaExceeded', 'XMinioStorageFull', 'StorageFull', 'InsufficientStorage']);

/** Requests to one bucket, signed, and made again where that may help. */
export class S3Client {
  readonly #address: S3Address;
  readonly #log: Log;
  readonly #firstWaitMs: number;
  #away = false;

  constructor(address: S3Address, log: Log, firstWaitMs = 200) {
    this.#address = address;
    this.#log = log;
    this.#firstWaitMs = firstWaitMs;
  }

  /**
   * All of the answer, which is short.
   *
   * @throws S3Error when the question was wrong; Failure 'server.disk-full', 'files.unavailable'
   */
  ask(request: S3Request): Promise<S3Answer> {
    return this.#again(async () => {
      const { headers, body } = await this.#once(request, PATIENCE_MS);
      return { headers, body: Buffer.from(await new Response(body).arrayBuffer()) };
    });
  }

  /** The answer; undefined when there is no such thing. */
  async find(request: S3Request): Promise<S3Answer | undefined> {
    try {
      return await this.ask(request);
    } catch (error) {
      if (error instanceof S3Error && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The bytes of an answer as they come. @throws as `ask`, also in the middle */
  async *open(request: S3Request): AsyncIterable<Uint8Array> {
    const { body } = await this.#again(() => this.#once(request, PATIENCE_MS));
    try {
      if (body !== null) yield* body;
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** Whether the store answers, and takes our key. */
  async works(): Promise<boolean> {
    try {
      await this.#once({ method: 'HEAD', key: 'works' }, LOOK_MS);
      return true;
    } catch (error) {
      return error instanceof S3Error && error.status === 404;
    }
  }

  async #again<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        this.#note(undefined);
        return result;
      } catch (error) {
        if (attempt === ATTEMPTS || !mayHelp(error)) throw this.#told(error);
        await wait(this.#firstWaitMs * 4 ** (attempt - 1) * (0.5 + Math.random()));
      }
    }
  }

  /** An address for whoever has it. */
  link(key: string, seconds: number, query: Readonly<Record<string, string>>): string {
    return presigned(this.#url(key, query), this.#address, Date.now(), seconds);
  }

  /** An answer that is a yes. @throws S3Error; what fetch throws */
  async #once(request: S3Request, patienceMs: number): Promise<Response> {
    const answer = await this.#fetch(request, patienceMs);
    if (answer.ok) return answer;
    const code = codeIn(await answer.text());
    if (FULL.has(code) || answer.status === 507) throw new Failure('server.disk-full');
    throw new S3Error(answer.status, code);
  }

  async #fetch({ method, key, query = {}, headers = {}, body }: S3Request, patienceMs: number): Promise<Response> {
    const url = this.#url(key, query);
    const bodyHash = body === undefined ? EMPTY_HASH : sha256(body);
    const all = signed({ method, url, headers, bodyHash }, this.#address, Date.now());
    const begins = new AbortController();
    const late = setTimeout(() => begins.abort(new Error('the store says nothing')), patienceMs);
    try {
      // As it was signed: `URL` would write some characters of the query in another way.
      const asked = queryOf(url);
      const address = `${url.origin}${url.pathname}${asked === '' ? '' : `?${asked}`}`;
      return await fetch(address, {
        method,
        headers: all,
        signal: begins.signal,
        ...(body === undefined ? {} : { body }),
      });
    } finally {
      clearTimeout(late);
    }
  }

  /** What people are told in place of it. */
  #told(error: unknown): unknown {
    const away = isAway(error);
    this.#note(away ? error : undefined);
    if (!away) return error;
    return new Failure('files.unavailable', { retryAfterMs: AGAIN_MS }, { cause: error });
  }

  /** The log says when it went away and when it came back, rather than each time. */
  #note(error: unknown): void {
    const away = error !== undefined;
    if (away === this.#away) return;
    this.#away = away;
    if (!away) this.#log.info({}, 'the store of files answers again');
    else this.#log.warn({ reason: reasonOf(error) }, 'the store of files cannot be reached');
  }

  #url(key: string, query: Readonly<Record<string, string>>): URL {
    const url = new URL(`${this.#address.path}${key}`, this.#address.origin);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }
}

/** Whether another attempt may help: the network, or a store that is busy. */
function mayHelp(error: unknown): boolean {
  if (error instanceof Failure) return false;
  return error instanceof S3Error ? error.status >= 500 || error.status === 429 : true;
}

/** A store that is away, busy, or doesn't know us any more. What else it says no to is a question of ours that was wrong. */
function isAway(error: unknown): boolean {
  const refused = error instanceof S3Error && (AWAY.has(error.status) || error.code === 'NoSuchBucket');
  return refused || mayHelp(error);
}

/** Without addresses and keys. */
function reasonOf(error: unknown): string {
  if (error instanceof S3Error) return `${error.status} ${error.code}`;
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown };
  return String(cause?.code ?? name);
}

export function codeIn(xml: string): string {
  return /<Code>([^<]{1,100})<\/Code>/.exec(xml)?.[1] ?? '';
}
