/** What they may take of one turn of the event loop, in ms; one step of a handshake takes up to 0.6. */
const TURN_MS = 0.5;
/** More than come at once. */
const MAX_WAITING = 8192;

/**
 * Work that can wait stands in line here, as joining does: in each turn of the event loop one step is made, or more short
 * ones, and what else came is dealt with in between. So packets pass while hundreds join.
 */
export class Turns {
  readonly #onBug: (error: unknown) => void;
  readonly #before: () => void;
  #waiting: (() => void)[] = [];
  #next = 0;
  #planned: NodeJS.Immediate | null = null;

  /** `onBug` gets what a step threw. `before` is called before each turn: what could go now should not wait. */
  constructor(onBug: (error: unknown) => void, before: () => void = () => {}) {
    this.#onBug = onBug;
    this.#before = before;
  }

  /** Makes `step` soon, after all that were added before. False when too many wait. */
  add(step: () => void): boolean {
    if (this.#waiting.length - this.#next >= MAX_WAITING) return false;
    this.#waiting.push(step);
    this.#planned ??= setImmediate(() => this.#turn());
    return true;
  }

  /** Forgets all that wait. */
  clear(): void {
    if (this.#planned) clearImmediate(this.#planned);
    this.#planned = null;
    this.#waiting = [];
    this.#next = 0;
  }

  #turn(): void {
    this.#planned = null;
    this.#before();
    const until = performance.now() + TURN_MS;
    do this.#step(this.#waiting[this.#next++]);
    while (this.#next < this.#waiting.length && performance.now() < until);
    if (this.#next >= this.#waiting.length) this.clear();
    else this.#planned ??= setImmediate(() => this.#turn());
    this.#compact();
  }

  /** Under a load that never ends the line does not empty: what is done is forgotten now and then. */
  #compact(): void {
    if (this.#next < MAX_WAITING) return;
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }

  #step(step: (() => void) | undefined): void {
    try {
      step?.();
    } catch (error) {
      this.#onBug(error);
    }
  }
}
