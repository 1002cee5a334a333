import type { SignalResponse } from '@livekit/protocol';
import { OutgoingSignal } from './frames.ts';

/** One open signalling socket, as the session sees it. */
export interface SignalSink {
  send(signal: OutgoingSignal): void;
  /** Ends the socket: `finished` after what was sent, `broken` so that the client sees a fault and comes back. Idempotent. */
  close(how: 'finished' | 'broken'): void;
}

export type SignalMessage = Exclude<SignalResponse['message'], { case: undefined }>;
/** Messages whose content goes stale: of no use to a client that comes back. */
const PERISHABLE: ReadonlySet<string> = new Set([
  'answer',
  'offer',
  'speakersChanged',
  'pong',
  'pongResp',
  'update',
  'trickle',
]);
const MAX_QUEUED = 64;

/** Where a participant's messages go: to its socket, or into a small queue while a lost socket may come back. */
export class SignalPort {
  #sink: SignalSink | null;
  #queued: OutgoingSignal[] = [];
  /** When the socket was lost, Unix milliseconds; 0 while there is one. */
  lostAt = 0;

  constructor(sink: SignalSink) {
    this.#sink = sink;
  }

  get sink(): SignalSink | null {
    return this.#sink;
  }

  send(message: SignalMessage): void {
    this.pass(new OutgoingSignal(message));
  }

  /** Sends what others get as well. */
  pass(signal: OutgoingSignal): void {
    if (this.#sink) this.#sink.send(signal);
    else if (!PERISHABLE.has(signal.case) && this.#queued.length < MAX_QUEUED) this.#queued.push(signal);
  }

  /** Continues on another socket. `first` is its first message. */
  attach(sink: SignalSink, first: SignalMessage): void {
    const previous = this.#sink;
    this.#sink = sink;
    this.lostAt = 0;
    previous?.close('finished');
    const queued = this.#queued;
    this.#queued = [];
    this.send(first);
    for (const signal of queued) this.pass(signal);
  }

  /** The socket is gone; false if it was replaced before. */
  lose(sink: SignalSink, nowMs: number): boolean {
    if (this.#sink !== sink) return false;
    this.#sink = null;
    this.lostAt = nowMs;
    return true;
  }

  close(how: 'finished' | 'broken'): void {
    const sink = this.#sink;
    this.#sink = null;
    this.#queued = [];
    sink?.close(how);
  }
}
