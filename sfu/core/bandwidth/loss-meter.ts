/** Loss is judged over this many packets at least. */
const LEAST_PACKETS = 100;
const SMOOTH_PACKETS = 100;
/** Loss which counts as congestion even without a queue: so much, and so much more than the path has anyway. */
const HEAVY = 0.15;
const MORE = 0.12;
/** The same when there is something of a queue: short buffers drop instead of delaying. */
const HEAVY_WITH_QUEUE = 0.05;

/**
 * Tells loss by congestion from the loss a path has at any rate, as radio has: the latter is known once a probe showed
 * that more is carried with no more loss.
 */
export class LossMeter {
  #received = 0;
  #lost = 0;
  #inherent = 0;
  #heavy = 0;
  /** Share of packets lost lately, 0–1. */
  current = 0;

  /** The same of every packet so far, the older the less: steadier. */
  smooth = 0;

  /** Returns true if loss says that the line is congested, twice running. */
  add(received: number, lost: number, hasQueue: boolean): boolean {
    this.smooth += (lost / (received + lost) - this.smooth) * (1 - Math.exp(-(received + lost) / SMOOTH_PACKETS));
    this.#received += received;
    this.#lost += lost;
    const total = this.#received + this.#lost;
    if (total < LEAST_PACKETS) return false;
    this.current = this.#lost / total;
    this.#received = this.#lost = 0;
    if (this.current < this.#inherent) this.#inherent += (this.current - this.#inherent) * 0.1;
    const limit = hasQueue ? this.#inherent + HEAVY_WITH_QUEUE : Math.max(HEAVY, this.#inherent + MORE);
    this.#heavy = this.current > limit ? this.#heavy + 1 : 0;
    return this.#heavy >= 2;
  }

  /** A higher rate lost no more than before: so much loss is the path's own. */
  carried(loss: number): void {
    this.#inherent = Math.max(this.#inherent, loss);
    this.#heavy = 0;
  }
}
