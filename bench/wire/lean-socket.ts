import { randomBytes } from 'node:crypto';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { clientFrame, FrameReader, OPCODE } from './ws-frames.ts';

export interface LeanSocketOptions {
  readonly port: number;
  /** Absent: this machine. */
  readonly host?: string;
  /** By TLS. */
  readonly secure?: boolean;
  /** An address of this machine to come from. */
  readonly from?: string;
  readonly path: string;
  /** Text frames of the server; the bytes are valid during the call only. */
  readonly onText: (payload: Buffer) => void;
  readonly onClose?: () => void;
}

/** One buffer for what all sockets read: each read is worked off before the next begins. */
const shared = Buffer.allocUnsafe(64 * 1024);

/**
 * A WebSocket client that costs the load generator as little as Node can: no events, no copies, no text unless the
 * reader wants it. It believes what the server sends, so it is for measuring only.
 */
export class LeanSocket {
  readonly #socket: Socket;
  readonly #mask = randomBytes(4);

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Resolves when the server has taken the upgrade. */
  static open(options: LeanSocketOptions): Promise<LeanSocket> {
    const { port, path, onText, onClose, host = '127.0.0.1', secure = false, from } = options;
    return new Promise((resolve, reject) => {
      let upgraded = false;
      let head = '';
      const frames = new FrameReader((opcode, payload) => {
        if (opcode === OPCODE.text) onText(payload);
        else if (opcode === OPCODE.ping) lean.#write(OPCODE.pong, payload);
      });
      const onBytes = (bytes: Buffer): void => {
        if (upgraded) {
          frames.push(bytes);
          return;
        }
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!/^HTTP\/1\.1 101 /.test(head)) {
          socket.destroy(new Error(`no upgrade: ${head.split('\r\n')[0]}`));
          return;
        }
        upgraded = true;
        resolve(lean);
        if (head.length > end + 4) frames.push(Buffer.from(head.slice(end + 4), 'latin1'));
      };
      const onread = {
        buffer: shared,
        callback: (count: number, buffer: Uint8Array) => {
          onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, count));
          return true;
        },
      };
      const where = { port, host, noDelay: true, onread, ...(from === undefined ? {} : { localAddress: from }) };
      const socket = secure
        ? connectSecurely({ ...where, ...(isIP(host) > 0 ? {} : { servername: host }) })
        : connect(where);
      const lean = new LeanSocket(socket);
      socket.on('error', reject);
      socket.once('close', () => {
        reject(new Error('the connection ended'));
        if (upgraded) onClose?.();
      });
      socket.once(secure ? 'secureConnect' : 'connect', () => socket.write(handshake(host, port, path)));
    });
  }

  sendText(text: string): void {
    this.#write(OPCODE.text, Buffer.from(text));
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #write(opcode: number, payload: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(clientFrame(opcode, payload, this.#mask));
  }
}

function handshake(host: string, port: number, path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    '\r\n',
  ].join('\r\n');
}
