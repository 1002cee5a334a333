import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { ConversationEvent, MessageEvent, Summary } from '#protocol/conversations.ts';
import { Ledger } from './ledger.ts';
import { LocalCopy } from './local-copy.ts';
import { People } from './people.ts';
import { Personal } from './personal.ts';
import { emptyState, memoryStore } from './store/memory-store.ts';
import type { Store } from './store/store.ts';
import { StoreKeeper } from './store-keeper.ts';
import type { Call } from './sync.ts';
import { ManualTimers, settled } from './testing/manual-timers.ts';

const ME = newId('u');
const DAY = 86_400_000;

function message(conversation: string, seq: number, by = ME, text = `text ${seq}`): MessageEvent {
  return { type: 'message', conversation, seq, at: seq, by, count: seq, clientId: `c-${seq}`, text };
}

function summary(id: string, lastSeq: number, at = lastSeq): Summary {
  const last = { ...message(id, lastSeq), at };
  const plain = { kind: 'group', title: 't', memberCount: 2, myRole: 'member', read: { seq: 0, count: 0 } } as const;
  return { id, ...plain, lastSeq, messageCount: lastSeq, last };
}

/** A device with what it knows, and a server that has `events`. */
function device({ events = [], store = memoryStore() }: { events?: ConversationEvent[]; store?: Store } = {}) {
  const [ledger, timers, asked] = [new Ledger(), new ManualTimers(), [] as number[]];
  const call: Call = async (name, params) => {
    assert.equal(name, 'conversation.events');
    const { conversation, after } = params as { conversation: string; after: number };
    asked.push(after);
    const page = events.filter((event) => event.conversation === conversation && event.seq > after).slice(0, 100);
    return { events: page, people: [] } as never;
  };
  const people = new People({ timers, fetch: async () => [] });
  const options = { user: ME, store, ledger, people, personal: new Personal(), call, timers };
  return { store, ledger, timers, asked, people, options, copy: new LocalCopy(options) };
}

const CURSOR = { epoch: 'e', cursor: '1', entrySeq: 0 };

test('windows of the newest conversations stay, the others go, with the people whom nothing names any more', async () => {
  const { store, ledger, options } = device();
  const ids = Array.from({ length: 230 }, () => newId('c'));
  const authors = ids.map(() => newId('u'));
  for (const [n, id] of ids.entries()) {
    ledger.set(id, { ...ledger.get(id), summary: summary(id, 1, n) });
    const line = message(id, 1, authors[n]);
    await store.apply(ME, {
      summaries: [summary(id, 1, n)],
      windows: new Map([[id, { lines: [line], to: 1, before: false }]]),
      people: [{ id: authors[n] ?? '', nickname: 'x' }],
    });
  }
  await store.apply(ME, { people: [{ id: ME, nickname: 'me' }] });
  await store.apply(ME, await new StoreKeeper(options).toDrop());
  assert.deepEqual(new Set(await store.windows(ME)), new Set(ids.slice(30)));
  const kept = new Set((await store.account(ME)).people.map(({ id }) => id));
  assert.deepEqual(kept, new Set([ME, ...authors.slice(30)]));
  assert.equal((await store.account(ME)).summaries.length, 230);
});

test('where there is little room, fewer windows stay; without any, none', async () => {
  const tight = { ...memoryStore(), size: async () => ({ usedBytes: 700, mostBytes: 1000 }) };
  const { store, ledger, options } = device({ store: tight });
  for (let n = 0; n < 60; n += 1) {
    const id = newId('c');
    ledger.set(id, { ...ledger.get(id), summary: summary(id, 1, n) });
    await store.apply(ME, { windows: new Map([[id, { lines: [message(id, 1)], to: 1, before: false }]]) });
  }
  const keeper = new StoreKeeper(options);
  await store.apply(ME, await keeper.toDrop());
  assert.equal((await store.windows(ME)).length, 40);
  assert.equal(keeper.tighten(), true);
  await store.apply(ME, await keeper.toDrop());
  assert.deepEqual([await store.windows(ME), keeper.keepsWindows, keeper.tighten()], [[], false, false]);
});

