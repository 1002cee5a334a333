import { Failure } from '#kernel/failure.ts';
import { FAILURES, type FailureBody, type FailureCode, type Language } from '#protocol/failures.ts';
import type { Fetch, HttpRequest, HttpResponse, Timers } from './ports.ts';
import { RawBody } from './raw-body.ts';

const TIMEOUT_MS = 30_000;

export interface HttpOptions {
  baseUrl: string;
  fetch: Fetch;
  language: Language;
  timers: Timers;
}

/** JSON over HTTP to one server. Whatever goes wrong is a Failure. */
export class Http {
  readonly #baseUrl: string;
  readonly #fetch: Fetch;
  readonly #language: Language;
  readonly #timers: Timers;

  constructor({ baseUrl, fetch, language, timers }: HttpOptions) {
    this.#baseUrl = baseUrl;
    this.#fetch = fetch;
    this.#language = language;
    this.#timers = timers;
  }

  /** @throws Failure as the server answers, or 'network.unreachable' */
  async request<Result>(method: string, path: string, body?: unknown, token?: string): Promise<Result> {
    const said = bodyOf(body);
    const headers: Record<string, string> = { 'accept-language': this.#language, ...said.headers };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    const { response, text } = await this.#exchange(path, { ...said, method, headers });
    const value = parse(text);
    if (!response.ok) throw failureOf(response, value);
    return value as Result;
  }

  async #exchange(path: string, request: Parameters<Fetch>[1]): Promise<{ response: HttpResponse; text: string }> {
    const ending = new AbortController();
    const stopTimer = this.#timers.after(TIMEOUT_MS, () => ending.abort());
    try {
      const response = await this.#fetch(this.#baseUrl + path, { ...request, signal: ending.signal });
      return { response, text: await response.text() };
    } catch (cause) {
      throw new Failure('network.unreachable', {}, { cause });
    } finally {
      stopTimer();
    }
  }
}

/** JSON, or what a RawBody says. */
function bodyOf(body: unknown): Pick<HttpRequest, 'body' | 'headers'> {
  if (body === undefined) return { headers: {} };
  if (!(body instanceof RawBody)) {
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }
  return { headers: body.headers, ...(body.bytes === undefined ? {} : { body: body.bytes }) };
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(response: HttpResponse, value: unknown): Failure {
  if (isFailureBody(value)) return failureFrom(value);
  // Not from Yiqi: a proxy in between, or a server that is just starting.
  return new Failure(response.status >= 500 ? 'network.unreachable' : 'request.invalid');
}

function isFailureBody(value: unknown): value is FailureBody {
  return typeof value === 'object' && value !== null && 'code' in value && isFailureCode(value.code);
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(FAILURES, code);
}

/** A failure that the server sent. One of a newer table counts as a server fault that may pass. */
export function failureFrom(body: FailureBody): Failure {
  const { code, message: _, ...detail } = body;
  return isFailureCode(code) ? new Failure(code, detail) : new Failure('server.busy');
}

/** Whether the same request can succeed later without anybody changing anything. */
export function passes(failure: Failure): boolean {
  return FAILURES[failure.code].retry === 'later';
}

export function needsSignIn(failure: Failure): boolean {
  return FAILURES[failure.code].retry === 'sign-in';
}
