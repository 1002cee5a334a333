import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import type { Session } from '#protocol/accounts.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { ByeReason, CommandName } from '#protocol/realtime.ts';
import { PASSWORD } from './people.ts';

/** Any frame of the server, for looking at. */
export interface AnyFrame {
  re?: number;
  ok?: Record<string, unknown>;
  failure?: { code: string; message: string; retryAfterMs?: number };
  push?: 'event' | 'entry' | 'bye';
  event?: { seq: number; conversation: string; type: string };
  reason?: ByeReason;
}

/** Speaks the protocol by hand, well or badly. */
export class RawPeer {
  readonly ws: WebSocket;
  readonly frames: AnyFrame[] = [];
  readonly closed: Promise<number>;
  #nextId = 1;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, options: ClientOptions = {}) {
    this.ws = new WebSocket(url, options);
    this.ws.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as AnyFrame);
      for (const look of [...this.#waiting]) look();
    });
    this.ws.on('error', () => {});
    this.closed = once(this.ws, 'close').then(([code]) => code as number);
  }

  static async open(origin: string, options: ClientOptions = {}): Promise<RawPeer> {
    const peer = new RawPeer(`${origin.replace('http', 'ws')}/ws`, options);
    await once(peer.ws, 'open');
    return peer;
  }

  /** The first frame, past or to come, for which `matches` holds. */
  find(matches: (frame: AnyFrame) => boolean): Promise<AnyFrame> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.frames.find(matches);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  send(text: string | Buffer): void {
    this.ws.send(text);
  }

  /** Asks, and resolves with the answer, whatever it is. */
  ask(name: CommandName | (string & {}), params?: unknown): Promise<AnyFrame> {
    const id = this.#nextId++;
    this.send(JSON.stringify({ id, do: name, with: params }));
    return this.find(({ re }) => re === id);
  }

  hello(token: string): Promise<AnyFrame> {
    return this.ask('hello', { token, level: 1 });
  }
}

/** The summary in an answer. @throws TypeError when the command failed */
export function summaryOf({ ok, failure }: AnyFrame): Summary {
  if (ok === undefined) throw new TypeError(`no summary but ${failure?.code}`);
  return ok['summary'] as Summary;
}

/** Registers over HTTP. */
export async function signUp(origin: string, login: string): Promise<Session> {
  const form = { login, nickname: login, password: PASSWORD, passwordAgain: PASSWORD, deviceName: 'raw', keep: 'body' };
  const response = await fetch(`${origin}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(form),
  });
  if (!response.ok) throw new Error(`register answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Session;
}

/** Somebody who has registered and said hello. */
export async function enter(origin: string, login: string): Promise<{ peer: RawPeer; session: Session; user: string }> {
  const session = await signUp(origin, login);
  const peer = await RawPeer.open(origin);
  await peer.hello(session.accessToken);
  return { peer, session, user: session.me.id };
}
