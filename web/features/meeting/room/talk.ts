import { Allowance } from '../model/allowance.ts';
import type { Reaction } from '../model/reactions.ts';

/** Something that somebody wrote to everybody in the room. */
export interface ChatLine {
  id: string;
  identity: string;
  name: string;
  text: string;
  /** Milliseconds since the Unix epoch, by this device's clock. */
  at: number;
  mine: boolean;
}

/** A reaction on its way up the screen. */
interface Flying {
  id: number;
  reaction: Reaction;
  name: string;
  /** Where it rises, 0 to 1 across. */
  across: number;
}

/** What anybody may write at once, in characters; more is cut. */
export const MOST_CHARS = 2000;
/** Older lines than these are forgotten. */
const MOST_LINES = 500;
/** More than these would hide the people. */
const MOST_FLYING = 24;
const FLYING_MS = 3200;
/** One person's reactions, as others let them through; a sender of our own keeps to fewer. */
const REACTIONS_OF_ONE = { tokens: 8, perSecond: 3 };
const LINES_OF_ONE = { tokens: 20, perSecond: 2 };

/** What is said and shown in a room, for as long as one is in the meeting. Nobody can flood it. */
export class Talk {
  #lines: readonly ChatLine[] = [];
  #flying: readonly Flying[] = [];
  #unread = 0;
  #open = false;
  #next = 1;
  readonly #reactions = new Allowance(REACTIONS_OF_ONE);
  readonly #said = new Allowance(LINES_OF_ONE);
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly lines = (): readonly ChatLine[] => this.#lines;
  readonly flying = (): readonly Flying[] => this.#flying;
  readonly unread = (): number => this.#unread;

  /** While the chat is in view, nothing is unread. */
  setOpen(open: boolean): void {
    this.#open = open;
    if (open) this.#unread = 0;
    this.#tell();
  }

  hear(line: ChatLine): void {
    if (!line.mine && !this.#said.take(line.identity, line.at)) return;
    if (this.#lines.some(({ id, identity }) => id === line.id && identity === line.identity)) return;
    this.#lines = [...this.#lines, line].slice(-MOST_LINES);
    if (!this.#open && !line.mine) this.#unread += 1;
    this.#tell();
  }

  show(identity: string, name: string, reaction: Reaction, now = Date.now()): void {
    if (!this.#reactions.take(identity, now)) return;
    const id = this.#next++;
    // Neighbours in time rise apart from each other.
    const across = (id * 0.618034) % 1;
    this.#flying = [...this.#flying, { id, reaction, name, across }].slice(-MOST_FLYING);
    setTimeout(() => this.#landed(id), FLYING_MS);
    this.#tell();
  }

  clear(): void {
    this.#lines = [];
    this.#flying = [];
    this.#unread = 0;
    this.#reactions.clear();
    this.#said.clear();
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
