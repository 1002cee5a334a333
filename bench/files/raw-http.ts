import { connect } from 'node:net';

export interface Asked {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** So many bytes, the first of them are `mark`. */
  readonly body?: { readonly bytes: number; readonly mark: Buffer };
}

export interface Answered {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  /** Of the body. */
  readonly bytes: number;
  /** The body, as far as it is short. */
  readonly text: string;
}

const CHUNK = Buffer.alloc(1024 * 1024, 'yiqi');
/** One buffer for what all sockets read. */
const shared = Buffer.allocUnsafe(1024 * 1024);
const SHORT = 64 * 1024;

/** HTTP/1.1 on a connection of its own, which costs the generator as little as Node can: bodies are counted, not kept. */
export function ask({ port, method, path, headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const answer = new Answer();
    const onread = {
      buffer: shared,
      callback: (count: number, buffer: Uint8Array) => {
        answer.take(Buffer.from(buffer.buffer, buffer.byteOffset, count));
        if (answer.whole) socket.destroy();
        return true;
      },
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    socket.once('error', reject);
    socket.once('close', () => (answer.whole ? resolve(answer) : reject(new Error(`${method} ${path} broke off`))));
    const all = { host: `127.0.0.1:${port}`, connection: 'close', 'content-length': body?.bytes ?? 0, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    if (body !== undefined) pour(socket, body.mark, body.bytes);
  });
}

function pour(socket: ReturnType<typeof connect>, mark: Buffer, bytes: number): void {
  let left = bytes;
  const go = () => {
    while (left > 0 && !socket.destroyed) {
      const chunk = left === bytes ? mark : CHUNK.subarray(0, Math.min(left, CHUNK.length));
      left -= chunk.length;
      if (!socket.write(chunk)) return void socket.once('drain', go);
    }
  };
  go();
}

class Answer implements Answered {
  status = 0;
  readonly headers = new Map<string, string>();
  bytes = 0;
  text = '';
  #head = '';
  #read = false;

  get whole(): boolean {
    return this.#read && this.bytes >= Number(this.headers.get('content-length') ?? 0);
  }

  take(bytes: Buffer): void {
    if (this.#read) {
      this.#body(bytes);
      return;
    }
    const before = this.#head.length;
    this.#head += bytes.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.#readHead(this.#head.slice(0, end));
    this.#body(bytes.subarray(end + 4 - before));
  }

  #readHead(head: string): void {
    const [first = '', ...lines] = head.split('\r\n');
    this.status = Number(first.split(' ')[1]);
    for (const line of lines) {
      const colon = line.indexOf(':');
      this.headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    this.#read = this.status >= 200;
    if (!this.#read) this.#head = '';
  }

  #body(bytes: Buffer): void {
    this.bytes += bytes.length;
    if (this.text.length < SHORT) this.text += bytes.toString('latin1', 0, SHORT - this.text.length);
  }
}
