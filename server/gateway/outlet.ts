/** What a connection uses of a WebSocket. */
export interface ServerSocket {
  readonly bufferedAmount: number;
  /** A text that others get as well. */
  share(data: Buffer): void;
  /** What is sent until `uncork` goes out as one. */
  cork(): void;
  uncork(): void;
  send(data: Buffer, options: { binary: boolean }, done: (error?: Error) => void): void;
  close(code: number, reason?: string): void;
  terminate(): void;
  ping(): void;
  pause(): void;
  resume(): void;
}

const TEXT = { binary: false };

/**
 * What goes out on one socket: answers as they come, live events only after `hello` was answered and only while the
 * peer keeps reading. Bytes of answers don't count as slowness: a page of long messages may be larger than the bound.
 */
export class Outlet {
  readonly #socket: ServerSocket;
  readonly #queueBytes: number;
  readonly #onSlow: () => void;
  #answerBytes = 0;
  #held: Buffer[] | undefined = [];
  #heldBytes = 0;
  #closed = false;

  constructor(socket: ServerSocket, queueBytes: number, onSlow: () => void) {
    this.#socket = socket;
    this.#queueBytes = queueBytes;
    this.#onSlow = onSlow;
  }

  /** Whether the peer is behind with reading answers, so that no more should be made for it. */
  get full(): boolean {
    return this.#socket.bufferedAmount > this.#queueBytes;
  }

  answer(frame: Buffer, flushed: () => void): void {
    if (this.#closed) return;
    this.#answerBytes += frame.length;
    this.#socket.send(frame, TEXT, () => {
      this.#answerBytes -= frame.length;
      flushed();
    });
  }

  event(frame: Buffer): void {
    if (this.#closed) return;
    if (this.#held !== undefined) this.#hold(this.#held, frame);
    else if (this.#socket.bufferedAmount - this.#answerBytes > this.#queueBytes) this.#onSlow();
    else this.#socket.share(frame);
  }

  /** Lets the events out that came while `hello` was being answered, and all later ones. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const frame of held) this.event(frame);
  }

  /** The last words. */
  last(frame: Buffer): void {
    if (!this.#closed) this.#socket.send(frame, TEXT, ignore);
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.#held = undefined;
  }

  #hold(held: Buffer[], frame: Buffer): void {
    this.#heldBytes += frame.length;
    held.push(frame);
    if (this.#heldBytes > this.#queueBytes) this.#onSlow();
  }
}

// A failed write is followed by 'close', which is what ends the connection.
function ignore(): void {}
