import type { DtlsContext } from './ffi/dtls-context.ts';
import { type DtlsFingerprint, DtlsSession } from './ffi/dtls-session.ts';
import { isAcceptable, toDatagrams } from './records.ts';

/** With DTLS around it, what every path carries. */
const DTLS_MTU = 1200;
/** OpenSSL waits a second before it resends; on a lossy line that is most of the time that joining takes. */
const RESEND_AFTER_MS = [80, 160, 320];
const OWN_TIMER_MS = 250;
const HANDSHAKE_LIMIT_MS = 30_000;
/** The first flight of a client that is faster than its signalling. */
const MAX_EARLY_DATAGRAMS = 4;

export interface DtlsListener {
  /** One datagram for the peer; the bytes are its own. */
  send(datagram: Uint8Array): void;
  ready(session: DtlsSession): void;
  /** Valid during the call only. */
  data(bytes: Uint8Array): void;
  ended(): void;
}

/** DTLS with one peer, without I/O. Begins when the peer's fingerprint is known. */
export class DtlsEndpoint {
  /** When {@link tick} is due; Infinity for never. */
  nextAt = Number.POSITIVE_INFINITY;
  readonly #context: DtlsContext;
  readonly #listener: DtlsListener;
  readonly #early: Uint8Array[] = [];
  #session: DtlsSession | null = null;
  #state: 'waiting' | 'handshaking' | 'ready' | 'ended' = 'waiting';
  #flight: Uint8Array[] = [];
  #flightAt = 0;
  #resends = 0;
  #ownTimerAt = 0;
  #givesUpAt = Number.POSITIVE_INFINITY;

  constructor(context: DtlsContext, listener: DtlsListener) {
    this.#context = context;
    this.#listener = listener;
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Throws when OpenSSL has no memory for one more. */
  begin(fingerprint: DtlsFingerprint, role: 'server' | 'client', nowMs: number): void {
    if (this.#state !== 'waiting') return;
    this.#session = new DtlsSession(this.#context, role, fingerprint, DTLS_MTU);
    this.#state = 'handshaking';
    if (role === 'client') this.#advance(nowMs);
    for (const datagram of this.#early.splice(0)) this.receive(datagram, nowMs);
  }

  receive(datagram: Uint8Array, nowMs: number): void {
    if (this.#state === 'ended' || !isAcceptable(datagram)) return;
    if (this.#state === 'waiting') {
      if (this.#early.length < MAX_EARLY_DATAGRAMS) this.#early.push(Uint8Array.from(datagram));
      return;
    }
    this.#session?.put(datagram);
    this.#advance(nowMs);
  }

  /** Encrypts and sends one piece of application data. */
  write(data: Uint8Array): boolean {
    if (this.#state !== 'ready' || !this.#session?.write(data)) return false;
    this.#sendWaiting();
    return true;
  }

  tick(nowMs: number): void {
    if (nowMs < this.nextAt || this.#state === 'waiting' || this.#state === 'ended') return;
    if (nowMs < this.#givesUpAt && this.#resend(nowMs)) this.#plan();
    else this.#end();
  }

  /** False when OpenSSL has given up. */
  #resend(nowMs: number): boolean {
    const due = RESEND_AFTER_MS[this.#resends];
    if (due !== undefined && this.#flight.length > 0 && nowMs >= this.#flightAt + due) {
      this.#resends++;
      for (const datagram of this.#flight) this.#listener.send(datagram);
    }
    if (nowMs >= this.#ownTimerAt) {
      this.#ownTimerAt = nowMs + OWN_TIMER_MS;
      if (!this.#session?.handleTimeout()) return false;
      this.#sendWaiting();
    }
    return true;
  }

  /** Says goodbye and frees everything. Idempotent; no call of the listener comes from it but `send`. */
  close(): void {
    if (this.#state === 'ready') {
      this.#session?.sayGoodbye();
      this.#sendWaiting();
    }
    this.#release();
  }

  #advance(nowMs: number): void {
    if (this.#state === 'handshaking') this.#shakeHands(nowMs);
    if (this.#state === 'ready') this.#read();
  }

  #shakeHands(nowMs: number): void {
    const session = this.#session;
    const progress = session?.shakeHands() ?? 'ended';
    if (this.#givesUpAt === Number.POSITIVE_INFINITY) {
      this.#givesUpAt = nowMs + HANDSHAKE_LIMIT_MS;
      this.#ownTimerAt = nowMs + OWN_TIMER_MS;
    }
    const flight = this.#sendWaiting();
    if (flight.length > 0) {
      this.#flight = flight;
      this.#flightAt = nowMs;
      this.#resends = 0;
    }
    if (progress === 'ended') this.#end();
    else this.#plan();
    if (progress !== 'ready' || !session) return;
    this.#state = 'ready';
    this.#givesUpAt = Number.POSITIVE_INFINITY;
    this.#ownTimerAt = Number.POSITIVE_INFINITY;
    // The end of the handshake goes again too until data shows that it came: clients ask for it only after a second.
    this.#flight = flight;
    this.#plan();
    this.#listener.ready(session);
  }

  /** Whoever listens may close us meanwhile. */
  #read(): void {
    while (this.#state === 'ready') {
      const data = this.#session?.read() ?? null;
      if (data === null) break;
      if (this.#flight.length > 0) this.#confirmed();
      if (data === 'ended') this.#end();
      else this.#listener.data(data);
    }
    if (this.#state === 'ready') this.#sendWaiting();
  }

  #confirmed(): void {
    this.#flight = [];
    this.nextAt = Number.POSITIVE_INFINITY;
  }

  #sendWaiting(): Uint8Array[] {
    const records = this.#session?.drain();
    if (!records) return [];
    const datagrams = toDatagrams(records, DTLS_MTU);
    for (const datagram of datagrams) this.#listener.send(datagram);
    return datagrams;
  }

  #plan(): void {
    const due = this.#flight.length > 0 ? RESEND_AFTER_MS[this.#resends] : undefined;
    this.nextAt = Math.min(this.#ownTimerAt, this.#givesUpAt, due === undefined ? Infinity : this.#flightAt + due);
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#release();
    this.#listener.ended();
  }

  #release(): void {
    this.#state = 'ended';
    this.nextAt = Number.POSITIVE_INFINITY;
    this.#early.length = 0;
    this.#flight = [];
    this.#session?.free();
    this.#session = null;
  }
}
