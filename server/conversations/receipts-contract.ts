import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ReadsPush, ServerFrame } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import type { Seat } from '../presence/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from './contract.ts';
import { createGroup, freshClientId, send, type World } from './conversations-world.ts';

/** A connection that keeps what it is told. */
class Listener implements Seat {
  readonly id = newId('s');
  readonly frames: ({ push: 'reads' } & ReadsPush)[] = [];
  #wake = (): void => {};

  push(frame: ServerFrame): void {
    assert.ok('push' in frame && frame.push === 'reads');
    this.frames.push(frame);
    this.#wake();
  }

  /** Resolves when it has been told so many times. */
  async told(times: number): Promise<void> {
    while (this.frames.length < times) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

async function read(world: World, caller: Caller, conversation: string, seq: number): Promise<void> {
  await world.as(caller, 'conversation.read', { conversation, seq });
}

function show(world: World, caller: Caller, receipts: boolean): Promise<unknown> {
  return world.as(caller, 'settings.keep', { receipts });
}

function switchThem(world: World, caller: Caller, conversation: string, receipts: boolean): Promise<unknown> {
  return world.as(caller, 'conversation.settings', { clientId: freshClientId(), conversation, change: { receipts } });
}

async function marksOf(world: World, caller: Caller, conversation: string): Promise<string[] | undefined> {
  const { marks } = await world.as(caller, 'conversation.reads', { conversation, on: true });
  return marks?.map(({ user, joined, read }) => `${user === caller.user ? 'me' : 'them'} ${joined} ${read}`).sort();
}

/** docs/spec/list-and-reading.md, "Who has read". */
export function receiptsContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[LR30] the author learns who has read and who has not', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const conversation = await createGroup(world, ann, [bob, cat]);
    const { seq } = await send(world, ann, conversation, 'hello');
    const ask = () => world.as(ann, 'message.readers', { conversation, seq });
    assert.deepEqual(await ask().then(({ read, total }) => [read, total]), [0, 2]);
    await read(world, bob, conversation, seq);
    const { readers, people, next, ...counts } = await ask();
    assert.deepEqual(counts, { read: 1, total: 2 });
    assert.deepEqual(readers, [
      { user: bob.user, read: true },
      { user: cat.user, read: false },
    ]);
    assert.deepEqual([people.length, next], [2, undefined]);
    assert.deepEqual(await marksOf(world, ann, conversation), ['me 1 2', 'them 1 1', 'them 1 2']);
  });

  rule('[LR30] pages tell of everybody once', async (world) => {
    const ann = world.people.add('ann');
    const others = Array.from({ length: 7 }, (_, n) => world.people.add(`${n}`));
    const conversation = await createGroup(world, ann, others);
    const { seq } = await send(world, ann, conversation, 'hello');
    for (const other of others.slice(0, 3)) await read(world, other, conversation, seq);
    const told: { user: string; read: boolean }[] = [];
    let after: string | undefined;
    do {
      const page = await world.as(ann, 'message.readers', { conversation, seq, limit: 3, ...(after ? { after } : {}) });
      assert.deepEqual([page.read, page.total, page.readers.length <= 3], [3, 7, true]);
      told.push(...page.readers);
      after = page.next;
    } while (after !== undefined);
    assert.deepEqual(new Set(told.map(({ user }) => user)), new Set(others.map(({ user }) => user)));
    assert.deepEqual(
      told.map((one) => one.read),
      [true, true, true, false, false, false, false],
    );
  });

  rule('[LR30] who was not in when it was said is none of the readers', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const conversation = await createGroup(world, ann, [bob]);
    const { seq } = await send(world, ann, conversation, 'before');
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation, members: [cat.user] });
    const { readers } = await world.as(ann, 'message.readers', { conversation, seq });
    assert.deepEqual(readers, [{ user: bob.user, read: false }]);
    const later = await send(world, ann, conversation, 'after');
    assert.equal((await world.as(ann, 'message.readers', { conversation, seq: later.seq })).total, 2);
  });

  rule('[LR31] nobody but the author is told of a message, and nobody of one that was recalled', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const conversation = await createGroup(world, ann, [bob]);
    const { seq } = await send(world, ann, conversation, 'mine');
    await assertFails('access.denied', world.as(bob, 'message.readers', { conversation, seq }));
    await assertFails('message.unknown', world.as(ann, 'message.readers', { conversation, seq: 1 }));
    await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation, seq });
    await assertFails('message.unknown', world.as(ann, 'message.readers', { conversation, seq }));
  });

  rule('[LR31] strangers and those who were removed learn nothing', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const conversation = await createGroup(world, ann, [bob]);
    const { seq } = await send(world, bob, conversation, 'mine');
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation, member: bob.user });
    for (const caller of [bob, eve]) {
      await assertFails('conversation.unknown', world.as(caller, 'message.readers', { conversation, seq }));
      await assertFails('conversation.unknown', world.as(caller, 'conversation.reads', { conversation, on: true }));
      await assertFails('conversation.unknown', world.as(caller, 'conversation.reads', { conversation, on: false }));
    }
  });

  rule('[LR32] who does not show theirs is counted nowhere, and sees nobody’s', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const conversation = await createGroup(world, ann, [bob, cat]);
    const { seq } = await send(world, ann, conversation, 'hello');
    await show(world, bob, false);
    await read(world, bob, conversation, seq);
    const { readers } = await world.as(ann, 'message.readers', { conversation, seq });
    assert.deepEqual(readers, [{ user: cat.user, read: false }]);
    assert.deepEqual(await marksOf(world, ann, conversation), ['me 1 2', 'them 1 1']);
    assert.equal(await marksOf(world, bob, conversation), undefined);
    const own = await send(world, bob, conversation, 'mine');
    await assertFails('receipts.off', world.as(bob, 'message.readers', { conversation, seq: own.seq }));
    await show(world, bob, true);
    assert.equal((await world.as(ann, 'message.readers', { conversation, seq })).read, 1);
  });

  rule('[LR32] where they are switched off, or too many are in, nobody is told', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const conversation = await createGroup(world, ann, [bob]);
    const { seq } = await send(world, ann, conversation, 'hello');
    const { database } = world;
    const set = (change: object) =>
      database.write((db) => db.updateTable('conversations').set(change).where('id', '=', conversation).execute());
    await switchThem(world, ann, conversation, false);
    await assertFails('receipts.off', world.as(ann, 'message.readers', { conversation, seq }));
    assert.equal(await marksOf(world, ann, conversation), undefined);
    await switchThem(world, ann, conversation, true);
    await set({ member_count: LIMITS.receiptMembers + 1 });
    await assertFails('receipts.off', world.as(ann, 'message.readers', { conversation, seq }));
    assert.equal(await marksOf(world, ann, conversation), undefined);
    await set({ member_count: 2 });
    assert.equal((await world.as(ann, 'message.readers', { conversation, seq })).total, 1);
  });

  rule('[LR32] the setting is the person’s own, kept on all devices', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    await show(world, ann, false);
    const settings = async ({ user }: Caller) =>
      (await world.conversations.hello(user, undefined)).entries.map(({ seq: _, ...entry }) => entry);
    assert.deepEqual(await settings(ann), [{ type: 'settings', receipts: false }]);
    assert.deepEqual(await settings(bob), []);
    assert.deepEqual(await show(world, ann, false), { entrySeq: 0 });
    await show(world, ann, true);
    assert.deepEqual(await settings(ann), []);
  });

  rule('[LR33] marks are told to those who have the conversation in view, and to nobody who is out', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const conversation = await createGroup(world, ann, [bob, eve]);
    const { seq } = await send(world, ann, conversation, 'hello');
    const [anns, bobs, eves] = [new Listener(), new Listener(), new Listener()];
    const follow = world.conversations.commands['conversation.reads'];
    await follow(ann, { conversation, on: true }, anns);
    await follow(eve, { conversation, on: true }, eves);
    await read(world, bob, conversation, seq);
    const mark = { user: bob.user, joined: 1, read: seq };
    await anns.told(1);
    assert.deepEqual(anns.frames, [{ push: 'reads', conversation, marks: [mark] }]);
    assert.deepEqual(eves.frames, anns.frames);
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation, member: eve.user });
    await anns.told(2);
    await follow(bob, { conversation, on: true }, bobs);
    world.conversations.left(anns);
    await send(world, ann, conversation, 'without eve');
    await bobs.told(1);
    assert.equal(eves.frames.length, 1, 'out: nothing more, not even that something happened');
    assert.equal(anns.frames.length, 2, 'gone');
    await follow(bob, { conversation, on: false }, bobs);
    await follow(ann, { conversation, on: true }, anns);
    const other = new Listener();
    await follow(ann, { conversation, on: true }, other);
    await send(world, ann, conversation, 'more');
    await other.told(1);
    assert.deepEqual([anns.frames.length, bobs.frames.length], [2, 1], 'a seat that left is followed no more');
  });

  rule('[LR33] of more than eight conversations the one asked for first is followed no more', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const seat = new Listener();
    const groups: string[] = [];
    for (let n = 0; n <= LIMITS.readsInView; n += 1) groups.push(await createGroup(world, ann, [bob], `${n}`));
    for (const conversation of groups) {
      await world.conversations.commands['conversation.reads'](ann, { conversation, on: true }, seat);
    }
    const [first, last] = [groups[0] ?? '', groups.at(-1) ?? ''];
    for (const conversation of [first, last]) {
      await read(world, bob, conversation, (await send(world, ann, conversation, 'x')).seq);
    }
    await seat.told(1);
    assert.deepEqual(new Set(seat.frames.map((frame) => frame.conversation)), new Set([last]));
  });

  rule('[LR33] switching takes marks away at once, and gives them back', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const conversation = await createGroup(world, ann, [bob]);
    const seat = new Listener();
    await world.conversations.commands['conversation.reads'](ann, { conversation, on: true }, seat);
    let n = 0;
    for (const [who, on, marks] of [
      [bob, false, 1],
      [bob, true, 2],
      [ann, false, 0],
      [ann, true, 2],
      ['all', false, 0],
      ['all', true, 2],
    ] as const) {
      await (who === 'all' ? switchThem(world, ann, conversation, on) : show(world, who, on));
      n += 1;
      await seat.told(n);
      const frame = seat.frames.at(-1);
      assert.deepEqual([frame?.whole, frame?.marks.length], [true, marks]);
    }
  });
}
