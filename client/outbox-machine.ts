import type { Failure } from '#kernel/failure.ts';
import type { ClientId, ConversationId, Seq } from '#protocol/common.ts';
import { backoffMs } from './backoff.ts';
import { passes } from './http.ts';
import type { OutboxItem } from './store/store.ts';
import { isUnsent, placed, type Reworded, reword, unplaced, wanted } from './unsent.ts';

/**
 * What is written and not confirmed. Pure. Each item is stored before it is sent; those of one conversation go out one
 * after another in the order of writing; each is tried until the server gives a final answer.
 */
export type Outgoing = { item: OutboxItem } & (
  | { at: 'storing' | 'sending' | 'failed' }
  | { at: 'waiting'; notBefore: number }
  /** Confirmed; kept until the event itself is in the window, so that the line never vanishes in between. */
  | { at: 'done'; seq: Seq }
) & {
    attempts: number;
    /** It went out, or an earlier life of it may have: the server may know it. */
    tried?: true;
  };

export interface OutboxState {
  online: boolean;
  queues: ReadonlyMap<ConversationId, readonly Outgoing[]>;
}

export type OutboxInput = { now: number } & (
  | { on: 'written'; item: OutboxItem }
  /** Found in the store: written in an earlier life, or taken over from a tab that died. */
  | { on: 'found'; item: OutboxItem }
  | { on: 'stored' | 'retry' | 'discard'; clientId: ClientId }
  /** Other words for a message that is unsent. */
  | { on: 'reworded'; clientId: ClientId; said: Reworded }
  | { on: 'online' | 'offline' | 'tick' }
  | { on: 'confirmed'; clientId: ClientId; seq: Seq }
  | { on: 'refused'; clientId: ClientId; failure: Failure; random: number }
  /**
   * The window of the conversation holds everything up to `seq`, or doesn't show the newest lines at all; its lines are
   * in their state at `changesTo`.
   */
  | { on: 'shown'; conversation: ConversationId; seq: Seq; changesTo: Seq }
);

export type OutboxEffect =
  | { do: 'store'; item: OutboxItem }
  | { do: 'remove'; clientId: ClientId }
  /** A change was refused for good: what it changed is shown as it was. */
  | { do: 'give-up'; item: OutboxItem; failure: Failure }
  | { do: 'send'; item: OutboxItem }
  | { do: 'wake'; at: number };

export const EMPTY_OUTBOX: OutboxState = { online: false, queues: new Map() };

/** How often a fault of the server's own is met with another try before the line is shown as failed. */
const BUG_ATTEMPTS = 6;

export function step(state: OutboxState, input: OutboxInput): [OutboxState, readonly OutboxEffect[]] {
  const [changed, effects] = change(state, input);
  const [next, sends] = dispatch(changed, input.now);
  return [next, [...effects, ...sends]];
}

