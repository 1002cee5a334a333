import { Emitter } from '#kernel/emitter.ts';
import { asFailure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { FailureBody } from '#protocol/failures.ts';
import type { EntryOf, StateEntry } from '#protocol/personal.ts';
import { type KeepingEffect, type KeepingInput, NOTHING_KEPT, overlaid, step } from './keeping-machine.ts';
import { type PendingMark, pendingMarks } from './marks.ts';
import type { Personal } from './personal.ts';
import type { Timers } from './ports.ts';
import type { PersonalChange, PersonalItem, Store } from './store/store.ts';
import type { Call } from './sync.ts';

export interface KeepingOptions {
  user: UserId;
  /** This running client; another one takes its changes over when it is gone. */
  owner: string;
  store: Pick<Store, 'personalItems' | 'putPersonal' | 'deletePersonal'>;
  personal: Personal;
  call: Call;
  timers: Timers;
  random: () => number;
}

export interface KeepingEvents extends Record<string, unknown[]> {
  changed: [];
  /** A change that will never be made. */
  refused: [PersonalChange, FailureBody];
}

type Shown = { from: readonly unknown[]; entries: ReadonlyMap<string, StateEntry> };

/** What a person changes for themself: shown at once, stored, sent when the server can be reached. */
export class Keeping extends Emitter<KeepingEvents> {
  readonly #options: KeepingOptions;
  readonly #shown = new Map<StateEntry['type'], Shown>();
  readonly #storing = new Set<Promise<void>>();
  #state = NOTHING_KEPT;
  #marks: { from: unknown; list: readonly PendingMark[] } = { from: undefined, list: [] };
  #order = 0;
  #stopTimer = (): void => {};
  #closed = false;

  constructor(options: KeepingOptions) {
    super();
    this.#options = options;
  }

  /** The person's state of one type with what is on its way; the same object until it changes. */
  of<Name extends StateEntry['type']>(type: Name): ReadonlyMap<string, EntryOf<Name>> {
    const entries = this.#options.personal.of(type);
    const { queue } = this.#state;
    const known = this.#shown.get(type);
    if (known?.from[0] === entries && known.from[1] === queue) return known.entries as never;
    const next = overlaid(type, entries as ReadonlyMap<string, StateEntry>, queue);
    this.#shown.set(type, { from: [entries, queue], entries: next });
    return next as never;
  }

  /** What is on its way for lines, in order; the same object until that changes. */
  marks(): readonly PendingMark[] {
    const { queue } = this.#state;
    if (this.#marks.from === queue) return this.#marks.list;
    const next = pendingMarks(queue.map(({ item }) => item));
    const { list } = this.#marks;
    const same = next.length === list.length && next.every((mark, index) => mark === list[index]);
    this.#marks = { from: queue, list: same ? list : next };
    return this.#marks.list;
  }

  make(change: PersonalChange): void {
    const { timers, owner } = this.#options;
    this.#order = Math.max(this.#order + 1, timers.now());
    this.#input({ on: 'made', item: { id: randomText(20), at: timers.now(), order: this.#order, owner, change } });
  }

  /** Takes over what is stored and belongs to nobody who lives. */
  async adopt(isDead: (owner: string) => Promise<boolean>): Promise<void> {
    const { store, user, owner } = this.#options;
    for (const item of await store.personalItems(user)) {
      if (this.#closed || (item.owner !== owner && !(await isDead(item.owner)))) continue;
      const own = { ...item, owner };
      if (item.owner !== owner) await store.putPersonal(user, own);
      this.#order = Math.max(this.#order, item.order);
      this.#input({ on: 'found', item: own });
    }
  }

  handleOnline(online: boolean): void {
    this.#input({ on: online ? 'online' : 'offline' });
  }

  /** The personal log has been applied up to here. */
  handleEntry(seq: Seq): void {
    if (this.#state.queue.length > 0) this.#input({ on: 'entry', seq });
  }

  /** Sends nothing any more; resolves when what was changed is stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    await Promise.all(this.#storing);
  }

  #input(input: DistributiveOmit<KeepingInput, 'now'>): void {
    if (this.#closed) return;
    const before = this.#state;
    const [state, effects] = step(before, { ...input, now: this.#options.timers.now() } as KeepingInput);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (state.queue !== before.queue) this.emit('changed');
  }

  #carryOut(effect: KeepingEffect): void {
    const { store, user, timers } = this.#options;
    if (effect.do === 'wake') {
      this.#stopTimer();
      this.#stopTimer = timers.after(Math.max(0, effect.at - timers.now()), () => this.#input({ on: 'tick' }));
    } else if (effect.do === 'remove') void this.#stored(store.deletePersonal(user, effect.id));
    else if (effect.do === 'give-up') this.emit('refused', effect.item.change, effect.failure.body());
    else if (effect.do === 'store') void this.#stored(store.putPersonal(user, effect.item));
    else void this.#send(effect.item);
  }

  /** Never rejects: without a place to store it, only a reload loses the change. */
  async #stored(work: Promise<void>): Promise<void> {
    const storing = work.catch(() => {});
    this.#storing.add(storing);
    await storing;
    this.#storing.delete(storing);
  }

  /** Never rejects. */
  async #send({ id, change, at }: PersonalItem): Promise<void> {
    const { call, timers } = this.#options;
    // How long a draft has waited is known only now.
    const asked = change.do === 'draft.set' ? { ...change.with, ago: Math.max(0, timers.now() - at) } : change.with;
    try {
      const { entrySeq } = await call(change.do, asked);
      this.#input({ on: 'confirmed', id, entrySeq });
    } catch (error) {
      this.#input({ on: 'refused', id, failure: asFailure(error), random: this.#options.random() });
    }
  }
}

type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;
