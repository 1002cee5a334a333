import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { MessageEvent, Summary } from '#protocol/conversations.ts';
import type { StateEntry } from '#protocol/personal.ts';
import type { OutboxItem, PersonalItem, Store, StoredSession } from './store.ts';

const [ME, OTHER] = [newId('u'), newId('u')];
const [ONE, TWO] = [newId('c'), newId('c')];
const CURSOR = { epoch: 'e', cursor: '7', entrySeq: 3 };

function message(conversation: string, seq: number): MessageEvent {
  return {
    type: 'message',
    conversation,
    seq,
    at: seq,
    by: ME,
    count: seq,
    clientId: `client-${seq}`,
    text: '你好 👋',
  };
}

function summary(id: string, lastSeq: number): Summary {
  const last = message(id, lastSeq);
  const read = { seq: 0, count: 0 };
  return {
    id,
    kind: 'group',
    title: 't',
    memberCount: 2,
    myRole: 'member',
    lastSeq,
    messageCount: lastSeq,
    last,
    read,
  };
}

function item(order: number, at = 5): OutboxItem {
  return { clientId: `client-${order}`, conversation: ONE, text: 'x', at, order, owner: 'tab' };
}

/** What every store of the client does. `open` opens the same one again until `name` changes. */
export function storeContract(kind: string, open: (name: string) => Promise<Store>): void {
  const scenario = (title: string, run: (reopen: () => Promise<Store>) => Promise<void>) =>
    test(`${kind} ${title}`, async () => {
      const name = newId('t');
      const opened: Store[] = [];
      const reopen = async () => {
        await opened.at(-1)?.close();
        const store = await open(name);
        opened.push(store);
        return store;
      };
      await run(reopen);
      await opened.at(-1)?.close();
    });

  scenario('keeps who is signed in, and forgets it', async (reopen) => {
    const session: StoredSession = { me: { id: ME, nickname: '甲', role: 'owner' }, device: newId('d') };
    const store = await reopen();
    assert.equal(await store.session(), undefined);
    await store.saveSession(session);
    assert.deepEqual(await (await reopen()).session(), session);
    await (await reopen()).saveSession(undefined);
    assert.equal(await (await reopen()).session(), undefined);
  });

  scenario('keeps a copy of an account, and replaces what is stored again', async (reopen) => {
    const store = await reopen();
    assert.deepEqual(await store.account(ME), { cursor: undefined, summaries: [], people: [], personal: [] });
    const window = { lines: [message(ONE, 1)], to: 1, before: false };
    await store.apply(ME, { cursor: CURSOR, summaries: [summary(ONE, 1)], windows: new Map([[ONE, window]]) });
    await store.apply(ME, { summaries: [summary(ONE, 2)], people: [{ id: OTHER, nickname: '乙' }] });
    const again = await reopen();
    assert.deepEqual(await again.account(ME), {
      cursor: CURSOR,
      summaries: [summary(ONE, 2)],
      people: [{ id: OTHER, nickname: '乙' }],
      personal: [],
    });
    assert.deepEqual(await again.window(ME, ONE), window);
    assert.equal(await again.window(ME, TWO), undefined);
  });

  scenario('forgets conversations with their windows, and all of them on reset', async (reopen) => {
    const store = await reopen();
    const window = (id: string) => ({ lines: [message(id, 1)], to: 1, before: false });
    const windows = new Map([ONE, TWO].map((id) => [id, window(id)]));
    await store.apply(ME, { cursor: CURSOR, summaries: [summary(ONE, 1), summary(TWO, 1)], windows });
    await store.apply(ME, { forgotten: [ONE] });
    assert.deepEqual((await store.account(ME)).summaries, [summary(TWO, 1)]);
    assert.equal(await store.window(ME, ONE), undefined);
    await store.putOutbox(ME, item(1));
    await store.apply(ME, { reset: true, summaries: [summary(ONE, 4)] });
    assert.deepEqual(await store.account(ME), {
      cursor: undefined,
      summaries: [summary(ONE, 4)],
      people: [],
      personal: [],
    });
    assert.equal(await store.window(ME, TWO), undefined);
    assert.equal((await store.outbox(ME)).length, 1);
  });

  scenario('tells of which conversations it has windows, and drops windows and people alone', async (reopen) => {
    const store = await reopen();
    const window = (id: string) => ({ lines: [message(id, 1)], to: 1, before: false });
    const windows = new Map([ONE, TWO].map((id) => [id, window(id)]));
    const people = [ME, OTHER].map((id) => ({ id, nickname: '乙' }));
    await store.apply(ME, { summaries: [summary(ONE, 1), summary(TWO, 1)], windows, people });
    assert.deepEqual(new Set(await (await reopen()).windows(ME)), new Set([ONE, TWO]));
    await (await reopen()).apply(ME, { droppedWindows: [ONE], droppedPeople: [OTHER] });
    const again = await reopen();
    assert.deepEqual(await again.windows(ME), [TWO]);
    const account = await again.account(ME);
    assert.equal(account.summaries.length, 2);
    assert.deepEqual(account.people, [{ id: ME, nickname: '乙' }]);
  });

  scenario('[TC60] keeps threads, which go alone, with their conversation, or on reset', async (reopen) => {
    const store = await reopen();
    const thread = (id: string) => ({ root: message(id, 1), lines: [message(id, 2)], to: 2, before: false, usedAt: 9 });
    const [a, b, c] = [`${ONE} 1`, `${ONE} 7`, `${TWO} 1`];
    const threads = new Map([a, b, c].map((key) => [key, thread(key.slice(0, ONE.length))]));
    await store.apply(ME, { summaries: [summary(ONE, 2), summary(TWO, 2)], threads });
    const again = await reopen();
    assert.deepEqual(await again.thread(ME, b), thread(ONE));
    assert.deepEqual(await again.threads(OTHER), []);
    assert.deepEqual(new Set(await again.threads(ME)), new Set([a, b, c]));
    assert.deepEqual(new Set(await again.threads(ME, ONE)), new Set([a, b]));
    await again.apply(ME, { droppedThreads: [a] });
    assert.deepEqual(new Set(await (await reopen()).threads(ME)), new Set([b, c]));
    await (await reopen()).apply(ME, { forgotten: [ONE] });
    assert.deepEqual(await (await reopen()).threads(ME), [c]);
    await (await reopen()).apply(ME, { reset: true });
    assert.deepEqual(await (await reopen()).threads(ME), []);
  });

  scenario('tells whose copies it has, until they are forgotten', async (reopen) => {
    const store = await reopen();
    const began = Date.now();
    await store.account(ME);
    await store.apply(OTHER, { summaries: [summary(TWO, 1)] });
    await store.account(OTHER);
    const users = await store.users();
    assert.deepEqual(new Set(users.keys()), new Set([ME, OTHER]));
    assert.ok([...users.values()].every((at) => at >= began && at <= Date.now()));
    await store.forget(OTHER);
    assert.deepEqual([...(await store.users()).keys()], [ME]);
    assert.deepEqual((await store.account(OTHER)).summaries, []);
  });

  scenario('keeps the person’s own state by slot until it ends or everything begins anew', async (reopen) => {
    const store = await reopen();
    const entry = (seq: number): StateEntry => ({ seq, type: 'chat', conversation: ONE, muted: true });
    await store.apply(ME, {
      personal: new Map([
        ['chat:1', entry(1)],
        ['chat:2', entry(2)],
      ]),
    });
    await store.apply(ME, { personal: new Map([['chat:1', entry(3)]]) });
    assert.deepEqual((await (await reopen()).account(ME)).personal, [entry(3), entry(2)]);
    await (await reopen()).apply(ME, { personal: new Map([['chat:2', undefined]]) });
    assert.deepEqual((await (await reopen()).account(ME)).personal, [entry(3)]);
    await (await reopen()).apply(ME, { reset: true });
    assert.deepEqual((await (await reopen()).account(ME)).personal, []);
  });

  scenario('keeps the outbox in the order of writing', async (reopen) => {
    const store = await reopen();
    for (const each of [item(3, 1), item(2), item(1)]) await store.putOutbox(ME, each);
    await store.putOutbox(ME, { ...item(2), owner: 'another' });
    const again = await reopen();
    assert.deepEqual(await again.outbox(ME), [item(1), { ...item(2), owner: 'another' }, item(3, 1)]);
    await again.deleteOutbox(ME, 'client-1');
    await again.deleteOutbox(ME, 'client-1');
    assert.deepEqual(
      (await again.outbox(ME)).map(({ order }) => order),
      [2, 3],
    );
  });

  scenario('keeps changes of the person’s own state in their order', async (reopen) => {
    const store = await reopen();
    const change = { do: 'settings.keep', with: { receipts: false } } as const;
    const kept = (id: string, order: number): PersonalItem => ({ id, change, at: 1, order, owner: 'tab' });
    for (const each of [kept('b', 2), kept('a', 1)]) await store.putPersonal(ME, each);
    await store.putPersonal(ME, { ...kept('b', 2), owner: 'another' });
    const again = await reopen();
    assert.deepEqual(await again.personalItems(ME), [kept('a', 1), { ...kept('b', 2), owner: 'another' }]);
    assert.deepEqual(await again.personalItems(OTHER), []);
    await again.deletePersonal(ME, 'a');
    await again.deletePersonal(ME, 'a');
    assert.deepEqual(
      (await again.personalItems(ME)).map(({ id }) => id),
      ['b'],
    );
    await again.forget(ME);
    assert.deepEqual(await again.personalItems(ME), []);
  });

  scenario('never gives one person what is another’s', async (reopen) => {
    const store = await reopen();
    await store.apply(ME, { cursor: CURSOR, summaries: [summary(ONE, 1)], people: [{ id: OTHER, nickname: '乙' }] });
    await store.putOutbox(ME, item(1));
    assert.deepEqual(await store.account(OTHER), { cursor: undefined, summaries: [], people: [], personal: [] });
    assert.deepEqual(await store.outbox(OTHER), []);
    await store.apply(OTHER, { summaries: [summary(TWO, 1)] });
    await store.forget(ME);
    assert.deepEqual(await store.account(ME), { cursor: undefined, summaries: [], people: [], personal: [] });
    assert.deepEqual(await store.outbox(ME), []);
    assert.deepEqual((await store.account(OTHER)).summaries, [summary(TWO, 1)]);
  });

  scenario('gives copies: changing one changes nothing that is stored', async (reopen) => {
    const store = await reopen();
    await store.apply(ME, { summaries: [summary(ONE, 1)] });
    const [first] = (await store.account(ME)).summaries;
    if (first !== undefined) first.title = 'changed';
    assert.equal((await store.account(ME)).summaries[0]?.title, 't');
  });
}
