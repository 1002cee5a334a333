import { Emitter } from '#kernel/emitter.ts';
import type { Person, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Timers } from './ports.ts';

export interface PeopleOptions {
  /** The people that exist among `ids`. */
  fetch: (ids: UserId[]) => Promise<Person[]>;
  timers: Timers;
}

/** Those asked for within this time are fetched together. */
const BATCH_MS = 10;

/** Who is who. Unknown people are fetched when somebody asks for them, many at once. */
export class People extends Emitter<{ changed: [readonly Person[]] }> {
  readonly #options: PeopleOptions;
  readonly #known = new Map<UserId, Person>();
  /** Asked for and not found, until the next connection. */
  readonly #missing = new Set<UserId>();
  readonly #wanted = new Set<UserId>();
  #scheduled = false;

  constructor(options: PeopleOptions) {
    super();
    this.#options = options;
  }

  get(id: UserId): Person | undefined {
    const person = this.#known.get(id);
    if (person === undefined && !this.#missing.has(id)) this.#want(id);
    return person;
  }

  take(people: readonly Person[]): void {
    const news = people.filter((person) => !isSame(this.#known.get(person.id), person));
    for (const person of news) {
      this.#known.set(person.id, person);
      this.#missing.delete(person.id);
    }
    if (news.length > 0) this.emit('changed', news);
  }

  /** Asks again for those that were wanted while nobody could be asked. */
  handleOnline(): void {
    this.#missing.clear();
    if (this.#wanted.size > 0) this.#schedule();
  }

  #want(id: UserId): void {
    this.#wanted.add(id);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.timers.after(BATCH_MS, () => void this.#fetch());
  }

  /** Never rejects. */
  async #fetch(): Promise<void> {
    this.#scheduled = false;
    const ids = [...this.#wanted].slice(0, LIMITS.pageSize);
    if (ids.length === 0) return;
    try {
      this.take(await this.#options.fetch(ids));
    } catch {
      // Still wanted: asked again by the next connection.
      return;
    }
    for (const id of ids) {
      this.#wanted.delete(id);
      if (!this.#known.has(id)) this.#missing.add(id);
    }
    if (this.#wanted.size > 0) this.#schedule();
  }
}

function isSame(known: Person | undefined, person: Person): boolean {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(person);
}
