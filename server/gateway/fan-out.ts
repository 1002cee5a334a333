/** Somebody who gets live events. */
export interface Receiver {
  deliver(frame: Buffer): void;
  /** The frame can't wait any longer: the connection is cut, and resumes from its cursor. */
  overrun(): void;
}

interface Delivery {
  frame: Buffer;
  receivers: readonly Receiver[];
  /** Asked at the last moment, since a member may have gone while this waited. */
  may: (receiver: Receiver) => boolean;
}

export interface FanOutOptions {
  /** How long one slice may hold the loop, in ms. */
  sliceMs?: number;
  /** Deliveries that may wait; past it the receivers of new ones are cut. */
  mostWaiting?: number;
  nowMs?: () => number;
  nextSlice?: (run: () => void) => void;
  onSent?: (count: number) => void;
}

const CHECK_CLOCK_EVERY = 32;

/**
 * Hands frames to many connections without holding the event loop: small ones at once, large ones in slices. What was
 * put in first goes out first, so the order of each connection is kept.
 */
export class FanOut {
  readonly #options: Required<FanOutOptions>;
  readonly #queue: Delivery[] = [];
  #next = 0;
  #waiting = 0;
  #scheduled = false;

  constructor(options: FanOutOptions = {}) {
    this.#options = {
      sliceMs: 2,
      mostWaiting: 1_000_000,
      nowMs: () => performance.now(),
      nextSlice: (run) => void setImmediate(run),
      onSent: () => {},
      ...options,
    };
  }

  /** Deliveries not made yet. */
  get waiting(): number {
    return this.#waiting;
  }

  put(frame: Buffer, receivers: readonly Receiver[], may: Delivery['may'] = () => true): void {
    if (receivers.length === 0) return;
    if (this.#waiting + receivers.length > this.#options.mostWaiting) {
      for (const receiver of receivers) receiver.overrun();
      return;
    }
    this.#queue.push({ frame, receivers, may });
    this.#waiting += receivers.length;
    if (!this.#scheduled) this.#slice();
  }

  #slice(): void {
    this.#scheduled = false;
    const until = this.#options.nowMs() + this.#options.sliceMs;
    let sent = 0;
    for (let delivery = this.#queue[0]; delivery !== undefined; delivery = this.#queue[0]) {
      const receiver = delivery.receivers[this.#next];
      if (receiver === undefined) {
        this.#queue.shift();
        this.#next = 0;
        continue;
      }
      this.#next += 1;
      this.#waiting -= 1;
      if (delivery.may(receiver)) receiver.deliver(delivery.frame);
      sent += 1;
      if (sent % CHECK_CLOCK_EVERY === 0 && this.#options.nowMs() >= until) break;
    }
    this.#options.onSent(sent);
    if (this.#queue.length > 0) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    this.#options.nextSlice(() => this.#slice());
  }
}
