import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

/** Kept connections to one origin, by the address they come from. */
const agents = new Map<string, PlainAgent>();
const AT_ONCE = 32;
const LIMIT_MS = 60_000;

/** A status that isn't 2xx. */
export class Refused extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, retryAfterMs?: number) {
    super(`refused: ${code}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Ask {
  readonly origin: string;
  readonly path: string;
  /** Absent: GET. */
  readonly body?: unknown;
  readonly token?: string | undefined;
  /** An address of this machine to come from. */
  readonly from?: string | undefined;
}

/** The text of the answer. Rejects with `Refused` for every status but 2xx. */
export function ask({ origin, path, body, token, from }: Ask): Promise<string> {
  const url = new URL(path, origin);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  const options = {
    method: text === undefined ? 'GET' : 'POST',
    headers,
    agent: agentOf(url, from),
    timeout: LIMIT_MS,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve(answer);
        else reject(refusalOf(response.statusCode ?? 500, answer));
      });
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer')));
    sent.once('error', reject);
    sent.end(text);
  });
}

export async function askJson<Answer>(request: Ask): Promise<Answer> {
  return JSON.parse(await ask(request)) as Answer;
}

/** What a failure is counted as: the code of a refusal, else that of the system. */
export function codeOf(error: unknown): string {
  if (error instanceof Refused) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.message.slice(0, 60);
}

function agentOf(url: URL, from: string | undefined): PlainAgent {
  const key = `${url.origin} ${from ?? ''}`;
  const kept = agents.get(key);
  if (kept !== undefined) return kept;
  const options = { keepAlive: true, maxSockets: AT_ONCE, ...(from === undefined ? {} : { localAddress: from }) };
  const agent = url.protocol === 'https:' ? new SecureAgent(options) : new PlainAgent(options);
  agents.set(key, agent);
  return agent;
}

function refusalOf(status: number, answer: string): Refused {
  try {
    const { code, retryAfterMs } = JSON.parse(answer) as { code?: string; retryAfterMs?: number };
    return new Refused(code ?? `http.${status}`, retryAfterMs);
  } catch {
    return new Refused(`http.${status}`);
  }
}
