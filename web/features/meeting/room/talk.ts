import { isGuest } from '../host/guest-mark.tsx';
import { Allowance } from '../model/allowance.ts';
import type { Reaction } from '../model/reactions.ts';

/** A reaction on its way up the screen. */
interface Flying {
  id: number;
  reaction: Reaction;
  name: string;
  /** By the server's word. */
  guest: boolean;
  /** Where it rises, 0 to 1 across. */
  across: number;
}

/** More than these would hide the people. */
const MOST_FLYING = 24;
const FLYING_MS = 3200;
/** One person's reactions, as others let them through; a sender of our own keeps to fewer. */
const REACTIONS_OF_ONE = { tokens: 8, perSecond: 3 };

/** What is shown in a room with reactions, for as long as one is in the meeting. Nobody can flood it. */
export class Talk {
  #flying: readonly Flying[] = [];
  #next = 1;
  readonly #reactions = new Allowance(REACTIONS_OF_ONE);
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly flying = (): readonly Flying[] => this.#flying;

  show(identity: string, name: string, reaction: Reaction, now = Date.now()): void {
    if (!this.#reactions.take(identity, now)) return;
    const id = this.#next++;
    // Neighbours in time rise apart from each other.
    const across = (id * 0.618034) % 1;
    const guest = isGuest(identity);
    this.#flying = [...this.#flying, { id, reaction, name, guest, across }].slice(-MOST_FLYING);
    setTimeout(() => this.#landed(id), FLYING_MS);
    this.#tell();
  }

  clear(): void {
    this.#flying = [];
    this.#reactions.clear();
    this.#tell();
  }

  #landed(id: number): void {
    this.#flying = this.#flying.filter((one) => one.id !== id);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
