import { isPlain, keepChat, wholeWish } from '#kernel/chat-keeping.ts';
import type { Failure } from '#kernel/failure.ts';
import { hear } from '#kernel/heard.ts';
import { slotOf } from '#kernel/personal-fold.ts';
import type { Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { StateEntry } from '#protocol/personal.ts';
import { backoffMs } from './backoff.ts';
import { passes } from './http.ts';
import type { PersonalChange, PersonalItem } from './store/store.ts';

/**
 * What a person changed for themself and the server has not confirmed. Pure. Each change says how something is to be, so
 * a later one for the same slot takes the place of one that waits. They go out one after another, in the order in which
 * their slots were touched first.
 */
export type Keep = { item: PersonalItem; attempts: number } & (
  | { at: 'waiting'; notBefore: number }
  | { at: 'sending' }
  /** Confirmed; kept until the entry itself is here, so that nothing flickers in between. */
  | { at: 'done'; entrySeq: Seq }
);

export interface KeepingState {
  online: boolean;
  /** The furthest place of the personal log that has been applied since the connection began. */
  entrySeq: Seq;
  queue: readonly Keep[];
}

export type KeepingInput = { now: number } & (
  | { on: 'made' | 'found'; item: PersonalItem }
  | { on: 'online' | 'offline' | 'tick' }
  | { on: 'entry'; seq: Seq }
  | { on: 'confirmed'; id: string; entrySeq: Seq }
  | { on: 'refused'; id: string; failure: Failure; random: number }
);

export type KeepingEffect =
  | { do: 'store' | 'send'; item: PersonalItem }
  | { do: 'remove'; id: string }
  | { do: 'give-up'; item: PersonalItem; failure: Failure }
  | { do: 'wake'; at: number };

export const NOTHING_KEPT: KeepingState = { online: false, entrySeq: 0, queue: [] };

/** How often a fault of the server's own is met with another try. */
const BUG_ATTEMPTS = 6;

export function step(state: KeepingState, input: KeepingInput): [KeepingState, readonly KeepingEffect[]] {
  const [changed, effects] = change(state, input);
  const [next, sends] = dispatch(changed, input.now);
  return [next, [...effects, ...sends]];
}

/** The slot of the personal log that the change is about. */
function slotOfChange(change: PersonalChange): string {
  switch (change.do) {
    case 'conversation.keep':
      return `chat:${change.with.conversation}`;
    case 'folder.keep':
    case 'folder.drop':
      return `folder:${change.with.folder}`;
    case 'settings.keep':
      return 'settings';
    case 'message.star':
      return `starred:${change.with.conversation}:${change.with.seq}`;
    case 'message.erase':
      return `erased:${change.with.conversation}:${change.with.seqs.join(' ')}`;
    case 'voice.heard':
      return `heard:${change.with.conversation}`;
    case 'draft.set':
      return slotOf({ type: 'draft', at: 0, ...change.with });
  }
}

/** The entries with what is on its way: what the person sees. The same map when nothing is. */
export function overlaid(
  type: StateEntry['type'],
  entries: ReadonlyMap<string, StateEntry>,
  queue: readonly Keep[],
): ReadonlyMap<string, StateEntry> {
  const mine = queue.filter(({ item }) => slotOfChange(item.change).split(':')[0] === type);
  if (mine.length === 0) return entries;
  const next = new Map(entries);
  for (const { item } of mine) {
    const slot = slotOfChange(item.change);
    const entry = entryAfter(next.get(slot), item);
    if (entry === undefined) next.delete(slot);
    else next.set(slot, entry);
  }
  return next;
}

function entryAfter(before: StateEntry | undefined, { change, at }: PersonalItem): StateEntry | undefined {
  const seq = before?.seq ?? 0;
  switch (change.do) {
    case 'conversation.keep': {
      const { conversation, ...wish } = change.with;
      const chat = keepChat(conversation, before?.type === 'chat' ? before : undefined, wish, at);
      return isPlain(chat) ? undefined : { ...chat, seq };
    }
    case 'folder.keep':
      return { ...change.with, type: 'folder', seq };
    case 'folder.drop':
      return undefined;
    case 'message.star':
    case 'message.erase':
      return undefined;
    case 'draft.set': {
      const { ago: _, ...said } = change.with;
      const ended = said.text.trim() === '' && said.replyTo === undefined;
      return ended ? undefined : { ...said, type: 'draft', at, seq };
    }
    case 'voice.heard': {
      const { conversation, seqs } = change.with;
      return { ...hear(before?.type === 'heard' ? before : undefined, conversation, seqs), seq };
    }
    case 'settings.keep':
      return change.with.receipts === false ? { type: 'settings', receipts: false, seq } : undefined;
  }
}

function change(state: KeepingState, input: KeepingInput): [KeepingState, readonly KeepingEffect[]] {
  switch (input.on) {
    case 'made':
      return made(state, input.item);
    case 'found':
      return found(state, input.item);
    case 'online':
      // What `hello` told is the newest there is: nothing that was confirmed before needs to be waited for.
      return [{ online: true, entrySeq: 0, queue: state.queue.filter(({ at }) => at !== 'done') }, []];
    case 'offline':
      return [{ ...state, online: false, queue: state.queue.map(settled) }, []];
    case 'tick':
      return [state, []];
    case 'entry': {
      const entrySeq = Math.max(state.entrySeq, input.seq);
      return [{ ...state, entrySeq, queue: state.queue.filter((each) => !isShown(each, entrySeq)) }, []];
    }
    case 'confirmed':
      return confirm(state, input.id, input.entrySeq);
    case 'refused':
      return refuse(state, input);
  }
}

/** What was under way when the connection broke is asked again: a repeat changes nothing. */
function settled(each: Keep): Keep {
  return each.at === 'sending' ? waiting(each.item) : each;
}

function waiting(item: PersonalItem, attempts = 0, notBefore = 0): Keep {
  return { item, attempts, at: 'waiting', notBefore };
}

function made(state: KeepingState, item: PersonalItem): [KeepingState, readonly KeepingEffect[]] {
  const slot = slotOfChange(item.change);
  const before = state.queue.find((each) => each.at === 'waiting' && slotOfChange(each.item.change) === slot);
  if (before === undefined) return [append(state, item), [{ do: 'store', item }]];
  const merged = { ...item, order: before.item.order, change: merge(before.item.change, item.change) };
  const queue = state.queue.map((each) => (each === before ? waiting(merged) : each));
  return [
    { ...state, queue },
    [
      { do: 'store', item: merged },
      { do: 'remove', id: before.item.id },
    ],
  ];
}

/** Left by an earlier life, or by a tab that died: void when the same was changed here since. */
function found(state: KeepingState, item: PersonalItem): [KeepingState, readonly KeepingEffect[]] {
  const slot = slotOfChange(item.change);
  if (state.queue.some((each) => each.item.id === item.id)) return [state, []];
  const newer = state.queue.some((each) => slotOfChange(each.item.change) === slot && each.item.at >= item.at);
  return newer ? [state, [{ do: 'remove', id: item.id }]] : [append(state, item), []];
}

function append(state: KeepingState, item: PersonalItem): KeepingState {
  const queue = [...state.queue, waiting(item)].sort((a, b) => a.item.order - b.item.order);
  return { ...state, queue };
}

/** Both at once; where they speak of the same, the later one holds. */
function merge(earlier: PersonalChange, later: PersonalChange): PersonalChange {
  if (earlier.do === 'conversation.keep' && later.do === 'conversation.keep') {
    return { ...later, with: { ...earlier.with, ...wholeWish(later.with) } };
  }
  if (earlier.do === 'settings.keep' && later.do === 'settings.keep') {
    return { ...later, with: { ...earlier.with, ...later.with } };
  }
  if (earlier.do === 'voice.heard' && later.do === 'voice.heard') {
    const seqs = [...new Set([...earlier.with.seqs, ...later.with.seqs])].slice(-LIMITS.heardAtOnce);
    return { ...later, with: { ...later.with, seqs } };
  }
  return later;
}

function isShown(each: Keep, entrySeq: Seq): boolean {
  return each.at === 'done' && each.entrySeq <= entrySeq;
}

function confirm(state: KeepingState, id: string, entrySeq: Seq): [KeepingState, readonly KeepingEffect[]] {
  const queue = state.queue
    .map((each): Keep => (each.item.id === id ? { item: each.item, attempts: 0, at: 'done', entrySeq } : each))
    .filter((each) => !isShown(each, state.entrySeq));
  return [{ ...state, queue }, [{ do: 'remove', id }]];
}

function refuse(
  state: KeepingState,
  { id, failure, random, now }: KeepingInput & { on: 'refused' },
): [KeepingState, readonly KeepingEffect[]] {
  const refused = state.queue.find((each) => each.item.id === id);
  if (refused?.at !== 'sending') return [state, []];
  const { item } = refused;
  const attempts = refused.attempts + 1;
  const again = passes(failure) && (failure.code !== 'server.bug' || attempts < BUG_ATTEMPTS);
  if (again || failure.code === 'session.required') {
    const waitMs = Math.max(failure.detail.retryAfterMs ?? 0, backoffMs(attempts, random));
    const held = waiting(item, attempts, now + waitMs);
    return [{ ...state, queue: state.queue.map((each) => (each === refused ? held : each)) }, []];
  }
  const queue = state.queue.filter((each) => each !== refused);
  return [
    { ...state, queue },
    [
      { do: 'remove', id },
      { do: 'give-up', item, failure },
    ],
  ];
}

/** Sends the first one, when none is under way. */
function dispatch(state: KeepingState, now: number): [KeepingState, readonly KeepingEffect[]] {
  const head = state.queue.find(({ at }) => at !== 'done');
  if (!state.online || head?.at !== 'waiting' || state.queue.some(({ at }) => at === 'sending')) return [state, []];
  if (head.notBefore > now) return [state, [{ do: 'wake', at: head.notBefore }]];
  const { item, attempts } = head;
  const queue = state.queue.map((each): Keep => (each === head ? { item, attempts, at: 'sending' } : each));
  return [{ ...state, queue }, [{ do: 'send', item }]];
}
