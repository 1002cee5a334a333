import type { Outgoing, Piece } from './outbox.ts';
import { tsnDistance, tsnPlus } from './serial.ts';
import { CHUNK, chunkOf, DATA_FLAG } from './wire.ts';

/** A chunk that has been sent at least once and is not yet behind the peer's cumulative TSN. */
export interface Sent extends Piece {
  readonly tsn: number;
  state: 'under way' | 'lost' | 'acked' | 'abandoned';
  transmissions: number;
  /** Unix milliseconds; NaN when the clock was not known. */
  sentAt: number;
  /** Reports that it is missing (RFC 9260 §7.2.4) … */
  misses: number;
  /** … counted only when a TSN from here on has come, so that a retransmission is judged by what was sent after it. */
  judgedFrom: number;
}

/** Streams told of in one FORWARD-TSN. */
const MAX_SKIPPED = 200;
/** How far our TSNs may run ahead of the peer's cumulative one: gaps in a SACK have 16 bits. */
const MAX_AHEAD = 16_000;

/** What has been sent and not yet been acknowledged for good, by TSN. */
export class Flight {
  /** The peer has everything up to here. */
  cumulative: number;
  /** … and is told by FORWARD-TSN to go on to here (Advanced.Peer.Ack.Point, RFC 3758 §3.5). */
  forwardTo: number;
  /** Bytes of chunks under way. */
  bytes = 0;
  /** Chunks to be sent again. */
  lostCount = 0;
  #sent: Sent[] = [];
  #head = 0;
  #ackedAhead = 0;

  constructor(firstTsn: number) {
    this.cumulative = tsnPlus(firstTsn, -1);
    this.forwardTo = this.cumulative;
  }

  get nextTsn(): number {
    return tsnPlus(this.cumulative, this.count + 1);
  }

  get count(): number {
    return this.#sent.length - this.#head;
  }

  get isFull(): boolean {
    return this.count >= MAX_AHEAD;
  }

  get hasAckedAhead(): boolean {
    return this.#ackedAhead > 0;
  }

  add(piece: Piece, sentAt: number): Sent {
    const tsn = this.nextTsn;
    const { message, payload, begins, ends } = piece;
    const sent: Sent = {
      message,
      payload,
      begins,
      ends,
      tsn,
      state: 'under way',
      transmissions: 1,
      sentAt,
      misses: 0,
      judgedFrom: tsn,
    };
    this.#sent.push(sent);
    this.bytes += payload.length;
    return sent;
  }

  /** The chunk `ahead` places after the cumulative TSN: 1 is the first. */
  at(ahead: number): Sent | undefined {
    return ahead < 1 ? undefined : this.#sent[this.#head + ahead - 1];
  }

  /** Removes and visits everything up to `tsn`. */
  advance(tsn: number, visit: (sent: Sent) => void): void {
    for (let steps = tsnDistance(tsn, this.cumulative); steps > 0; steps--) {
      const sent = this.#sent[this.#head];
      if (!sent) break;
      this.#head++;
      visit(sent);
      if (sent.state === 'acked') this.#ackedAhead--;
      this.become(sent, 'abandoned');
      this.cumulative = sent.tsn;
    }
    if (tsnDistance(this.cumulative, this.forwardTo) > 0) this.forwardTo = this.cumulative;
    if (this.#head < 1024 && this.#head < this.#sent.length) return;
    this.#sent.splice(0, this.#head);
    this.#head = 0;
  }

  become(sent: Sent, state: Sent['state']): void {
    if (sent.state === state) return;
    if (sent.state === 'under way') this.bytes -= sent.payload.length;
    if (sent.state === 'lost') this.lostCount--;
    if (state === 'under way') this.bytes += sent.payload.length;
    if (state === 'lost') this.lostCount++;
    sent.state = state;
  }

  acknowledge(sent: Sent): void {
    if (sent.state === 'acked' || sent.state === 'abandoned') return;
    this.become(sent, 'acked');
    this.#ackedAhead++;
  }

  /** The peer no longer has what it said it had (RFC 9260 §6.2.1, iv). */
  renege(sent: Sent): void {
    if (sent.state !== 'acked') return;
    this.#ackedAhead--;
    this.become(sent, 'under way');
  }

  abandon(message: Outgoing): void {
    message.abandoned = true;
    for (let ahead = 1; ahead <= this.count; ahead++) {
      const sent = this.at(ahead);
      if (sent?.message !== message) continue;
      if (sent.state === 'acked') this.#ackedAhead--;
      this.become(sent, 'abandoned');
    }
  }

  /** Moves {@link forwardTo} over what is abandoned; true when it went on. */
  moveForward(): boolean {
    const before = this.forwardTo;
    const streams = new Set<number>();
    let to = this.cumulative;
    for (let ahead = 1; ahead <= this.count; ahead++) {
      const sent = this.at(ahead);
      if (sent?.state !== 'abandoned') break;
      streams.add(sent.message.stream);
      if (streams.size > MAX_SKIPPED) break;
      to = sent.tsn;
    }
    if (tsnDistance(to, before) > 0) this.forwardTo = to;
    return this.forwardTo !== before;
  }

  /** A FORWARD-TSN chunk, RFC 3758 §3.2: the last ordered message skipped on each stream. */
  forwardChunk(): Uint8Array {
    const skipped = new Map<number, number>();
    const steps = tsnDistance(this.forwardTo, this.cumulative);
    for (let ahead = 1; ahead <= steps; ahead++) {
      const message = this.at(ahead)?.message;
      if (message && !message.unordered) skipped.set(message.stream, message.ssn);
    }
    const [bytes, value] = chunkOf(CHUNK.forwardTsn, 0, 4 + skipped.size * 4);
    value.setUint32(0, this.forwardTo);
    let at = 4;
    for (const [stream, ssn] of skipped) {
      value.setUint16(at, stream);
      value.setUint16(at + 2, ssn);
      at += 4;
    }
    return bytes;
  }
}

/** The DATA chunk's flags. */
export function flagsOf(sent: Sent): number {
  const { begins, ends, message } = sent;
  return (begins ? DATA_FLAG.begins : 0) | (ends ? DATA_FLAG.ends : 0) | (message.unordered ? DATA_FLAG.unordered : 0);
}
