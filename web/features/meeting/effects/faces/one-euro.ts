/** Constants of the filter: what rests is held still, what moves is followed at once. */
const LEAST_HERTZ = 1.6;
/** Hertz more for each unit of speed a second. */
const PER_SPEED = 6;
const SPEED_HERTZ = 2;

function share(hertz: number, seconds: number): number {
  const rate = 2 * Math.PI * hertz * seconds;
  return rate / (rate + 1);
}

/**
 * The 1 € filter (Casiez, Roussel, Vogel, CHI 2012) over many numbers that move together. Speeds are told in `unit`s a
 * second, so that near faces are as calm as far ones.
 */
export class OneEuro {
  readonly values: Float32Array;
  readonly #speeds: Float32Array;
  #at: number;

  constructor(first: Float32Array, at: number) {
    this.values = first.slice();
    this.#speeds = new Float32Array(first.length);
    this.#at = at;
  }

  /** Takes what was measured at `at` (ms). What is older than what came before is nothing. */
  take(measured: Float32Array, at: number, unit: number): void {
    const seconds = (at - this.#at) / 1000;
    if (seconds <= 0 || unit <= 0) return;
    this.#at = at;
    const ofSpeed = share(SPEED_HERTZ, seconds);
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i] ?? 0;
      const step = (measured[i] ?? 0) - value;
      const speed = (this.#speeds[i] ?? 0) + ofSpeed * (step / seconds - (this.#speeds[i] ?? 0));
      this.#speeds[i] = speed;
      this.values[i] = value + step * share(LEAST_HERTZ + (PER_SPEED * Math.abs(speed)) / unit, seconds);
    }
  }
}
