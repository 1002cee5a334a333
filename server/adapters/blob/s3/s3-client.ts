import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '#kernel/failure.ts';
import type { S3Address } from './s3-address.ts';
import { EMPTY_HASH, presigned, queryOf, sha256, signed } from './sigv4.ts';

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  key: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer>;
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
const FIRST_WAIT_MS = 200;
/** Until the store begins to answer. A part has at most some 16 MiB. */
const PATIENCE_MS = 120_000;
const FULL: ReadonlySet<string> = new Set(['QuotaExceeded', 'XMinioStorageFull', 'StorageFull', 'InsufficientStorage']);

/** Requests to one bucket, signed, and made again where that may help. */
export class S3Client {
  readonly #address: S3Address;

  constructor(address: S3Address) {
    this.#address = address;
  }

  /** @throws S3Error; Failure 'server.disk-full'; what fetch throws when the store can't be reached */
  async ask(request: S3Request): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#once(request);
        if (answer.ok) return answer;
        const code = codeIn(await answer.text());
        if (FULL.has(code) || answer.status === 507) throw new Failure('server.disk-full');
        throw new S3Error(answer.status, code);
      } catch (error) {
        if (attempt === ATTEMPTS || !mayHelp(error)) throw error;
        await wait(FIRST_WAIT_MS * 4 ** (attempt - 1) * (0.5 + Math.random()));
      }
    }
  }

  /** The answer; undefined when there is no such thing. */
  async find(request: S3Request): Promise<Response | undefined> {
    try {
      return await this.ask(request);
    } catch (error) {
      if (error instanceof S3Error && error.status === 404) return undefined;
      throw error;
    }
  }

  /** An address for whoever has it. */
  link(key: string, seconds: number, query: Readonly<Record<string, string>>): string {
    return presigned(this.#url(key, query), this.#address, Date.now(), seconds);
  }

  async #once({ method, key, query = {}, headers = {}, body }: S3Request): Promise<Response> {
    const url = this.#url(key, query);
    const bodyHash = body === undefined ? EMPTY_HASH : sha256(body);
    const all = signed({ method, url, headers, bodyHash }, this.#address, Date.now());
    const begins = new AbortController();
    const late = setTimeout(() => begins.abort(new Error('the store says nothing')), PATIENCE_MS);
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

export function codeIn(xml: string): string {
  return /<Code>([^<]{1,100})<\/Code>/.exec(xml)?.[1] ?? '';
}
