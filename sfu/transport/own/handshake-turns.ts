/** What handshakes may take of one turn of the event loop, in ms; one step of one takes up to 0.6. */
const TURN_MS = 0.5;
/** More than come at once, each with its few datagrams; clients send again what is dropped. */
const MAX_WAITING = 8192;

/**
 * Steps of handshakes stand in line here: in each turn of the event loop one is made, or more short ones, and what else
 * came is dealt with in between. So packets pass while hundreds join.
 */
export class HandshakeTurns {
  readonly #before: () => void;
  #waiting: (() => void)[] = [];
  #next = 0;
  #planned: NodeJS.Immediate | null = null;

  /** `before` is called before each turn: what could go now should not wait. */
  constructor(before: () => void) {
    this.#before = before;
  }

  /** Makes `step` soon, after all that were added before. It must not throw. False when too many wait. */
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
    do this.#waiting[this.#next++]?.();
    while (this.#next < this.#waiting.length && performance.now() < until);
    if (this.#next >= this.#waiting.length) this.clear();
    else this.#planned ??= setImmediate(() => this.#turn());
  }
}
