import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { ServerSocket } from './outlet.ts';

/** The first byte of a whole text frame: FIN and opcode 1 (RFC 6455 §5.2). */
const WHOLE_TEXT = 0x81;
/** Longer payloads tell their length in two more bytes, and in eight. */
const SHORT = 126;
const MIDDLE = 65_536;

/** Makes the bytes of a frame once, however many connections in a row get it. */
export class Framing {
  #payload: Buffer | undefined;
  #framed: Buffer = Buffer.alloc(0);

  framed(payload: Buffer): Buffer {
    if (payload !== this.#payload) {
      this.#payload = payload;
      this.#framed = wholeText(payload);
    }
    return this.#framed;
  }
}

/** As a server sends it: whole, and not masked. */
function wholeText(payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < SHORT ? 2 : length < MIDDLE ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = WHOLE_TEXT;
  frame[1] = head === 2 ? length : head === 4 ? SHORT : SHORT + 1;
  if (head === 4) frame.writeUInt16BE(length, 2);
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  payload.copy(frame, head);
  return frame;
}

/**
 * A WebSocket whose live frames go to the stream below it in one piece. What `ws` sends itself is in the stream as soon as it is
 * sent, since nothing is compressed here, so the order is kept.
 */
export class SharingSocket implements ServerSocket {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #framing: Framing;

  constructor(ws: WebSocket, stream: Duplex, framing: Framing) {
    this.#ws = ws;
    this.#stream = stream;
    this.#framing = framing;
  }

  get bufferedAmount(): number {
    return this.#ws.bufferedAmount;
  }

  share(data: Buffer): void {
    // Nothing may follow the close frame.
    if (this.#ws.readyState === WebSocket.OPEN) this.#stream.write(this.#framing.framed(data));
  }

  cork(): void {
    this.#stream.cork();
  }

  uncork(): void {
    this.#stream.uncork();
  }

  send(data: Buffer, options: { binary: boolean }, done: (error?: Error) => void): void {
    this.#ws.send(data, options, done);
  }

  close(code: number, reason?: string): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  ping(): void {
    this.#ws.ping();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }
}
