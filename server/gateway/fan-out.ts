/** Somebody who gets live events. */
export interface Receiver {
  deliver(frame: Buffer): void;
  /** Keeps what is delivered from now on, so that it goes out as one. */
  gather(): void;
  /** Lets out what was gathered. */
  flush(): void;
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
  /** How long frames of a burst may be gathered for their receivers, in ms. */
  gatherMs?: number;
  /** Deliveries that may wait; past it the receivers of new ones are cut. */
  mostWaiting?: number;
  nowMs?: () => number;
  nextSlice?: (run: () => void) => void;
  onSent?: (count: number) => void;
}

const CHECK_CLOCK_EVERY = 32;

/**
 * Hands frames to many connections without holding the event loop: small ones at once, large ones in slices. What was
 * put in first goes out first, so the order of each connection is kept. Writing to a socket costs many times what all else does:
 * in a burst, while frames wait behind one another, those of one connection are gathered and written together.
 */
export class FanOut {
  readonly #options: Required<FanOutOptions>;
  readonly #queue: Delivery[] = [];
  #next = 0;
  #waiting = 0;
  #scheduled = false;
  readonly #gathered = new Set<Receiver>();
  #gatheredSince = 0;
  #flushing = false;

  constructor(options: FanOutOptions = {}) {
    this.#options = {
      sliceMs: 2,
      gatherMs: 8,
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
    if (!this.#flushing) this.#deliver(until);
    if (this.#flushing) this.#flush(until);
    if (this.#queue.length > 0 || this.#gathered.size > 0) this.#schedule();
  }

  #deliver(until: number): void {
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
      if (delivery.may(receiver)) {
        if (this.#queue.length > 1) this.#gather(receiver);
        receiver.deliver(delivery.frame);
      }
      sent += 1;
      if (sent % CHECK_CLOCK_EVERY === 0 && this.#options.nowMs() >= until) break;
    }
    this.#options.onSent(sent);
    if (this.#gathered.size === 0) return;
    this.#flushing = this.#queue.length === 0 || this.#options.nowMs() - this.#gatheredSince >= this.#options.gatherMs;
  }

  #gather(receiver: Receiver): void {
    if (this.#gathered.has(receiver)) return;
    if (this.#gathered.size === 0) this.#gatheredSince = this.#options.nowMs();
    this.#gathered.add(receiver);
    receiver.gather();
  }

  #flush(until: number): void {
    let flushed = 0;
    for (const receiver of this.#gathered) {
      this.#gathered.delete(receiver);
      receiver.flush();
      flushed += 1;
      if (flushed % CHECK_CLOCK_EVERY === 0 && this.#options.nowMs() >= until) return;
    }
    this.#flushing = false;
  }

  #schedule(): void {
    this.#scheduled = true;
    this.#options.nextSlice(() => this.#slice());
  }
}
