const WINDOW_MS = 1000;
/** A whole school behind one address may begin at once; each check costs some microseconds. */
const REQUESTS_A_SECOND = 1000;
/** Addresses that are told apart; more at once are an attack. */
const MAX_ADDRESSES = 10_000;

/** How many checks of unknown senders are looked at, for each address. */
export class RequestLimit {
  readonly #counts = new Map<string, number>();
  #began = 0;

  allows(address: Uint8Array, nowMs: number): boolean {
    if (nowMs - this.#began >= WINDOW_MS) {
      this.#began = nowMs;
      this.#counts.clear();
    }
    const key = address.join('.');
    const count = (this.#counts.get(key) ?? 0) + 1;
    if (count > REQUESTS_A_SECOND || (count === 1 && this.#counts.size >= MAX_ADDRESSES)) return false;
    this.#counts.set(key, count);
    return true;
  }
}
