import { Emitter } from '#kernel/emitter.ts';
import { asFailure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { ClientId, ConversationId, Seq, UserId } from '#protocol/common.ts';
import { type FailureBody, failureText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Written } from '#protocol/realtime.ts';
import { EMPTY_OUTBOX, find, type OutboxEffect, type OutboxInput, type Outgoing, step } from './outbox-machine.ts';
import type { Timers } from './ports.ts';
import type { OutboxChange, OutboxItem, OutboxMessage, PendingChange, Store } from './store/store.ts';
import { isUnsent, type Reworded } from './unsent.ts';

export interface OutboxOptions {
  user: UserId;
  /** This running client; another one takes its items over when it is gone. */
  owner: string;
  store: Pick<Store, 'outbox' | 'putOutbox' | 'deleteOutbox'>;
  send: (item: OutboxItem) => Promise<Written>;
  timers: Timers;
  random: () => number;
}

export interface OutboxEvents extends Record<string, unknown[]> {
  changed: [];
  /** The server has it: this is what became of the item. */
  confirmed: [OutboxItem, Written];
  /** A change that will never be made. */
  refused: [PendingChange, FailureBody];
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

  write(
    conversation: ConversationId,
    said: Pick<
      OutboxMessage,
      'text' | 'content' | 'mentions' | 'replyTo' | 'quote' | 'replyOf' | 'thread' | 'alsoSent'
    > & { clientId?: ClientId },
  ): ClientId {
    if (said.clientId !== undefined && find(this.#state, said.clientId) !== undefined) return said.clientId;
    const item = { ...this.#head(conversation), ...said };
    this.#input({ on: 'written', item: tooLarge(said.text) ? { ...item, failure: TOO_LARGE } : item });
    return item.clientId;
  }

  /** Changes a message that is in the log. Refusals are told by 'refused'. */
  change(conversation: ConversationId, change: PendingChange): void {
    if (change.type === 'edited' && tooLarge(change.text)) this.emit('refused', change, TOO_LARGE);
    else this.#input({ on: 'written', item: { ...this.#head(conversation), change } });
  }

  /** Other words for a message that is still on its way. */
  #reword(clientId: ClientId, said: Reworded): void {
    const found = find(this.#state, clientId);
    if (found === undefined || 'change' in found.item) return;
    if (tooLarge(said.text)) this.emit('refused', { type: 'edited', target: 0, ...said }, TOO_LARGE);
    else if (isUnsent(found)) this.#input({ on: 'reworded', clientId, said });
    else this.#follow(found, { type: 'edited', target: 0, ...said });
  }

  /** A change that goes out after the message that it is for. */
  #follow(found: Outgoing, change: PendingChange): void {
    const { clientId: of, conversation } = found.item;
    const place = found.at === 'done' ? { change: { ...change, target: found.seq } } : { change, of };
    this.#input({ on: 'written', item: { ...this.#head(conversation), ...place } as OutboxChange });
  }

  /** Again; with `said`, in other words. */
  retry(clientId: ClientId, said?: Reworded): void {
    if (said !== undefined) {
      this.#reword(clientId, said);
      return;
    }
    const item = find(this.#state, clientId)?.item;
    if (item !== undefined && 'text' in item && !tooLarge(item.text)) this.#input({ on: 'retry', clientId });
  }

  /** What may have reached the server is recalled once it has its place. */
  discard(clientId: ClientId): void {
    const found = find(this.#state, clientId);
    if (found === undefined) return;
    if (isUnsent(found)) this.#input({ on: 'discard', clientId });
    else this.#follow(found, { type: 'recalled', target: 0 });
  }

  handleOnline(online: boolean): void {
    this.#input({ on: online ? 'online' : 'offline' });
  }

  /** The event of an own message came by another way than the answer. */
  handleEvent(clientId: ClientId, written: Written): void {
    const outgoing = find(this.#state, clientId);
    if (outgoing?.item.conversation === written.conversation) this.#confirm(outgoing.item, written);
  }

  /** The conversation's window holds the lines up to `seq`, in their state at `changesTo`. */
  handleShown(conversation: ConversationId, seq: Seq, changesTo: Seq): void {
    if (this.of(conversation).length > 0) this.#input({ on: 'shown', conversation, seq, changesTo });
  }

  /** Sends nothing any more; resolves when what was written is stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    await Promise.all(this.#storing);
  }

  #head(conversation: ConversationId): Omit<OutboxChange, 'change'> {
    const { timers, owner } = this.#options;
    // Grows whatever the clock does, and is about the same for all tabs.
    this.#order = Math.max(this.#order + 1, timers.now());
    return { clientId: randomText(20), conversation, at: timers.now(), order: this.#order, owner };
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
    else if (effect.do === 'give-up') this.#giveUp(effect.item, effect.failure.body());
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
    const { clientId } = item;
    try {
      this.#confirm(item, await this.#options.send(item));
    } catch (error) {
      this.#input({ on: 'refused', clientId, failure: asFailure(error), random: this.#options.random() });
    }
  }

  #giveUp(item: OutboxItem, failure: FailureBody): void {
    if ('change' in item) this.emit('refused', item.change, failure);
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