test('copies of people who were not here for thirty days go, one’s own never', async () => {
  const state = emptyState();
  const { store, options, timers } = device({ store: memoryStore(state) });
  const [old, recent] = [newId('u'), newId('u')];
  for (const user of [ME, old, recent]) await store.account(user);
  await store.putOutbox(old, { clientId: 'x', conversation: newId('c'), text: 'x', at: 0, order: 1, owner: 'o' });
  const now = timers.now();
  for (const [user, days] of [
    [ME, 90],
    [old, 31],
    [recent, 29],
  ] as const)
    state.used.set(user, now - days * DAY);
  await new StoreKeeper(options).toDrop();
  assert.deepEqual(new Set((await store.users()).keys()), new Set([ME, recent]));
  assert.deepEqual(await store.outbox(old), []);
});

/** What happened while the device was away, in a conversation that nobody opens. */
async function backFromAway(gap: number, recalled: number) {
  const id = newId('c');
  const missed: ConversationEvent[] = Array.from({ length: gap }, (_, n) => message(id, 4 + n));
  const head = { conversation: id, seq: 4 + gap, at: 9, by: ME, count: 3 + gap };
  const all = [...missed, { ...head, type: 'recalled' as const, target: recalled }];
  const world = device({ events: all });
  const lines = [1, 2, 3].map((seq) => message(id, seq));
  const windows = new Map([[id, { lines, to: 3, before: false }]]);
  await world.store.apply(ME, { cursor: CURSOR, summaries: [summary(id, 3)], windows });
  world.ledger.set(id, { ...world.ledger.get(id), summary: summary(id, 3) });
  world.copy.advance(CURSOR);
  await world.copy.lead();
  await world.copy.flush();
  world.ledger.set(id, { ...world.ledger.get(id), summary: summary(id, 4 + gap) });
  world.copy.advance({ ...CURSOR, cursor: '2' });
  await settled();
  await world.copy.flush();
  return { ...world, id };
}

test('what was recalled while the device was away does not stay on it, though nobody opens the conversation', async () => {
  const { store, id, copy } = await backFromAway(5, 2);
  const window = await store.window(ME, id);
  assert.equal(window?.to, 9);
  assert.deepEqual(
    window?.lines.map((line) => line.type === 'message' && (line.recalled ? 'recalled' : line.text)),
    ['text 1', 'recalled', 'text 3', 'text 4', 'text 5', 'text 6', 'text 7', 'text 8'],
  );
  assert.doesNotMatch(JSON.stringify(window), /text 2/);
  await copy.close(true);
});

test('a window that is brought up keeps its bound, and one too far behind goes', async () => {
  const far = await backFromAway(250, 2);
  assert.deepEqual(far.asked, [3, 103, 203]);
  const window = await far.store.window(ME, far.id);
  assert.deepEqual([window?.lines.length, window?.to, window?.before], [100, 254, true]);
  const tooFar = await backFromAway(600, 2);
  assert.deepEqual(tooFar.asked, []);
  assert.equal(await tooFar.store.window(ME, tooFar.id), undefined);
  for (const { copy } of [far, tooFar]) await copy.close(true);
});

test('only the one who leads brings windows up, and not those in memory, which are stored anyway', async () => {
  const id = newId('c');
  const world = device({ events: [message(id, 4)] });
  await world.store.apply(ME, { windows: new Map([[id, { lines: [message(id, 3)], to: 3, before: true }]]) });
  world.ledger.set(id, { ...world.ledger.get(id), summary: summary(id, 4) });
  world.copy.advance(CURSOR);
  await settled();
  assert.deepEqual(world.asked, []);
  await world.copy.close(true);
});

test('without room nothing breaks: the copy does with less, then without windows, and goes on with the rest', async () => {
  const inner = memoryStore();
  let refused = 0;
  const apply: Store['apply'] = async (user, changes) => {
    if ((changes.windows?.size ?? 0) > 0) {
      refused += 1;
      throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
    }
    await inner.apply(user, changes);
  };
  const { ledger, timers, copy, store } = device({ store: { ...inner, apply } });
  const id = newId('c');
  const window = { lines: [message(id, 1)], to: 1, before: false, after: false };
  await copy.lead();
  for (const cursor of ['1', '2', '3']) {
    ledger.set(id, { ...ledger.get(id), summary: summary(id, 1), window: { ...window } });
    copy.advance({ ...CURSOR, cursor });
    await timers.pass(1_000);
  }
  assert.equal(refused, 2);
  const { cursor, summaries } = await store.account(ME);
  assert.deepEqual([cursor?.cursor, summaries.length], ['3', 1]);
  await copy.close(true);
});
