import { randomText } from '#kernel/ids.ts';
import type { RegisterRequest, Session } from '#protocol/accounts.ts';
import type { CommandName, ParamsOf, ResultOf, ServerFrame } from '#protocol/realtime.ts';
import { PROTOCOL_LEVEL } from '#protocol/realtime.ts';
import { LeanSocket } from '../wire/lean-socket.ts';
import { postJson } from './http.ts';

interface Waiting {
  resolve(ok: unknown): void;
  reject(error: Error): void;
}

export type PushListener = (payload: Buffer) => void;

/** Access tokens live 10 minutes. */
const RENEW_AFTER_MS = 4 * 60_000;
/** The third byte tells `{"re":…` from `{"push":…`. */
const ANSWER_MARK = 'r'.charCodeAt(0);

/** Somebody with an account and one connection that is authenticated and subscribed. */
export class Person {
  readonly id: string;
  /** Gets what the server sends unasked; the bytes are valid during the call only. */
  onPush: PushListener = () => {};
  #port: number;
  #session: Session;
  #renewedAt = performance.now();
  #socket: LeanSocket | undefined;
  #closed: string | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();
  readonly #others: Person[] = [];

  private constructor(port: number, session: Session) {
    this.#port = port;
    this.#session = session;
    this.id = session.me.id;
  }

  /** `from`: an address of the loopback network, since registrations are limited by address. */
  static async register(port: number, from: string): Promise<Person> {
    const password = randomText(20);
    const login = `u${randomText(16)}`;
    const about = { nickname: login.slice(0, 8), deviceName: 'bench', keep: 'body' } as const;
    const body: RegisterRequest = { login, password, passwordAgain: password, ...about };
    return new Person(port, (await postJson({ port, path: '/api/v1/auth/register', body, from })) as Session);
  }

  /** One more connection of the same device. */
  async another(): Promise<Person> {
    const other = new Person(this.#port, this.#session);
    this.#others.push(other);
    await other.connect();
    return other;
  }

  /** Somebody whose device is signed in already. */
  static async resume(port: number, refreshToken: string): Promise<Person> {
    return new Person(
      port,
      (await postJson({ port, path: '/api/v1/auth/refresh', body: { refreshToken } })) as Session,
    );
  }

  /** `since`: what was missed since then is told; otherwise everything. */
  async connect(since?: ParamsOf<'hello'>['since']): Promise<ResultOf<'hello'>> {
    this.#closed = undefined;
    this.#socket = await LeanSocket.open({
      port: this.#port,
      path: '/ws',
      onText: (payload) => {
        if (payload[2] === ANSWER_MARK) this.#answered(String(payload));
        else this.onPush(payload);
      },
      onClose: () => this.#end('the connection ended'),
    });
    const where = since === undefined ? {} : { since };
    return this.call('hello', { token: this.#session.accessToken, level: PROTOCOL_LEVEL, ...where });
  }

  /** The same server, started again. */
  moveTo(port: number): void {
    this.#port = port;
  }

  /** What HTTP asks for: `Bearer …`. */
  get token(): string {
    return this.#session.accessToken;
  }

  /** Good once. */
  get refreshToken(): string {
    return this.#session.refreshToken ?? '';
  }

  close(): void {
    this.#socket?.close();
  }

  /** Rejects with what the server answers when it refuses. */
  call<Name extends CommandName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    if (this.#closed !== undefined) return Promise.reject(new Error(this.#closed));
    const id = this.#nextId++;
    return new Promise<ResultOf<Name>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (ok) => resolve(ok as ResultOf<Name>), reject });
      this.#socket?.sendText(JSON.stringify({ id, do: name, with: params }));
    });
  }

  /** Makes the token fresh when it is getting old. */
  async renew(): Promise<void> {
    if (performance.now() - this.#renewedAt < RENEW_AFTER_MS) return;
    const body = { refreshToken: this.#session.refreshToken };
    this.#session = (await postJson({ port: this.#port, path: '/api/v1/auth/refresh', body })) as Session;
    this.#renewedAt = performance.now();
    for (const one of [this, ...this.#others]) {
      one.#session = this.#session;
      await one.call('session.renew', { token: this.#session.accessToken });
    }
  }

  #answered(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    if (!('re' in frame)) return;
    const waiting = this.#waiting.get(frame.re);
    this.#waiting.delete(frame.re);
    if ('ok' in frame) waiting?.resolve(frame.ok);
    else waiting?.reject(new Error(`refused: ${frame.failure.code}`));
  }

  #end(why: string): void {
    this.#closed = why;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

/** Registrations that wait for a hash at once: less than the server's queue takes. */
const AT_ONCE = 16;
const PER_ADDRESS = 150;

/** `count` people, connected. They come from several addresses, so that the server's limits stay as they are. */
export async function makePeople(port: number, count: number): Promise<Person[]> {
  const people: Person[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < count) {
      const from = `127.0.${1 + Math.floor(begun++ / PER_ADDRESS)}.1`;
      const person = await Person.register(port, from);
      await person.connect();
      people.push(person);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return people;
}

export async function renewAll(people: readonly Person[]): Promise<void> {
  for (const person of people) await person.renew();
}
