import { RetransmissionTimeout } from './congestion.ts';
import { type Greeting, readCookie, readGreeting, unrecognised, writeInit, writeInitAck } from './greeting.ts';
import { MAX_STREAMS, receiveWindow } from './receiver.ts';
import { MAX_FAILURES } from './sender.ts';
import { CHUNK, chunkOf } from './wire.ts';

interface Options {
  readonly nowMs: number;
  readonly random: (bytes: number) => Uint8Array;
  readonly isClient: boolean;
  readonly maxMessageSize: number;
  /** Sends a chunk in a packet of its own under that tag. */
  readonly send: (chunk: Uint8Array, tag: number) => void;
}

/** What both sides have agreed on. */
export interface Peer extends Greeting {
  readonly ourFirstTsn: number;
}

const COOKIE_BYTES = 32;
/** Largest cookie that we carry back. */
const MAX_COOKIE = 1024;
const STALE_COOKIE = 3;
/** As long as a server waits for the client to begin: some begin anew only after seconds when a packet was lost. */
const SERVER_WAITS_MS = 200;
const FIRST_TIMEOUT_MS = 200;
/** How often COOKIE ACK goes out again while nothing shows that it came. */
const MAX_REPEATS = 4;

/**
 * The four-way handshake, active and passive, also both at once (RFC 9260 §5.1, §5.2.1).
 *
 * DTLS has already proved who the peer is, so the state cookie need not carry state: it is 32 random bytes that only who got
 * our INIT ACK knows, and stands for the one greeting that we remember.
 */
export class Handshake {
  readonly ourTag: number;
  readonly #options: Options;
  readonly #ours: Greeting;
  readonly #cookie: Uint8Array;
  #timeout = new RetransmissionTimeout(FIRST_TIMEOUT_MS);
  #dueAt: number | undefined;
  #failures = 0;
  /** Whose cookie we took, while it has not shown that it knows. */
  #taken: Greeting | undefined;
  /** The peer as its INIT told. */
  #asked: Greeting | undefined;
  /** The peer as its INIT ACK told, and the cookie that it wants back. */
  #answered: { peer: Greeting; cookie: Uint8Array } | undefined;

  constructor(options: Options) {
    this.#options = options;
    const random = new DataView(options.random(8).slice().buffer);
    this.ourTag = random.getUint32(0) || 1;
    this.#cookie = options.random(COOKIE_BYTES).slice();
    this.#ours = {
      tag: this.ourTag,
      window: receiveWindow(options.maxMessageSize),
      outbound: MAX_STREAMS,
      inbound: MAX_STREAMS,
      firstTsn: random.getUint32(4),
    };
    this.#dueAt = options.isClient ? options.nowMs : options.nowMs + SERVER_WAITS_MS;
  }

  get dueAt(): number | undefined {
    return this.#dueAt;
  }

  /** Never of a server: its peer may be one without channels. */
  get hasFailed(): boolean {
    return this.#options.isClient && this.#failures > MAX_FAILURES;
  }

  tick(nowMs: number): void {
    if (this.#dueAt === undefined || nowMs < this.#dueAt) return;
    if (++this.#failures > 1) this.#timeout.backOff();
    const mayGoOn = this.#failures <= (this.#taken ? MAX_REPEATS : MAX_FAILURES);
    this.#dueAt = mayGoOn ? nowMs + this.#timeout.ms : undefined;
    if (!mayGoOn) return;
    if (this.#taken) this.#options.send(chunkOf(CHUNK.cookieAck, 0, 0)[0], this.#taken.tag);
    else if (this.#answered) this.#sendCookie();
    else this.#options.send(writeInit(this.#ours), 0);
  }

  /** The association is connected. Who brought our cookie back is told so again until it shows that it knows. */
  connected(isEcho: boolean, nowMs: number): void {
    this.#taken = isEcho ? this.#asked : undefined;
    this.#failures = 0;
    this.#timeout = new RetransmissionTimeout(FIRST_TIMEOUT_MS);
    this.#dueAt = isEcho ? nowMs + FIRST_TIMEOUT_MS : undefined;
  }

  /** Something came that a peer sends only when it is connected too. */
  confirmed(): void {
    this.#dueAt = undefined;
  }

  init(body: DataView): void {
    const peer = readGreeting(body);
    if (!peer) return;
    this.#asked = peer;
    this.#options.send(writeInitAck(this.#ours, this.#cookie, unrecognised(body)), peer.tag);
  }

  initAck(body: DataView): void {
    const peer = readGreeting(body);
    const cookie = readCookie(body);
    if (this.#dueAt === undefined || this.#answered || !peer || !cookie || cookie.length > MAX_COOKIE) return;
    this.#answered = { peer, cookie };
    this.#sendCookie();
  }

  /** A stale cookie: the handshake begins anew. */
  error(body: DataView): void {
    if (body.byteLength >= 4 && body.getUint16(0) === STALE_COOKIE) this.#answered = undefined;
  }

  /** The peer that has brought our cookie back. */
  cookieEcho(cookie: Uint8Array): Peer | undefined {
    return this.#asked && this.isCookie(cookie) ? { ...this.#asked, ourFirstTsn: this.#ours.firstTsn } : undefined;
  }

  /** The peer that has taken its cookie back. */
  cookieAck(): Peer | undefined {
    return this.#answered && { ...this.#answered.peer, ourFirstTsn: this.#ours.firstTsn };
  }

  /** Compared in constant time. */
  isCookie(cookie: Uint8Array): boolean {
    if (cookie.length !== COOKIE_BYTES) return false;
    let difference = 0;
    for (let i = 0; i < COOKIE_BYTES; i++) difference |= (cookie[i] ?? 0) ^ (this.#cookie[i] ?? 0);
    return difference === 0;
  }

  #sendCookie(): void {
    if (!this.#answered) return;
    const [chunk] = chunkOf(CHUNK.cookieEcho, 0, this.#answered.cookie.length);
    chunk.set(this.#answered.cookie, 4);
    this.#options.send(chunk, this.#answered.peer.tag);
  }
}
