import { Emitter } from '#kernel/emitter.ts';
import { asFailure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { ClientId, ConversationId, Seq, UserId } from '#protocol/common.ts';
import { failureText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, Written } from '#protocol/realtime.ts';
import { EMPTY_OUTBOX, find, type OutboxEffect, type OutboxInput, type Outgoing, step } from './outbox-machine.ts';
import type { Timers } from './ports.ts';
import type { OutboxItem, Store } from './store/store.ts';

export interface OutboxOptions {
  user: UserId;
  /** This running client; another one takes its items over when it is gone. */
  owner: string;
  store: Pick<Store, 'outbox' | 'putOutbox' | 'deleteOutbox'>;
  send: (params: ParamsOf<'message.send'>) => Promise<Written>;
  timers: Timers;
  random: () => number;
}

export interface OutboxEvents extends Record<string, unknown[]> {
  changed: [];
  /** The server has it: this is what became of the item. */
  confirmed: [OutboxItem, Written];
}

const NONE: readonly Outgoing[] = [];

/** Keeps what is written, sends it, and tries until the server has it. */
export class Outbox extends Emitter<OutboxEvents> {
  readonly #options: OutboxOptions;
  #state = EMPTY_OUTBOX;
  #order = 0;
  #stopTimer = (): void => {};
  #closed = false;
  readonly #storing = new Set<Promise<void>>();

  constructor(options: OutboxOptions) {
    super();
    this.#options = options;
  }

  of(conversation: ConversationId): readonly Outgoing[] {
    return this.#state.queues.get(conversation) ?? NONE;
  }

  /** Learns the order of what is stored, so that what is written from now on comes after it. */
  async prepare(): Promise<void> {
    const items = await this.#options.store.outbox(this.#options.user);
    for (const { order } of items) this.#order = Math.max(this.#order, order);
  }

  /** Takes over what is stored and belongs to nobody who lives. */
  async adopt(isDead: (owner: string) => Promise<boolean>): Promise<void> {
    const { store, user, owner } = this.#options;
    for (const item of await store.outbox(user)) {
      if (this.#closed || find(this.#state, item.clientId) !== undefined) continue;
      if (item.owner !== owner && !(await isDead(item.owner))) continue;
      const own = { ...item, owner };
      if (item.owner !== owner) await store.putOutbox(user, own);
      this.#order = Math.max(this.#order, item.order);
      this.#input({ on: 'found', item: own });
    }
  }

  write(conversation: ConversationId, text: string): ClientId {
    const { timers, owner } = this.#options;
    const clientId = randomText(20);
    // Grows whatever the clock does, and is about the same for all tabs.
    this.#order = Math.max(this.#order + 1, timers.now());
    const item = { clientId, conversation, text, at: timers.now(), order: this.#order, owner };
    this.#input({ on: 'written', item: tooLarge(text) ? { ...item, failure: TOO_LARGE } : item });
    return clientId;
  }

  retry(clientId: ClientId): void {
    if (!tooLarge(find(this.#state, clientId)?.item.text ?? '')) this.#input({ on: 'retry', clientId });
  }

  discard(clientId: ClientId): void {
    this.#input({ on: 'discard', clientId });
  }

  handleOnline(online: boolean): void {
    this.#input({ on: online ? 'online' : 'offline' });
  }

  /** The event of an own message came by another way than the answer. */
  handleEvent(clientId: ClientId, written: Written): void {
    const outgoing = find(this.#state, clientId);
    if (outgoing?.item.conversation === written.conversation) this.#confirm(outgoing.item, written);
  }

  handleShown(conversation: ConversationId, seq: Seq): void {
    if (this.of(conversation).length > 0) this.#input({ on: 'shown', conversation, seq });
  }

  /** Sends nothing any more; resolves when what was written is stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    await Promise.all(this.#storing);
  }

  #input(input: DistributiveOmit<OutboxInput, 'now'>): void {
    if (this.#closed) return;
    const before = this.#state;
    const [state, effects] = step(before, { ...input, now: this.#options.timers.now() } as OutboxInput);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (state.queues !== before.queues) this.emit('changed');
  }

  #carryOut(effect: OutboxEffect): void {
    const { store, user, timers } = this.#options;
    if (effect.do === 'store') void this.#keep(effect.item);
    else if (effect.do === 'remove') void this.#stored(store.deleteOutbox(user, effect.clientId));
    else if (effect.do === 'send') void this.#send(effect.item);
    else {
      this.#stopTimer();
      this.#stopTimer = timers.after(Math.max(0, effect.at - timers.now()), () => this.#input({ on: 'tick' }));
    }
  }

  /** Never rejects: a store that is full must not keep people from talking; only a reload would lose the line. */
  async #keep(item: OutboxItem): Promise<void> {
    await this.#stored(this.#options.store.putOutbox(this.#options.user, item));
    this.#input({ on: 'stored', clientId: item.clientId });
  }

  /** Never rejects. */
  async #stored(work: Promise<void>): Promise<void> {
    const storing = work.catch(() => {});
    this.#storing.add(storing);
    await storing;
    this.#storing.delete(storing);
  }

  /** Never rejects. */
  async #send(item: OutboxItem): Promise<void> {
    const { clientId, conversation, text } = item;
    try {
      this.#confirm(item, await this.#options.send({ clientId, conversation, text }));
    } catch (error) {
      this.#input({ on: 'refused', clientId, failure: asFailure(error), random: this.#options.random() });
    }
  }

  #confirm(item: OutboxItem, written: Written): void {
    if (find(this.#state, item.clientId)?.at === 'done') return;
    this.#input({ on: 'confirmed', clientId: item.clientId, seq: written.seq });
    this.emit('confirmed', item, written);
  }
}

const TOO_LARGE = { code: 'request.too-large', message: failureText('request.too-large', 'en') } as const;

function tooLarge(text: string): boolean {
  return text.length > LIMITS.textBytes || new TextEncoder().encode(text).length > LIMITS.textBytes;
}

type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;
