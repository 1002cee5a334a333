import { LeanSocket } from '../wire/lean-socket.ts';
import type { TinodeServer } from './tinode.ts';

/** `{"data":…` and `{"ctrl":…` differ in their third byte. */
const DATA_MARK = 'd'.charCodeAt(0);
const CTRL_MARK = 'c'.charCodeAt(0);

interface Ctrl {
  readonly id?: string;
  readonly topic?: string;
  readonly code: number;
  readonly text: string;
  readonly params?: { readonly user?: string; readonly token?: string };
}

interface Waiting {
  resolve(ctrl: Ctrl): void;
  reject(error: Error): void;
}

/** Somebody on Tinode, with an account without a password, over its WebSocket protocol. */
export class TinodeConnection {
  /** Gets every message of the topics that are attached; its bytes are valid during the call only. */
  onData: (data: Buffer) => void = () => {};
  user = '';
  /** Signs in again. */
  token = '';
  #socket: LeanSocket | undefined;
  #nextId = 1;
  readonly #waiting = new Map<string, Waiting>();

  /** Makes an account, and signs in to it. */
  static async register(server: TinodeServer): Promise<TinodeConnection> {
    const connection = new TinodeConnection();
    await connection.#connect(server);
    const access = { auth: 'JRWPAS', anon: 'JRWPAS' };
    const account = { user: 'new', scheme: 'anonymous', secret: '', login: true, desc: { defacs: access } };
    const { params } = await connection.#ask({ acc: account });
    connection.user = params?.user ?? '';
    connection.token = params?.token ?? '';
    await connection.attach('me');
    return connection;
  }

  /** Signs in to an account that is there. */
  static async signIn(server: TinodeServer, token: string): Promise<TinodeConnection> {
    const connection = new TinodeConnection();
    await connection.#connect(server);
    const { params } = await connection.#ask({ login: { scheme: 'token', secret: token } });
    connection.user = params?.user ?? '';
    connection.token = token;
    await connection.attach('me');
    return connection;
  }

  /** Attaches to a topic, and asks for its messages from a number on. */
  async attachSince(topic: string, seq: number): Promise<void> {
    await this.#ask({ sub: { topic, get: { what: 'data', data: { since: seq } } } });
  }

  /** Attaches to a topic: `me`, another user, `new…` for a new group. Resolves to its name. */
  async attach(topic: string): Promise<string> {
    const set = topic.startsWith('new') ? { set: { desc: { defacs: { auth: 'JRWPS', anon: 'JRWPS' } } } } : {};
    const { topic: name = topic } = await this.#ask({ sub: { topic, ...set } });
    return name;
  }

  /** Resolves when it is stored. */
  async publish(topic: string, content: string, noecho: boolean): Promise<void> {
    await this.#ask({ pub: { topic, noecho, content } });
  }

  close(): void {
    this.#socket?.close();
    this.#end();
  }

  async #connect({ port, apiKey }: TinodeServer): Promise<void> {
    this.#socket = await LeanSocket.open({
      port,
      path: `/v0/channels?apikey=${apiKey}`,
      onText: (payload) => this.#take(payload),
      onClose: () => this.#end(),
    });
    await this.#ask({ hi: { ver: '0.22', ua: 'bench' } });
  }

  #ask(message: Readonly<Record<string, object>>): Promise<Ctrl> {
    const id = String(this.#nextId++);
    const withId = Object.fromEntries(Object.entries(message).map(([kind, fields]) => [kind, { id, ...fields }]));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket?.sendText(JSON.stringify(withId));
    });
  }

  #take(payload: Buffer): void {
    if (payload[2] === DATA_MARK) this.onData(payload);
    else if (payload[2] === CTRL_MARK) this.#answered((JSON.parse(String(payload)) as { ctrl: Ctrl }).ctrl);
  }

  #answered(ctrl: Ctrl): void {
    const waiting = this.#waiting.get(ctrl.id ?? '');
    this.#waiting.delete(ctrl.id ?? '');
    if (ctrl.code < 400) waiting?.resolve(ctrl);
    else waiting?.reject(new Error(`Tinode: ${ctrl.code} ${ctrl.text}`));
  }

  #end(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the connection ended'));
    this.#waiting.clear();
  }
}
