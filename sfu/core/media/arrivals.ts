import { writeTransportCc } from '../rtcp/transport-cc.ts';
import { Unwrapper } from '../rtp/sequence.ts';

/** Window of sequence numbers whose arrival is remembered. */
const WINDOW = 4096;
const FEEDBACK_EVERY_MS = 50;
/** While a publisher finds out what its line carries, each answer starts its next probe: hurry. */
const HURRIED_EVERY_MS = 20;
const HURRIED_FEEDBACKS = 150;
/** A packet this late is still told of, in a feedback that begins with it. */
const LATE_PACKETS = 500;

/** When packets with a transport-wide sequence number arrived, for the publisher's bandwidth estimation. */
export class Arrivals {
  readonly #sequence = new Unwrapper(16);
  readonly #arrivedAt = new Float64Array(WINDOW).fill(Number.NaN);
  /** First number not reported yet (extended); −1 = nothing ever arrived. */
  #from = -1;
  #dueAt = Number.POSITIVE_INFINITY;
  #count = 0;
  #sentAt = 0;
  /** Hurried feedbacks still to send. */
  #hurried = 0;

  /** A track begins: feedback comes faster for its first seconds. */
  hurry(): void {
    this.#hurried = HURRIED_FEEDBACKS;
  }

  get #everyMs(): number {
    return this.#hurried > 0 ? HURRIED_EVERY_MS : FEEDBACK_EVERY_MS;
  }

  get nextAt(): number {
    return this.#dueAt;
  }

  add(sequence: number, nowMs: number): void {
    const highest = this.#sequence.highest;
    const extended = this.#sequence.unwrap(sequence);
    if (highest >= 0 && extended <= highest - WINDOW) return;
    if (highest < 0) this.#from = extended;
    else this.#clear(highest + 1, extended);
    if (!Number.isNaN(this.#arrivedAt[extended % WINDOW])) return;
    this.#arrivedAt[extended % WINDOW] = nowMs;
    if (extended < this.#from && this.#from - extended <= LATE_PACKETS) this.#from = extended;
    if (this.#dueAt === Number.POSITIVE_INFINITY) this.#dueAt = Math.max(nowMs, this.#sentAt + this.#everyMs);
  }

  #clear(from: number, to: number): void {
    for (let i = Math.max(from, to - WINDOW + 1); i <= to; i++) this.#arrivedAt[i % WINDOW] = Number.NaN;
    this.#from = Math.max(this.#from, to - WINDOW + 1);
  }

  /** The RTCP packets that are due. */
  take(senderSsrc: number, mediaSsrc: number, nowMs: number): Uint8Array[] {
    if (nowMs < this.#dueAt) return [];
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#sentAt = nowMs;
    this.#hurried--;
    const packets: Uint8Array[] = [];
    while (this.#from <= this.#sequence.highest) {
      const arrivals = this.#window(this.#from);
      if (arrivals.length === 0) break;
      const feedback = writeTransportCc(senderSsrc, mediaSsrc, this.#count, this.#from & 0xffff, arrivals);
      this.#count = (this.#count + 1) & 0xff;
      this.#from += feedback.covered;
      packets.push(feedback.bytes);
    }
    this.#from = this.#sequence.highest + 1;
    return packets;
  }

  /** Arrival times from `from` to the highest; empty if nothing arrived. */
  #window(from: number): number[] {
    const arrivals: number[] = [];
    let some = false;
    for (let i = from; i <= this.#sequence.highest; i++) {
      const at = this.#arrivedAt[i % WINDOW] ?? Number.NaN;
      some ||= !Number.isNaN(at);
      arrivals.push(at);
    }
    return some ? arrivals : [];
  }
}
