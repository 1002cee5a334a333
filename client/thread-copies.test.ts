import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { ConversationEvent, MessageEvent, Summary } from '#protocol/conversations.ts';
import { Ledger } from './ledger.ts';
import { LocalCopy } from './local-copy.ts';
import type { Outbox } from './outbox.ts';
import { People } from './people.ts';
import { Personal } from './personal.ts';
import { memoryStore } from './store/memory-store.ts';
import type { Store } from './store/store.ts';
import { StoreKeeper } from './store-keeper.ts';
import type { Call } from './sync.ts';
import { ManualTimers, settled } from './testing/manual-timers.ts';
import { threadKey } from './thread-window.ts';
import { Threads } from './threads.ts';

const ME = newId('u');
const CURSOR = { epoch: 'e', cursor: '1', entrySeq: 0 };

function message(conversation: string, seq: number, more: Partial<MessageEvent> = {}): MessageEvent {
  const said = { clientId: `c-${seq}`, text: `text ${seq}`, ...more };
  return { type: 'message', conversation, seq, at: seq, by: ME, count: 1, ...said };
}

const reply = (conversation: string, seq: number, thread = 1) => message(conversation, seq, { thread });

function recall(conversation: string, seq: number, target: number): ConversationEvent & { type: 'recalled' } {
  return { type: 'recalled', conversation, seq, at: seq, by: ME, count: 1, target };
}

function summary(id: string, lastSeq: number): Summary {
  const plain = { kind: 'group', title: 't', memberCount: 2, myRole: 'member', read: { seq: 0, count: 0 } } as const;
  return { id, ...plain, lastSeq, messageCount: 1, last: message(id, 1) };
}

/** A device that leads, with a store, and a server that has these events of one conversation, when it can be reached. */
function device({ store = memoryStore(), events = [] as ConversationEvent[], reached = true } = {}) {
  const [ledger, timers, people, personal] = [new Ledger(), new ManualTimers(), noPeople(), new Personal()];
  const call: Call = async (name, params) => {
    if (!reached) throw new Error('no connection');
    if (name === 'conversation.events') {
      const { after } = params as { after: number };
      return { events: events.filter(({ seq }) => seq > after).slice(0, 100), people: [] } as never;
    }
    assert.equal(name, 'thread.history');
    const { conversation, root } = params as { conversation: string; root: number };
    const lines = events.filter((event) => event.type === 'message' && event.thread === root);
    const asOf = events.at(-1)?.seq ?? 0;
    return { root: message(conversation, root), lines, people: [], asOf, before: false, after: false } as never;
  };
  const copy = new LocalCopy({ user: ME, store, ledger, people, personal, call, timers });
  const outbox = { of: () => [] } as unknown as Outbox;
  const threads = new Threads({ me: ME, call, ledger, outbox, people, personal, copy });
  const keeper = new StoreKeeper({ user: ME, store, ledger, call, timers });
  return { store, ledger, timers, copy, threads, keeper, personal };
}

function noPeople(): People {
  return new People({ timers: new ManualTimers(), fetch: async () => [] });
}

/** A device on which the thread of message 1 was opened, with the replies 2 and 3. */
async function opened(store: Store, id: string) {
  const first = device({ store, events: [message(id, 1), reply(id, 2), reply(id, 3)] });
  first.ledger.set(id, { ...first.ledger.get(id), summary: summary(id, 3), heard: 3 });
  await first.copy.lead();
  first.copy.advance(CURSOR);
  const close = first.threads.open(id, 1);
  await settled();
  assert.equal(first.threads.view(id, 1).lines.length, 2);
  return { ...first, close };
}

function texts(device: { threads: Threads }, id: string): unknown[] {
  const { root, lines } = device.threads.view(id, 1);
  return [root?.event.seq, ...lines.map((line) => (line.state === 'sent' ? line.event.seq : line.text))];
}

