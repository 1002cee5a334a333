import { LeanSocket } from '../wire/lean-socket.ts';

const NEWLINE = '\n'.charCodeAt(0);
/** `{"push":…` and `{"id":…` differ in their third byte. */
const PUSH_MARK = 'p'.charCodeAt(0);
/** A frame of `{}` is a ping, and is answered so. */
const PING = '{}';

/** Where a subscriber is in the history of a channel. */
export interface Place {
  readonly epoch: string;
  /** Absent at the beginning. */
  readonly offset?: number;
}

interface Subscribed extends Place {
  /** Whether all that was missed is in `publications`. */
  readonly recovered?: boolean;
  readonly publications?: readonly { readonly data: unknown; readonly offset: number }[];
}

interface Reply {
  readonly id: number;
  readonly error?: { readonly message: string };
  readonly subscribe?: Subscribed;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** Somebody who is signed in to Centrifugo over its JSON protocol. */
export class CentrifugoConnection {
  /** Gets every publication; its bytes are valid during the call only. */
  onPush: (push: Buffer) => void = () => {};
  #socket: LeanSocket | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();

  static async open(port: number, token: string): Promise<CentrifugoConnection> {
    const connection = new CentrifugoConnection();
    connection.#socket = await LeanSocket.open({
      port,
      path: '/connection/websocket',
      onText: (payload) => connection.#take(payload),
      onClose: () => connection.#end(),
    });
    await connection.#ask({ connect: { token } });
    return connection;
  }

  /** `since`: what was missed since then comes along. */
  async subscribe(channel: string, since?: Place): Promise<Subscribed> {
    const recovery = since === undefined ? {} : { recover: true, epoch: since.epoch, offset: since.offset ?? 0 };
    const { subscribe } = await this.#ask({ subscribe: { channel, ...recovery } });
    if (subscribe === undefined) throw new Error('Centrifugo did not tell where the channel is');
    return subscribe;
  }

  /** Resolves when the server has taken it. `json`: the text of a JSON value. */
  async publish(channel: string, json: string): Promise<void> {
    await this.#ask({ publish: { channel, data: JSON.parse(json) as unknown } });
  }

  close(): void {
    this.#socket?.close();
    this.#end();
  }

  #ask(command: object): Promise<Reply> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket?.sendText(JSON.stringify({ id, ...command }));
    });
  }

  /** Several answers and publications may come in one frame, a line each. */
  #take(payload: Buffer): void {
    for (let at = 0; at < payload.length; ) {
      const found = payload.indexOf(NEWLINE, at);
      const end = found < 0 ? payload.length : found;
      this.#takeLine(payload.subarray(at, end));
      at = end + 1;
    }
  }

  #takeLine(line: Buffer): void {
    if (line.length <= PING.length) {
      if (line.length === PING.length) this.#socket?.sendText(PING);
    } else if (line[2] === PUSH_MARK) this.onPush(line);
    else this.#answered(JSON.parse(String(line)) as Reply);
  }

  #answered(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.error === undefined) waiting?.resolve(reply);
    else waiting?.reject(new Error(`Centrifugo: ${reply.error.message}`));
  }

  #end(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the connection ended'));
    this.#waiting.clear();
  }
}
