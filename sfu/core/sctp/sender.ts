import { CongestionWindow, RetransmissionTimeout } from './congestion.ts';
import { Flight, flagsOf, type Sent } from './flight.ts';
import { Outbox } from './outbox.ts';
import type { PacketWriter } from './packet-writer.ts';
import { tsnDistance, tsnPlus } from './serial.ts';
import { DATA_HEADER, PACKET_HEADER } from './wire.ts';

/** Association.Max.Retrans: so many waits without an answer end the association. */
export const MAX_FAILURES = 10;
/** Missing so often, a chunk counts as lost (RFC 9260 §7.2.4). */
const MISSES = 3;
/** A FORWARD-TSN that is not followed is sent again with a SACK, but no more often than this. */
const FORWARD_INTERVAL_MS = 100;

/** Sends messages: cuts, numbers, repeats and gives up, as fast as path and peer allow. `NaN` is a time not known. */
export class Sender {
  readonly outbox = new Outbox();
  readonly timeout = new RetransmissionTimeout();
  readonly #flight: Flight;
  readonly #window: CongestionWindow;
  readonly #maxPayload: number;
  #peerWindow: number;
  /** When T3-rtx expires; NaN to start it when the clock is known again. */
  #timerAt: number | undefined;
  /** Fast recovery lasts until this TSN is acknowledged. */
  #recoveryUntil: number | undefined;
  /** One chunk may leave whatever the window says: the first after a loss. */
  #mayForce = false;
  #forwardDue = false;
  #forwardedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;

  constructor(firstTsn: number, peerWindow: number, maxPacketSize: number) {
    this.#flight = new Flight(firstTsn);
    this.#peerWindow = peerWindow;
    this.#window = new CongestionWindow(maxPacketSize);
    this.#maxPayload = (maxPacketSize - PACKET_HEADER - DATA_HEADER) & ~3;
  }

  get hasFailed(): boolean {
    return this.#failures > MAX_FAILURES;
  }

