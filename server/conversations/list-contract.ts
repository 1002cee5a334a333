import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import { foldPersonal } from '#kernel/personal-fold.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { StateEntry } from '#protocol/personal.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from './contract.ts';
import { createGroup, freshClientId, send, type World } from './conversations-world.ts';

/** What the person's state says of their list, without places. */
async function stateOf(world: World, { user }: Caller): Promise<object[]> {
  const { entries } = await world.conversations.hello(user, undefined);
  return (entries as StateEntry[]).map(({ seq: _, ...entry }) => entry);
}

function folder(name: string, more: Partial<ParamsOf<'folder.keep'>> = {}): ParamsOf<'folder.keep'> {
  return { folder: newId('f'), name, order: 0, conversations: [], rules: [], ...more };
}

/** The same again and again: a small generator with a seed (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** docs/spec/list-and-reading.md, "The list" and "Folders". */
export function listContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[LR1] how a conversation is kept is told to the person’s devices, and to nobody else', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const before = await world.as(ann, 'conversation.get', { conversation: group });
    world.entries.length = 0;
    const { entrySeq } = await world.as(ann, 'conversation.keep', { conversation: group, pinned: true, muted: true });
    const pinned = world.clock.now();
    const chat = { type: 'chat' as const, conversation: group, pinned, muted: true as const };
    assert.deepEqual(world.entries, [{ user: ann.user, entry: { ...chat, seq: entrySeq } }]);
    assert.deepEqual(await stateOf(world, ann), [chat]);
    assert.deepEqual(await stateOf(world, bob), []);
    assert.deepEqual(await world.as(ann, 'conversation.get', { conversation: group }), before);
    await world.as(ann, 'conversation.keep', { conversation: group, pinned: false, muted: false });
    assert.deepEqual(await stateOf(world, ann), [], 'like any other again');
  });

  rule('[LR1] what is given changes, what is not stays, and a repeat stores nothing', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    await world.as(ann, 'conversation.keep', { conversation: group, pinned: true });
    const pinned = world.clock.now();
    world.clock.advance(1000);
    world.entries.length = 0;
    const again = await world.as(ann, 'conversation.keep', { conversation: group, pinned: true });
    assert.deepEqual([again, world.entries.length], [{ entrySeq: 0 }, 0]);
    await world.as(ann, 'conversation.keep', { conversation: group, muted: true });
    assert.deepEqual(await stateOf(world, ann), [{ type: 'chat', conversation: group, pinned, muted: true }]);
  });

  rule('[LR2] who leaves or is removed keeps nothing of it, and begins anew when they come back', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    await world.as(bob, 'conversation.keep', { conversation: group, pinned: true });
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: bob.user });
    assert.deepEqual(await stateOf(world, bob), []);
    await assertFails('conversation.unknown', world.as(bob, 'conversation.keep', { conversation: group, muted: true }));
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [bob.user] });
    assert.deepEqual(await stateOf(world, bob), []);
  });

  rule('[LR3] fifty at the top at most; those who go make place', async (world) => {
    const ann = world.people.add('ann');
    const groups: string[] = [];
    for (let n = 0; n <= LIMITS.listPins; n += 1) groups.push(await createGroup(world, ann, [], `${n}`));
    const [last, ...first] = groups.toReversed();
    assert.ok(last && first[0]);
    for (const conversation of first) await world.as(ann, 'conversation.keep', { conversation, pinned: true });
    await assertFails('list.full', world.as(ann, 'conversation.keep', { conversation: last, pinned: true }));
    await world.as(ann, 'conversation.keep', { conversation: last, muted: true });
    await world.as(ann, 'conversation.leave', { clientId: freshClientId(), conversation: first[0] });
    await world.as(ann, 'conversation.keep', { conversation: last, pinned: true });
  });

  rule(
    '[LR4] [LR5] nothing that is not written yet is hidden or put away, and going to the top ends both',
    async (world) => {
      const ann = world.people.add('ann');
      const group = await createGroup(world, ann, []);
      await send(world, ann, group, 'one');
      await world.as(ann, 'conversation.keep', { conversation: group, hidden: 900 });
      assert.deepEqual(await stateOf(world, ann), [{ type: 'chat', conversation: group, hidden: 2 }]);
      await world.as(ann, 'conversation.keep', { conversation: group, archived: 900 });
      assert.deepEqual(await stateOf(world, ann), [{ type: 'chat', conversation: group, archived: 1 }]);
      await world.as(ann, 'conversation.keep', { conversation: group, pinned: true });
      const pinned = world.clock.now();
      assert.deepEqual(await stateOf(world, ann), [{ type: 'chat', conversation: group, pinned }]);
      await world.as(ann, 'conversation.keep', { conversation: group, archived: 1 });
      assert.deepEqual(await stateOf(world, ann), [{ type: 'chat', conversation: group, archived: 1 }]);
    },
  );

  rule('[LR9] an announcement that is closed is closed for good, on all devices of the person', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const close = (announced: number) => world.as(bob, 'conversation.keep', { conversation: group, announced });
    const now = world.clock.now();
    await close(now - 10);
    assert.equal((await close(now - 20)).entrySeq, 0);
    await world.as(bob, 'conversation.keep', { conversation: group, muted: true });
    await world.as(bob, 'conversation.keep', { conversation: group, muted: false });
    assert.deepEqual(await stateOf(world, bob), [{ type: 'chat', conversation: group, announced: now - 10 }]);
    assert.deepEqual(await stateOf(world, ann), []);
    await close(now + 1_000_000);
    assert.deepEqual(await stateOf(world, bob), [{ type: 'chat', conversation: group, announced: now }]);
    const eve = world.people.add('eve');
    const foreign = world.as(eve, 'conversation.keep', { conversation: group, announced: now });
    await assertFails('conversation.unknown', foreign);
  });

  rule('[LR7] what is read further is marked unread no more', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const old = await send(world, ann, group, 'old');
    await world.as(bob, 'conversation.keep', { conversation: group, unread: 900, muted: true });
    // A reading from before the marking, that comes after it.
    await world.as(bob, 'conversation.read', { conversation: group, seq: old.seq });
    assert.deepEqual(await stateOf(world, bob), [{ type: 'chat', conversation: group, muted: true, unread: old.seq }]);
    const { seq } = await send(world, ann, group, 'news');
    assert.equal((await stateOf(world, bob)).length, 1);
    await world.as(bob, 'conversation.read', { conversation: group, seq });
    assert.deepEqual(await stateOf(world, bob), [{ type: 'chat', conversation: group, muted: true }]);
  });

  rule('[CV50] [LR1] all entries folded in order are the state that is told anew', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const groups = [await createGroup(world, ann, [bob]), await createGroup(world, bob, [ann])];
    const next = chance(5);
    const folders = [newId('f'), newId('f')];
    for (let n = 0; n < 120; n += 1) {
      const conversation = groups[next(2)] ?? '';
      const flag = next(2) === 0;
      const place = flag ? next(9) : false;
      const wishes: Omit<ParamsOf<'conversation.keep'>, 'conversation'>[] = [
        { pinned: flag },
        { muted: flag },
        { archived: place },
        { hidden: place },
        { unread: place },
        { announced: next(9) },
      ];
      const wish = wishes[next(6)];
      const one = { ...folder(`${next(3)}`, { conversations: [conversation] }), folder: folders[next(2)] ?? '' };
      world.clock.advance(1);
      if (next(4) > 0) await world.as(ann, 'conversation.keep', { conversation, ...wish });
      else if (flag) await world.as(ann, 'folder.keep', one);
      else if (next(2) === 0) await world.as(ann, 'folder.drop', { folder: one.folder });
      else await world.as(ann, 'settings.keep', { receipts: next(2) === 0 });
      if (next(6) === 0) await send(world, bob, conversation, 'x');
    }
    const told = world.entries.filter(({ user }) => user === ann.user).map(({ entry }) => entry);
    const state = told.reduce<ReadonlyMap<string, StateEntry>>(foldPersonal, new Map());
    const fresh = (await world.conversations.hello(ann.user, undefined)).entries;
    assert.deepEqual(new Set(state.values()), new Set(fresh));
    const half = told[Math.floor(told.length / 2)]?.seq ?? 0;
    const since = await world.conversations.hello(ann.user, undefined);
    const rest = (await world.conversations.hello(ann.user, { ...since, entrySeq: half })).entries;
    const upTo = told.filter(({ seq }) => seq <= half).reduce<ReadonlyMap<string, StateEntry>>(foldPersonal, new Map());
    assert.deepEqual(new Set(rest.reduce(foldPersonal, upTo).values()), new Set(fresh), 'from any place');
  });

  rule('[LR10] folders are made, changed as a whole, and dropped', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    const work = folder(' Work ', { conversations: [group], rules: ['unread'] });
    await world.as(ann, 'folder.keep', work);
    const kept = { ...work, name: 'Work', type: 'folder' };
    assert.deepEqual(await stateOf(world, ann), [kept]);
    assert.deepEqual(await world.as(ann, 'folder.keep', work), { entrySeq: 0 });
    await world.as(ann, 'folder.keep', { ...work, order: 3, rules: [] });
    assert.deepEqual(await stateOf(world, ann), [{ ...kept, order: 3, rules: [] }]);
    await world.as(ann, 'folder.drop', { folder: work.folder });
    assert.deepEqual(await stateOf(world, ann), []);
    assert.deepEqual(await world.as(ann, 'folder.drop', { folder: work.folder }), { entrySeq: 0 });
  });

  rule('[LR11] a folder holds only conversations that the person is in', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const [mine, theirs] = [await createGroup(world, ann, []), await createGroup(world, bob, [])];
    await world.as(ann, 'folder.keep', folder('all', { conversations: [theirs, mine, newId('c')] }));
    assert.deepEqual(
      (await stateOf(world, ann)).map((entry) => 'conversations' in entry && entry.conversations),
      [[mine]],
    );
  });

  rule('[LR12] names have one to twelve characters, and there are twenty folders at most', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    for (const bad of ['', '   ', 'thirteen char', 'a\u202eb', 'a\nb', '\ud800']) {
      await assertFails('fields.invalid', world.as(ann, 'folder.keep', folder(bad)));
    }
    const folders = Array.from({ length: LIMITS.folders }, (_, n) => folder(`工作 ${n}`, { order: n }));
    for (const one of folders) await world.as(ann, 'folder.keep', one);
    await assertFails('folders.full', world.as(ann, 'folder.keep', folder('more')));
    await world.as(ann, 'folder.keep', { ...(folders[0] ?? folder('')), name: 'renamed' });
    await world.as(bob, 'folder.keep', folders[0] ?? folder(''));
    await world.as(ann, 'folder.drop', { folder: folders[1]?.folder ?? '' });
    await world.as(ann, 'folder.keep', folder('more'));
    assert.equal((await stateOf(world, bob)).length, 1, 'to each their own');
  });
}
