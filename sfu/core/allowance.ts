/** How much somebody may do: `burst` at once, and `perSecond` in the long run. */
export class Allowance {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #atMs = Number.NEGATIVE_INFINITY;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /** Takes `cost` if it is left; false, and nothing is taken, if it is not. `nowMs` may be of any clock, always the same. */
  take(cost: number, nowMs: number): boolean {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#left = Math.min(this.#burst, this.#left + (passedMs * this.#perSecond) / 1000);
    this.#atMs = nowMs;
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }

  /** Nothing was taken lately: it is as good as new. */
  isWhole(nowMs: number): boolean {
    return this.#left + (Math.max(0, nowMs - this.#atMs) * this.#perSecond) / 1000 >= this.#burst;
  }
}
