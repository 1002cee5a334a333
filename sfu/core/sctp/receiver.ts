import { type Message, Reassembly } from './reassembly.ts';
import { Receipts } from './receipts.ts';
import { tsnDistance } from './serial.ts';
import { bytesOf, type Chunk, DATA_FLAG } from './wire.ts';

/** Bytes that may wait here for their missing parts and predecessors; at twice as many the association ends. */
const LEAST_WINDOW = 1024 * 1024;
/** Streams that we take part in, each way. */
export const MAX_STREAMS = 1024;
/** RFC 9260 §6.2: at most 200. */
const ACK_DELAY_MS = 50;

/** Room for at least two of the largest messages. */
export function receiveWindow(maxMessageSize: number): number {
  return Math.max(LEAST_WINDOW, 2 * maxMessageSize);
}

/** Takes DATA and FORWARD-TSN: tells what has come, and delivers whole messages in their turn. */
export class Receiver {
  readonly #receipts: Receipts;
  readonly #reassembly: Reassembly;
  readonly #window: number;
  #ackAt: number | undefined;
  #ackNow = false;
  #sawData = false;

  constructor(firstTsn: number, maxMessageSize: number, deliver: (message: Message) => void) {
    this.#receipts = new Receipts(firstTsn);
    this.#window = receiveWindow(maxMessageSize);
    this.#reassembly = new Reassembly(maxMessageSize, deliver);
  }

  get cumulative(): number {
    return this.#receipts.cumulative;
  }

  get dueAt(): number | undefined {
    return this.#ackAt;
  }

  /** False when the peer breaks the rules so that the association has to end. */
  data({ flags, body }: Chunk): boolean {
    if (body.byteLength <= 12) return false;
    this.#sawData = true;
    const tsn = body.getUint32(0);
    const size = body.byteLength - 12;
    const judged = this.#receipts.judge(tsn);
    if (judged === 'duplicate') this.#receipts.noteDuplicate(tsn);
    const { heldBytes } = this.#reassembly;
    if (judged === 'next' && heldBytes > 2 * this.#window) return false;
    if (judged === 'duplicate' || judged === 'far' || (judged === 'new' && heldBytes + size > this.#window)) {
      this.#ackNow = true;
      return true;
    }
    if (this.#receipts.hasGaps || judged === 'new' || (flags & DATA_FLAG.immediate) !== 0) this.#ackNow = true;
    this.#receipts.take(tsn);
    const stream = body.getUint16(4);
    if (stream >= MAX_STREAMS) return true;
    return this.#reassembly.add({
      tsn,
      stream,
      ssn: body.getUint16(6),
      ppid: body.getUint32(8),
      unordered: (flags & DATA_FLAG.unordered) !== 0,
      begins: (flags & DATA_FLAG.begins) !== 0,
      ends: (flags & DATA_FLAG.ends) !== 0,
      payload: bytesOf(body, 12),
    });
  }

  /** FORWARD-TSN, RFC 3758 §3.2; one that is too short or reaches too far is ignored. */
  forward(body: DataView): void {
    if (body.byteLength < 4) return;
    const tsn = body.getUint32(0);
    this.#ackNow = true;
    const steps = tsnDistance(tsn, this.#receipts.cumulative);
    if (steps <= 0) return;
    const skipped: [number, number][] = [];
    for (let at = 4; at + 4 <= body.byteLength; at += 4) {
      const stream = body.getUint16(at);
      if (stream < MAX_STREAMS) skipped.push([stream, body.getUint16(at + 2)]);
    }
    this.#receipts.forward(tsn);
    this.#reassembly.forward(tsn, skipped);
  }

  resetStream(stream: number): void {
    this.#reassembly.reset(stream);
  }

  /** After a packet's last chunk: every second packet with DATA is acknowledged at once. */
  packetEnds(nowMs: number): void {
    if (!this.#sawData) return;
    this.#sawData = false;
    if (this.#ackAt === undefined) this.#ackAt = nowMs + ACK_DELAY_MS;
    else this.#ackNow = true;
  }

  tick(nowMs: number): void {
    if (this.#ackAt !== undefined && nowMs >= this.#ackAt) this.#ackNow = true;
  }

  /** A SACK when one is due, or when one is owed and something else leaves anyway. */
  takeSack(leavesAnyway: boolean): Uint8Array | undefined {
    if (!this.#ackNow && !(leavesAnyway && this.#ackAt !== undefined)) return undefined;
    this.#ackNow = false;
    this.#ackAt = undefined;
    return this.#receipts.sack(Math.max(0, this.#window - this.#reassembly.heldBytes));
  }
}
