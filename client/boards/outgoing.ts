import { mergeUpdates } from 'yjs';
import { BOARD_LIMITS } from '#protocol/board-limits.ts';

/** What is joined into one update: a longer one goes alone. */
const JOINED_BYTES = BOARD_LIMITS.updateBytes / 4;

/** Own changes that the server has not taken yet, in order. */
export class Outgoing {
  #updates: Uint8Array[] = [];
  /** Of the first ones, how many are on their way. */
  #going = 0;

  get empty(): boolean {
    return this.#updates.length === 0;
  }

  add(update: Uint8Array): void {
    this.#updates.push(update);
  }

  /** As much as goes at once. Stays until `done()`. */
  next(): Uint8Array | undefined {
    let bytes = 0;
    this.#going = 0;
    for (const update of this.#updates) {
      bytes += update.length;
      if (this.#going > 0 && bytes > JOINED_BYTES) break;
      this.#going += 1;
    }
    const [first, ...more] = this.#updates.slice(0, this.#going);
    return first && more.length > 0 ? mergeUpdates([first, ...more]) : first;
  }

  /** The server has what `next()` gave. */
  done(): void {
    this.#updates = this.#updates.slice(this.#going);
    this.#going = 0;
  }

  /** One update in place of all. */
  replace(update: Uint8Array): void {
    this.#updates = [update];
    this.#going = 0;
  }
}
