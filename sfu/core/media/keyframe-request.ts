/** Least distance between two requests, by layer (LiveKit's defaults). */
const THROTTLE_MS = [500, 1000, 1000];

/** When to ask the publisher of one layer for a keyframe: at once, but throttled; repeated until it comes. */
export class KeyframeRequest {
  readonly #throttleMs: number;
  #lastAt = Number.NEGATIVE_INFINITY;
  #wanted = false;

  constructor(layer: number) {
    this.#throttleMs = THROTTLE_MS[layer] ?? 1000;
  }

  want(): void {
    this.#wanted = true;
  }

  /** True if a request is to be sent now; it counts as sent. */
  take(nowMs: number): boolean {
    if (!this.#wanted || nowMs < this.nextAt) return false;
    this.#lastAt = nowMs;
    return true;
  }

  /** A keyframe came, or nobody waits any more. */
  settle(): void {
    this.#wanted = false;
  }

  get nextAt(): number {
    return this.#wanted ? this.#lastAt + this.#throttleMs : Number.POSITIVE_INFINITY;
  }
}
