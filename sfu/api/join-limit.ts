import { Allowance } from '../core/allowance.ts';

/** How often one identity may come into one room: at once, and a second. Clients that reconnect need a handful. */
const [BURST, PER_SECOND] = [30, 1];
const MAX_KNOWN = 16_384;

/** Who comes again and again sends others away (or itself) and costs a handshake each time. */
export class JoinLimit {
  readonly #known = new Map<string, Allowance>();

  get size(): number {
    return this.#known.size;
  }

  mayJoin(room: string, identity: string, nowMs: number): boolean {
    const key = JSON.stringify([room, identity]);
    let allowance = this.#known.get(key);
    if (!allowance) {
      if (this.#known.size >= MAX_KNOWN) this.#forget(nowMs);
      allowance = new Allowance(BURST, PER_SECOND);
      this.#known.set(key, allowance);
    }
    return allowance.take(1, nowMs);
  }

  /** Those who have their whole allowance; if that are too few, those seen first. */
  #forget(nowMs: number): void {
    for (const [key, allowance] of this.#known) if (allowance.isWhole(nowMs)) this.#known.delete(key);
    for (const key of this.#known.keys()) {
      if (this.#known.size < MAX_KNOWN / 2) return;
      this.#known.delete(key);
    }
  }
}
