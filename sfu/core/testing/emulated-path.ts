/** A seeded random source (mulberry32): 32-bit unsigned numbers. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

interface Event {
  readonly at: number;
  readonly run: (nowMs: number) => void;
}

/** Time that moves only from event to event. */
export class Simulation {
  nowMs = 1_760_000_000_000;
  readonly #events: Event[] = [];

  at(timeMs: number, run: (nowMs: number) => void): void {
    let index = this.#events.length;
    while (index > 0 && (this.#events[index - 1]?.at ?? 0) > timeMs) index--;
    this.#events.splice(index, 0, { at: timeMs, run });
  }

  /** Runs `run` every `intervalMs` for as long as the simulation does. */
  every(intervalMs: number, run: (nowMs: number) => void): void {
    this.at(this.nowMs + intervalMs, (nowMs) => {
      run(nowMs);
      this.every(intervalMs, run);
    });
  }

  runFor(durationMs: number): void {
    const end = this.nowMs + durationMs;
    for (;;) {
      const next = this.#events[0];
      if (!next || next.at > end) break;
      this.#events.shift();
      this.nowMs = next.at;
      next.run(next.at);
    }
    this.nowMs = end;
  }
}

export interface PathOptions {
  readonly delayMs: number;
  readonly jitterMs?: number;
  /** Share of packets lost, 0–1. */
  readonly loss: number;
  readonly random: () => number;
}

/** One direction of a network path which loses, delays and reorders. */
export class EmulatedPath {
  loss: number;
  /** What the line carries; packets beyond it queue. */
  bitsPerSecond = Number.POSITIVE_INFINITY;
  /** The longest queue; what comes then is dropped. */
  queueMs = Number.POSITIVE_INFINITY;
  /** Another path which shares this line: one queue, one rate, those of the other. */
  line: EmulatedPath = this;
  /** The path has become longer by this. */
  extraDelayMs = 0;
  sent = 0;
  lost = 0;
  readonly #simulation: Simulation;
  readonly #options: PathOptions;
  readonly #deliver: (bytes: Uint8Array, nowMs: number) => void;
  #freeAt = 0;

  constructor(simulation: Simulation, options: PathOptions, deliver: (bytes: Uint8Array, nowMs: number) => void) {
    this.#simulation = simulation;
    this.#options = options;
    this.#deliver = deliver;
    this.loss = options.loss;
  }

  send(bytes: Uint8Array): void {
    this.sent++;
    if (this.#fraction() < this.loss) {
      this.lost++;
      return;
    }
    const copy = bytes.slice();
    const delay = this.#options.delayMs + this.extraDelayMs + this.#fraction() * (this.#options.jitterMs ?? 0);
    const leavesAt = this.line.#enqueue(bytes.length);
    if (leavesAt < 0) this.lost++;
    else this.#simulation.at(leavesAt + delay, (nowMs) => this.#deliver(copy, nowMs));
  }

  /** How long a packet that comes now waits, milliseconds. */
  get waitMs(): number {
    return Math.max(0, this.line.#freeAt - this.#simulation.nowMs);
  }

  /** When a packet that comes now has left the line, −1 if the queue is full. */
  #enqueue(bytes: number): number {
    if (this.waitMs > this.queueMs) return -1;
    this.#freeAt = Math.max(this.#freeAt, this.#simulation.nowMs) + (bytes * 8000) / this.bitsPerSecond;
    return this.#freeAt;
  }

  #fraction(): number {
    return this.#options.random() / 2 ** 32;
  }
}