test('[TC60] a thread that was opened is there at once after a start, without a server', async () => {
  const [store, id] = [memoryStore(), newId('c')];
  const first = await opened(store, id);
  await first.copy.close(true);
  const later = device({ store, reached: false });
  later.ledger.set(id, { ...later.ledger.get(id), summary: summary(id, 3), heard: 3 });
  const close = later.threads.open(id, 1);
  await settled();
  assert.deepEqual(texts(later, id), [1, 2, 3]);
  close();
  await later.copy.close(true);
});

test('[TC60] the list of threads without a server has those that this device keeps', async () => {
  const [store, id] = [memoryStore(), newId('c')];
  const first = await opened(store, id);
  await first.copy.close(true);
  const later = device({ store, reached: false });
  const entry = { type: 'thread' as const, conversation: id, count: 2, last: { seq: 3, at: 3 } };
  const read = { seq: 3, count: 2 };
  later.personal.handleEntry({ seq: 1, ...entry, root: 1, read });
  later.personal.handleEntry({ seq: 2, ...entry, root: 9, read });
  const kept = await later.threads.kept();
  assert.deepEqual(
    kept.map(({ root, replies }) => [root.seq, replies.map(({ seq }) => seq)]),
    [[1, [2, 3]]],
  );
  await later.copy.close(true);
});

test('[TC61] what is recalled while the thread is closed goes from the copy, live and after being away', async () => {
  const [store, id] = [memoryStore(), newId('c')];
  const first = await opened(store, id);
  first.close();
  await first.copy.flush();
  await first.copy.erase(recall(id, 4, 2));
  assert.doesNotMatch(JSON.stringify(await store.thread(ME, threadKey(id, 1))), /text 2/);
  await first.copy.close(true);

  const missed = [reply(id, 4), message(id, 5), recall(id, 6, 3)];
  const later = device({ store, events: [message(id, 1), reply(id, 2), reply(id, 3), ...missed] });
  later.ledger.set(id, { ...later.ledger.get(id), summary: summary(id, 3), heard: 3 });
  later.copy.advance(CURSOR);
  await later.copy.lead();
  later.ledger.set(id, { ...later.ledger.get(id), summary: summary(id, 6), heard: 6 });
  later.copy.advance({ ...CURSOR, cursor: '2' });
  await settled();
  await later.copy.flush();
  const kept = await store.thread(ME, threadKey(id, 1));
  assert.deepEqual([kept?.to, kept?.lines.map(({ seq }) => seq)], [6, [2, 3, 4]]);
  assert.doesNotMatch(JSON.stringify(kept), /text 3/);
  await later.copy.close(true);
});

test('[TC61] what one took away for oneself goes from the copy, and with its root the thread', async () => {
  const [store, id] = [memoryStore(), newId('c')];
  const first = await opened(store, id);
  first.close();
  await first.copy.flush();
  first.copy.mark({ seq: 1, type: 'erased', conversation: id, targets: [2] });
  await first.copy.flush();
  const kept = await store.thread(ME, threadKey(id, 1));
  assert.deepEqual(
    kept?.lines.map(({ seq }) => seq),
    [3],
  );
  first.copy.mark({ seq: 2, type: 'erased', conversation: id, targets: [1] });
  await first.copy.flush();
  assert.deepEqual(await store.threads(ME), []);
  await first.copy.close(true);
});

test('[TC62] the threads that were opened last stay, and none of a conversation that one is out of', async () => {
  const [store, id] = [memoryStore(), newId('c')];
  const { copy, keeper, ledger } = await opened(store, id);
  await copy.flush();
  const thread = (n: number) => ({ root: message(id, n), lines: [], to: n, before: false, usedAt: 2_000_000 + n });
  const keys = Array.from({ length: 110 }, (_, n) => threadKey(id, 100 + n));
  await store.apply(ME, { threads: new Map(keys.map((key, n) => [key, thread(100 + n)])) });
  await store.apply(ME, await keeper.toDrop());
  assert.deepEqual(new Set(await store.threads(ME)), new Set(keys.slice(10)));
  ledger.delete(id);
  await copy.flush();
  assert.deepEqual(await store.threads(ME), []);
  await copy.close(true);
});