export function find(state: OutboxState, clientId: ClientId): Outgoing | undefined {
  for (const queue of state.queues.values()) {
    const found = queue.find(({ item }) => item.clientId === clientId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function change(state: OutboxState, input: OutboxInput): [OutboxState, readonly OutboxEffect[]] {
  switch (input.on) {
    case 'written':
      return [append(state, written(input.item)), [{ do: 'store', item: input.item }]];
    case 'found':
      return [takeFound(state, input.item), []];
    case 'stored':
      return [replace(state, input.clientId, 'storing', (each) => waiting(each, 0)), []];
    case 'online':
      return [{ ...state, online: true }, []];
    case 'offline':
      return [{ ...settle(state), online: false }, []];
    case 'tick':
      return [state, []];
    case 'confirmed':
      return confirm(state, input.clientId, input.seq);
    case 'refused':
      return refuse(state, input);
    case 'retry':
      return retry(state, input.clientId);
    case 'reworded':
      return reworded(state, input.clientId, input.said);
    case 'discard':
      return discard(state, input.clientId);
    case 'shown':
      return [hide(state, input), []];
  }
}

/** Something that can never be sent is failed from the start. */
function written(item: OutboxItem): Outgoing {
  return { item, at: item.failure === undefined ? 'storing' : 'failed', attempts: 0 };
}

function waiting({ item, attempts, tried }: Outgoing, notBefore: number): Outgoing {
  return { item, attempts, ...(tried ? { tried } : {}), at: 'waiting', notBefore };
}

function takeFound(state: OutboxState, item: OutboxItem): OutboxState {
  if (find(state, item.clientId) !== undefined) return state;
  const base = { item, attempts: 0, tried: true as const };
  return append(
    state,
    item.failure === undefined ? { ...base, at: 'waiting', notBefore: 0 } : { ...base, at: 'failed' },
  );
}

function append(state: OutboxState, outgoing: Outgoing): OutboxState {
  const { conversation } = outgoing.item;
  const queue = [...(state.queues.get(conversation) ?? []), outgoing];
  queue.sort((a, b) => a.item.order - b.item.order);
  return { ...state, queues: new Map(state.queues).set(conversation, queue) };
}

/** Replaces the item where it is in the state `from`; undefined takes it out. */
function replace(
  state: OutboxState,
  clientId: ClientId,
  from: Outgoing['at'] | 'any',
  by: (each: Outgoing) => Outgoing | undefined,
): OutboxState {
  const found = find(state, clientId);
  if (found === undefined || (from !== 'any' && found.at !== from)) return state;
  const queue = (state.queues.get(found.item.conversation) ?? []).flatMap((each) =>
    each === found ? (by(each) ?? []) : each,
  );
  return { ...state, queues: withQueue(state.queues, found.item.conversation, queue) };
}

function withQueue(queues: OutboxState['queues'], id: ConversationId, queue: readonly Outgoing[]) {
  const next = new Map(queues);
  if (queue.length === 0) next.delete(id);
  else next.set(id, queue);
  return next;
}

/** What was under way when the connection broke is asked again: the server knows the client id. */
function settle(state: OutboxState): OutboxState {
  const queues = new Map(state.queues);
  for (const [id, queue] of queues) {
    if (!queue.some(({ at }) => at === 'sending')) continue;
    queues.set(
      id,
      queue.map((each) => (each.at === 'sending' ? waiting(each, 0) : each)),
    );
  }
  return { ...state, queues };
}

function confirm(state: OutboxState, clientId: ClientId, seq: Seq): [OutboxState, readonly OutboxEffect[]] {
  const found = find(state, clientId);
  if (found === undefined || found.at === 'done') return [state, []];
  const done = replace(state, clientId, 'any', ({ item, attempts }) => ({ item, attempts, at: 'done', seq }));
  const [queue, effects] = placed(done.queues.get(found.item.conversation) ?? [], clientId, seq);
  const next = effects.length === 0 ? done : withItems(done, found.item.conversation, queue);
  return [next, [...effects, { do: 'remove', clientId }]];
}

function withItems(state: OutboxState, id: ConversationId, queue: readonly Outgoing[]): OutboxState {
  return { ...state, queues: withQueue(state.queues, id, queue) };
}

function refuse(state: OutboxState, input: OutboxInput & { on: 'refused' }): [OutboxState, readonly OutboxEffect[]] {
  const found = find(state, input.clientId);
  if (found?.at !== 'sending') return [state, []];
  const { failure } = input;
  const attempts = found.attempts + 1;
  const again = passes(failure) && (failure.code !== 'server.bug' || attempts < BUG_ATTEMPTS);
  if (again || failure.code === 'session.required') {
    const waitMs = Math.max(failure.detail.retryAfterMs ?? 0, backoffMs(attempts, input.random));
    const item = withTrouble(found.item, failure);
    const held = replace(state, input.clientId, 'sending', () =>
      waiting({ ...found, item, attempts }, input.now + waitMs),
    );
    return [held, []];
  }
  if ('change' in found.item) {
    const { item } = found;
    const without = replace(state, input.clientId, 'sending', () => undefined);
    return [
      without,
      [
        { do: 'remove', clientId: input.clientId },
        { do: 'give-up', item, failure },
      ],
    ];
  }
  // What was to become of it is what it says now: nobody knows what it said before.
  const queue = state.queues.get(found.item.conversation) ?? [];
  const said = wanted(queue, { ...found, item: found.item });
  const [left, effects] = unplaced(queue, input.clientId);
  const rest = effects.length === 0 ? state : withItems(state, found.item.conversation, left);
  if (said === undefined) return [drop(rest, input.clientId), [...effects, { do: 'remove', clientId: input.clientId }]];
  const item = { ...said, failure: failure.body() };
  const failed = replace(rest, input.clientId, 'sending', () => ({ item, attempts, at: 'failed' }));
  return [failed, [...effects, { do: 'store', item }]];
}

/** What the server says of itself is shown beside the line; that it is out of reach is no matter of one line. */
function withTrouble(item: OutboxItem, failure: Failure): OutboxItem {
  const { failure: _, ...plain } = item;
  const told = failure.code !== 'network.unreachable' && failure.code !== 'session.required';
  return told ? { ...plain, failure: failure.body() } : plain;
}

function retry(state: OutboxState, clientId: ClientId): [OutboxState, readonly OutboxEffect[]] {
  const found = find(state, clientId);
  if (found?.at !== 'failed') return [state, []];
  const { failure: _, ...item } = found.item;
  const stored = replace(state, clientId, 'failed', () => ({ item, attempts: 0, at: 'storing' }));
  return [stored, [{ do: 'store', item }]];
}

/** Only what is unsent: nothing becomes of it. */
function discard(state: OutboxState, clientId: ClientId): [OutboxState, readonly OutboxEffect[]] {
  const found = find(state, clientId);
  if (found === undefined || !isUnsent(found)) return [state, []];
  const [left, effects] = unplaced(state.queues.get(found.item.conversation) ?? [], clientId);
  const rest = effects.length === 0 ? state : withItems(state, found.item.conversation, left);
  return [drop(rest, clientId), [...effects, { do: 'remove', clientId }]];
}

function drop(state: OutboxState, clientId: ClientId): OutboxState {
  return replace(state, clientId, 'any', () => undefined);
}

function reworded(state: OutboxState, clientId: ClientId, said: Reworded): [OutboxState, readonly OutboxEffect[]] {
  const found = find(state, clientId);
  if (found === undefined || 'change' in found.item || !isUnsent(found)) return [state, []];
  const item = reword(found.item, said);
  const next = replace(state, clientId, 'any', () => ({ item, attempts: 0, at: 'storing' }));
  return [next, [{ do: 'store', item }]];
}

function hide(state: OutboxState, { conversation, seq, changesTo }: OutboxInput & { on: 'shown' }): OutboxState {
  const queue = state.queues.get(conversation);
  if (queue === undefined) return state;
  const left = queue.filter((each) => each.at !== 'done' || each.seq > ('change' in each.item ? changesTo : seq));
  if (left.length === queue.length) return state;
  return { ...state, queues: withQueue(state.queues, conversation, left) };
}

/** Sends the first of each conversation that is not refused or confirmed, unless it is to wait. */
function dispatch(state: OutboxState, now: number): [OutboxState, readonly OutboxEffect[]] {
  if (!state.online) return [state, []];
  const effects: OutboxEffect[] = [];
  let queues: Map<ConversationId, readonly Outgoing[]> | undefined;
  for (const [id, queue] of state.queues) {
    const head = queue.find(({ at }) => at !== 'failed' && at !== 'done');
    if (head?.at !== 'waiting' || queue.some(({ at }) => at === 'sending')) continue;
    if (head.notBefore > now) {
      effects.push({ do: 'wake', at: head.notBefore });
      continue;
    }
    queues ??= new Map(state.queues);
    const { item, attempts } = head;
    queues.set(
      id,
      queue.map((each) => (each === head ? { item, attempts, at: 'sending', tried: true } : each)),
    );
    effects.push({ do: 'send', item });
  }
  return [queues === undefined ? state : { ...state, queues }, effects];
}
