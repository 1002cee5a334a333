import { Emitter } from '#kernel/emitter.ts';
import { foldPersonal, slotOf } from '#kernel/personal-fold.ts';
import type { EntryOf, StateEntry, UserEntry } from '#protocol/personal.ts';

export interface PersonalEvents extends Record<string, unknown[]> {
  /** What became of one slot, or of all of them at once. */
  changed: [slot: string | undefined];
}

type StateType = StateEntry['type'];

/** What this person keeps for themself, by slot: the state of protocol/personal.ts. */
export class Personal extends Emitter<PersonalEvents> {
  #state: ReadonlyMap<string, StateEntry> = new Map();
  readonly #byType = new Map<StateType, ReadonlyMap<string, StateEntry>>();

  /** Every entry by its slot. */
  all(): ReadonlyMap<string, StateEntry> {
    return this.#state;
  }

  /** The entries of one type by their slots; the same object until one of them changes. */
  of<Name extends StateType>(type: Name): ReadonlyMap<string, EntryOf<Name>> {
    const known = this.#byType.get(type) ?? new Map([...this.#state].filter(([, entry]) => entry.type === type));
    this.#byType.set(type, known);
    return known as ReadonlyMap<string, EntryOf<Name>>;
  }

  /** From the local copy. */
  handleStored(entries: readonly UserEntry[]): void {
    for (const entry of entries) this.#state = foldPersonal(this.#state, entry);
    this.#byType.clear();
    this.emit('changed', undefined);
  }

  handleEntry(entry: UserEntry): void {
    const next = foldPersonal(this.#state, entry);
    if (next === this.#state) return;
    this.#state = next;
    this.#byType.delete(entry.type as StateType);
    this.emit('changed', slotOf(entry));
  }

  /** Everything is told anew. */
  reset(): void {
    this.#state = new Map();
    this.#byType.clear();
    this.emit('changed', undefined);
  }
}
