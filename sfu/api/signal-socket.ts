import type { WebSocket } from 'ws';
import type { Turns } from '../core/turns.ts';
import type { SignalFrames, SignalSocket } from './ports.ts';

/** A client that reads so slowly is cut off; it may resume. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;
/** How long a client may take to answer our closing. */
const CLOSE_TIMEOUT_MS = 3000;
/** With so many frames waiting, nothing more is read from the socket … */
const PAUSE_AT_FRAMES = 64;
/** … until so few do. What its buffers hold still comes; with more than that it is cut off. */
const RESUME_AT_FRAMES = 16;
const MAX_WAITING_FRAMES = 32_768;

/** Connects a WebSocket to the participant behind it. What it says waits for its turn: packets go first. */
export function serveSignalSocket(socket: WebSocket, turns: Turns, open: (socket: SignalSocket) => SignalFrames): void {
  const signal: SignalSocket = {
    send: (frame) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_BACKLOG_BYTES) socket.terminate();
      else socket.send(frame);
    },
    close: (how) => {
      if (how === 'broken') socket.terminate();
      else closePolitely(socket);
    },
  };
  const inbox = new Inbox(socket, turns, open(signal));
  socket.on('message', (data, isBinary) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Uint8Array);
    inbox.take(isBinary ? bytes : bytes.toString());
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => inbox.end());
}

/** What one socket has said and nobody has read: of all sockets together each has one place in the line. */
class Inbox {
  readonly #socket: WebSocket;
  readonly #turns: Turns;
  readonly #frames: SignalFrames;
  #waiting: (Uint8Array | string)[] = [];
  #next = 0;
  #inLine = false;
  #ended = false;

  constructor(socket: WebSocket, turns: Turns, frames: SignalFrames) {
    this.#socket = socket;
    this.#turns = turns;
    this.#frames = frames;
  }

  take(frame: Uint8Array | string): void {
    if (this.#ended) return;
    this.#waiting.push(frame);
    const count = this.#waiting.length - this.#next;
    if (count > MAX_WAITING_FRAMES) this.#socket.terminate();
    else if (count >= PAUSE_AT_FRAMES && !this.#socket.isPaused) this.#socket.pause();
    if (!this.#inLine && !this.#standInLine()) this.#socket.terminate();
  }

  /** The socket is gone: what it said before is read, then that is told. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#inLine && !this.#standInLine()) this.#giveUp();
  }

  #giveUp(): void {
    this.#waiting = [];
    this.#frames.closed();
  }

  #standInLine(): boolean {
    this.#inLine = this.#turns.add(() => this.#read());
    return this.#inLine;
  }

  #read(): void {
    this.#inLine = false;
    const frame = this.#waiting[this.#next];
    if (frame === undefined) {
      if (this.#ended) this.#frames.closed();
      return;
    }
    this.#next++;
    const left = this.#waiting.length - this.#next;
    if (left === 0 || this.#next >= PAUSE_AT_FRAMES) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    if (left <= RESUME_AT_FRAMES && this.#socket.isPaused) this.#socket.resume();
    const goesOn = left === 0 ? !this.#ended || this.#standInLine() : this.#standInLine();
    this.#frames.receive(frame);
    if (goesOn) return;
    if (this.#ended) this.#giveUp();
    else this.#socket.terminate();
  }
}

function closePolitely(socket: WebSocket): void {
  if (socket.readyState === socket.CLOSED) return;
  socket.close(1000);
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(timer));
}
