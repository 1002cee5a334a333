/** A message on its way out. */
export interface Outgoing {
  readonly stream: number;
  readonly ppid: number;
  readonly bytes: Uint8Array;
  readonly unordered: boolean;
  /** Infinity for a reliable one. */
  readonly maxRetransmits: number;
  /** Bytes already cut into chunks. */
  cut: number;
  ssn: number;
  abandoned: boolean;
}

/** A chunk's worth of a message. */
export interface Piece {
  readonly message: Outgoing;
  readonly payload: Uint8Array;
  readonly begins: boolean;
  readonly ends: boolean;
}

interface Line {
  readonly messages: Outgoing[];
  /** Index of the first message that still waits. */
  head: number;
  bytes: number;
  nextSsn: number;
}

/** Sent messages are cleared away in lots, so that a long line stays cheap. */
const CLEAR_AT = 256;

/** Messages waiting for their turn: a line a stream, one whole message of each in turn (RFC 8831 §6.6). */
export class Outbox {
  /** Bytes not yet cut into chunks. */
  bytes = 0;
  readonly #lines = new Map<number, Line>();
  /** Streams with something to send, the next one first. */
  readonly #turns: number[] = [];

  get isEmpty(): boolean {
    return this.#turns.length === 0;
  }

  push(message: Outgoing): void {
    const line = this.#line(message.stream);
    if (line.head === line.messages.length) this.#turns.push(message.stream);
    line.messages.push(message);
    line.bytes += message.bytes.length;
    this.bytes += message.bytes.length;
  }

  bytesOf(stream: number): number {
    return this.#lines.get(stream)?.bytes ?? 0;
  }

  hasWaiting(stream: number): boolean {
    const line = this.#lines.get(stream);
    return line !== undefined && line.head < line.messages.length;
  }

  /** How long the next piece would be; 0 when there is none. */
  nextSize(maxPayload: number): number {
    const message = this.#current();
    return message ? Math.min(maxPayload, message.bytes.length - message.cut) : 0;
  }

  take(maxPayload: number): Piece | undefined {
    const message = this.#current();
    if (!message) return undefined;
    const line = this.#line(message.stream);
    const begins = message.cut === 0;
    if (begins && !message.unordered) {
      message.ssn = line.nextSsn;
      line.nextSsn = (line.nextSsn + 1) & 0xffff;
    }
    const payload = message.bytes.subarray(message.cut, message.cut + maxPayload);
    message.cut += payload.length;
    line.bytes -= payload.length;
    this.bytes -= payload.length;
    const ends = message.cut === message.bytes.length;
    if (ends) this.#next(message.stream, line);
    return { message, payload, begins, ends };
  }

  /** What is left of a message that is being sent will not be sent. */
  abandon(message: Outgoing): void {
    if (message.cut === 0 || message.cut === message.bytes.length || this.#current() !== message) return;
    const line = this.#line(message.stream);
    const rest = message.bytes.length - message.cut;
    message.cut = message.bytes.length;
    line.bytes -= rest;
    this.bytes -= rest;
    this.#next(message.stream, line);
  }

  /** Everything of a stream is forgotten, and its numbers begin anew (RFC 6525 §5.2.7). */
  reset(stream: number): void {
    this.bytes -= this.bytesOf(stream);
    this.#lines.delete(stream);
    const turn = this.#turns.indexOf(stream);
    if (turn >= 0) this.#turns.splice(turn, 1);
  }

  #current(): Outgoing | undefined {
    const stream = this.#turns[0];
    const line = stream === undefined ? undefined : this.#lines.get(stream);
    return line?.messages[line.head];
  }

  #next(stream: number, line: Line): void {
    line.head++;
    this.#turns.shift();
    if (line.head < line.messages.length) this.#turns.push(stream);
    if (line.head < CLEAR_AT && line.head < line.messages.length) return;
    line.messages.splice(0, line.head);
    line.head = 0;
  }

  #line(stream: number): Line {
    const line = this.#lines.get(stream) ?? { messages: [], head: 0, bytes: 0, nextSsn: 0 };
    this.#lines.set(stream, line);
    return line;
  }
}
