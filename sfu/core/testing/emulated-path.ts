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
  readonly order: number;
  readonly run: (nowMs: number) => void;
}

/** Time that moves only from event to event. */
export class Simulation {
  nowMs = 1_760_000_000_000;
  readonly #events: Event[] = [];
  #order = 0;

  at(timeMs: number, run: (nowMs: number) => void): void {
    this.#events.push({ at: timeMs, order: this.#order++, run });
    this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
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
  /** What the line carries; packets beyond it queue without end. */
  bitsPerSecond = Number.POSITIVE_INFINITY;
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
    const delay = this.#options.delayMs + this.#fraction() * (this.#options.jitterMs ?? 0);
    this.#freeAt = Math.max(this.#freeAt, this.#simulation.nowMs) + (bytes.length * 8000) / this.bitsPerSecond;
    this.#simulation.at(this.#freeAt + delay, (nowMs) => this.#deliver(copy, nowMs));
  }

  #fraction(): number {
    return this.#options.random() / 2 ** 32;
  }
}