  get lastTsn(): number {
    return tsnPlus(this.#flight.nextTsn, -1);
  }

  get dueAt(): number | undefined {
    return Number.isNaN(this.#timerAt) ? 0 : this.#timerAt;
  }

  tick(nowMs: number): void {
    if (Number.isNaN(this.#timerAt)) this.#timerAt = nowMs + this.timeout.ms;
    if (this.#timerAt === undefined || nowMs < this.#timerAt) return;
    this.#failures++;
    this.timeout.backOff();
    this.#window.timedOut();
    this.#recoveryUntil = undefined;
    this.#mayForce = true;
    for (let ahead = 1; ahead <= this.#flight.count; ahead++) {
      const sent = this.#flight.at(ahead);
      if (sent?.state === 'under way') this.#lose(sent);
    }
    this.#flight.moveForward();
    this.#forwardDue = this.#flight.forwardTo !== this.#flight.cumulative;
    this.#timerAt = nowMs + this.timeout.ms;
  }

  /** A SACK's value, RFC 9260 §6.2.1. Nonsense is ignored. */
  sacked(body: DataView, nowMs: number): void {
    if (body.byteLength < 12) return;
    const steps = tsnDistance(body.getUint32(0), this.#flight.cumulative);
    if (steps < 0 || steps > this.#flight.count) return;
    const inFlight = this.#flight.bytes;
    const acked = this.#advance(body.getUint32(0), nowMs);
    const gaps = this.#readGaps(body);
    if (steps > 0 || gaps.newest > 0 || body.getUint32(4) < this.#maxPayload) this.#failures = 0;
    const recovering = this.#recoveryUntil !== undefined;
    if (steps > 0 && !recovering) this.#window.acked(acked, inFlight);
    this.#judgeMissing(gaps.newest > 0 || !recovering || steps === 0 ? gaps.newest : gaps.last);
    this.#endRecovery();
    this.#peerWindow = body.getUint32(4);
    if (this.#flight.count === 0) this.#timerAt = undefined;
    else if (steps > 0) this.#timerAt = nowMs + this.timeout.ms;
    this.#askForward(nowMs);
  }

  /** Writes what may leave now. */
  write(writer: PacketWriter, nowMs: number): void {
    if (this.#forwardDue) {
      writer.add(this.#flight.forwardChunk());
      this.#forwardDue = false;
      this.#forwardedAt = Number.isNaN(nowMs) ? this.#forwardedAt : nowMs;
      this.#startTimer(nowMs);
    }
    if (this.#flight.lostCount > 0) this.#resend(writer, nowMs);
    for (;;) {
      const size = this.outbox.nextSize(this.#maxPayload);
      if (size === 0 || this.#flight.isFull || this.#flight.lostCount > 0 || !this.#mayLeave(size)) break;
      const piece = this.outbox.take(this.#maxPayload);
      if (!piece) break;
      this.#put(writer, this.#flight.add(piece, nowMs), nowMs);
    }
  }

  #advance(tsn: number, nowMs: number): number {
    let acked = 0;
    let sentAt = Number.NaN;
    this.#flight.advance(tsn, (sent) => {
      if (sent.state === 'under way' || sent.state === 'lost') acked += sent.payload.length;
      if (sent.state === 'under way' && sent.transmissions === 1) sentAt = sent.sentAt;
    });
    if (!Number.isNaN(sentAt)) this.timeout.sample(Math.max(0, nowMs - sentAt));
    return acked;
  }

  /** Notes what came beyond gaps: how far ahead the newest of it and the last of all is, 0 for none. */
  #readGaps(body: DataView): { newest: number; last: number } {
    const told = Math.min(body.getUint16(8), (body.byteLength - 12) >> 2);
    let newest = 0;
    let last = 0;
    if (told === 0 && !this.#flight.hasAckedAhead) return { newest, last };
    for (let index = 0; index < told; index++) {
      const from = body.getUint16(12 + index * 4);
      const to = Math.min(body.getUint16(14 + index * 4), this.#flight.count);
      if (from <= last || to < from) break;
      this.#renege(last + 1, from - 1);
      for (let ahead = from; ahead <= to; ahead++) {
        const sent = this.#flight.at(ahead);
        if (sent?.state === 'under way' || sent?.state === 'lost') newest = ahead;
        if (sent) this.#flight.acknowledge(sent);
      }
      last = to;
    }
    this.#renege(last + 1, this.#flight.count);
    return { newest, last };
  }

  #renege(from: number, to: number): void {
    if (!this.#flight.hasAckedAhead) return;
    for (let ahead = from; ahead <= to; ahead++) {
      const sent = this.#flight.at(ahead);
      if (sent) this.#flight.renege(sent);
    }
  }

  /** What is missing before the chunk `limit` ahead has been missed once more. */
  #judgeMissing(limit: number): void {
    const highest = tsnPlus(this.#flight.cumulative, limit);
    let lost = false;
    for (let ahead = 1; ahead < limit; ahead++) {
      const sent = this.#flight.at(ahead);
      if (sent?.state !== 'under way' || tsnDistance(highest, sent.judgedFrom) < 0) continue;
      if (++sent.misses < MISSES) continue;
      this.#lose(sent);
      lost = true;
    }
    if (!lost || this.#recoveryUntil !== undefined) return;
    this.#window.lost();
    this.#recoveryUntil = this.lastTsn;
    this.#mayForce = true;
  }

  #endRecovery(): void {
    if (this.#recoveryUntil === undefined) return;
    if (tsnDistance(this.#flight.cumulative, this.#recoveryUntil) >= 0) this.#recoveryUntil = undefined;
  }

  #lose(sent: Sent): void {
    const { message } = sent;
    if (sent.transmissions <= message.maxRetransmits) {
      this.#flight.become(sent, 'lost');
      sent.misses = 0;
      return;
    }
    this.#flight.abandon(message);
    this.outbox.abandon(message);
  }

  #askForward(nowMs: number): void {
    const moved = this.#flight.moveForward();
    const behind = this.#flight.forwardTo !== this.#flight.cumulative;
    if (behind && (moved || nowMs - this.#forwardedAt >= FORWARD_INTERVAL_MS)) this.#forwardDue = true;
  }

  #resend(writer: PacketWriter, nowMs: number): void {
    for (let ahead = 1; ahead <= this.#flight.count && this.#flight.lostCount > 0; ahead++) {
      const sent = this.#flight.at(ahead);
      if (sent?.state !== 'lost') continue;
      if (!this.#mayForce && !this.#mayLeave(sent.payload.length)) return;
      this.#mayForce = false;
      this.#flight.become(sent, 'under way');
      sent.transmissions++;
      sent.sentAt = nowMs;
      sent.judgedFrom = this.#flight.nextTsn;
      this.#put(writer, sent, nowMs);
    }
  }

  /** RFC 9260 §6.1, A and B: one chunk may always be under way, so that a closed window is asked again. */
  #mayLeave(size: number): boolean {
    const { bytes } = this.#flight;
    return bytes === 0 || (bytes < this.#window.bytes && bytes + size <= this.#peerWindow);
  }

  #put(writer: PacketWriter, sent: Sent, nowMs: number): void {
    const { tsn, payload, message } = sent;
    writer.addData({
      flags: flagsOf(sent),
      tsn,
      stream: message.stream,
      ssn: message.ssn,
      ppid: message.ppid,
      payload,
    });
    this.#startTimer(nowMs);
  }

  #startTimer(nowMs: number): void {
    if (this.#timerAt === undefined) this.#timerAt = nowMs + this.timeout.ms;
  }
}
