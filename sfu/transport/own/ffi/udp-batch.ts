import type { Placed } from '../srtp/protection.ts';
import { type Destination, SendBlock, type SendMessages } from './send-block.ts';

/** How soon the kernel is asked again when it had no room, and for how long what waits is worth being sent. */
const [RETRY_MS, MOST_WAIT_MS] = [1, 20];

/**
 * Packets for one UDP socket, collected and handed over in one call. Packets of one length for one address become one
 * message, which the kernel or the network card cuts (generic segmentation offload), until a message is refused so.
 *
 * When the kernel has no room, as in a burst to many, the rest waits for some milliseconds, and what comes meanwhile is
 * collected beside it.
 */
export class UdpBatch {
  #current: SendBlock;
  #other: SendBlock;
  #mayJoin: boolean;
  readonly #now: () => number;
  /** Since when {@link #other} waits for room; NaN while it doesn't. */
  #waitsSince = Number.NaN;
  #retry: NodeJS.Timeout | null = null;
  #flushing = false;
  #closed = false;

  /** `mayJoin`: whether packets may be joined to messages that the kernel cuts. `now`: a clock in milliseconds. */
  constructor(send: SendMessages, mayJoin: boolean, now = () => performance.now()) {
    this.#now = now;
    this.#current = new SendBlock(send);
    this.#other = new SendBlock(send);
    this.#mayJoin = mayJoin;
  }

  /** Copies a packet into the next slot, where {@link commit} finds it. Null for what is too long or too much. */
  place(packet: Uint8Array): Placed | null {
    return this.#closed ? null : this.#current.place(packet);
  }

  /** Sends what was placed last, with its length now. */
  commit(length: number, to: Destination): void {
    if (this.#closed || !this.#current.commit(length, to)) return;
    if (this.#current.isFull) this.flush();
    else if (!this.#flushing) this.#flushSoon();
  }

  flush(): void {
    if (this.#closed || (this.#isWaiting && !this.#sendWaiting()) || this.#current.isEmpty) return;
    if (this.#send(this.#current)) return;
    [this.#current, this.#other] = [this.#other, this.#current];
    this.#waitsSince = this.#now();
    this.#retrySoon();
  }

  close(): void {
    this.flush();
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    for (const block of [this.#current, this.#other]) block.clear();
  }

  get #isWaiting(): boolean {
    return !Number.isNaN(this.#waitsSince);
  }

  /** True when nothing waits any more. */
  #sendWaiting(): boolean {
    const isLate = this.#now() - this.#waitsSince > MOST_WAIT_MS;
    if (!this.#send(this.#other) && !isLate) return false;
    this.#other.clear();
    this.#waitsSince = Number.NaN;
    return true;
  }

  #send(block: SendBlock): boolean {
    const all = block.send(this.#mayJoin);
    if (block.takeRefusal()) this.#mayJoin = false;
    return all;
  }

  #retrySoon(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.flush();
      if (this.#isWaiting) this.#retrySoon();
    }, RETRY_MS);
  }

  #flushSoon(): void {
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.flush();
    });
  }
}
