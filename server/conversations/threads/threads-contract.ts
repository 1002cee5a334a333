import assert from 'node:assert/strict';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ThreadEntry } from '#protocol/personal.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import { stateEntries } from '../../personal/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from '../contract.ts';
import { createGroup, freshClientId, linesOf, send, type World } from '../conversations-world.ts';

/** Every command about threads, for the test of who may not. */
export function threadCommandsOn(world: World, caller: Caller, conversation: ConversationId) {
  const thread = { conversation, root: 2 };
  return {
    'message.send in a thread': () => reply(world, caller, conversation, 2, 'psst'),
    'thread.history': () => world.as(caller, 'thread.history', thread),
    'thread.follow': () => world.as(caller, 'thread.follow', { ...thread, on: true }),
    'thread.follow not': () => world.as(caller, 'thread.follow', { ...thread, on: false }),
    'thread.read': () => world.as(caller, 'thread.read', { ...thread, seq: 3 }),
  };
}

/** docs/spec/threads-and-channels.md, "Threads". */
export function threadsContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);
  repliesRules(rule);
  rootRules(rule);
  followingRules(rule);
  readingRules(rule);
}

type Rule = ReturnType<typeof rulesOver>;

function repliesRules(rule: Rule): void {
  rule('[TC1] [TC3] a reply is in the log, and no line, nothing unread, no news in lists', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const written = await reply(world, bob, group, root, 'in the thread');
    assert.deepEqual([written.seq, written.count], [3, 1]);
    const { summary } = await world.as(ann, 'conversation.get', { conversation: group });
    assert.deepEqual([summary.lastSeq, summary.messageCount, summary.last.seq], [3, 1, 2]);
    const lines = await linesOf(world, ann, group);
    assert.deepEqual(
      lines.map((line) => line.seq),
      [1, 2],
    );
    const mine = await world.as(bob, 'conversation.get', { conversation: group });
    assert.deepEqual(mine.summary.read, { seq: 1, count: 0 });
  });

  rule('[TC3] what is also sent to the conversation is an ordinary line there', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const written = await reply(world, bob, group, root, 'everybody, look', { alsoSent: true });
    assert.equal(written.count, 2);
    const { summary } = await world.as(ann, 'conversation.get', { conversation: group });
    assert.deepEqual([summary.messageCount, summary.last.seq, summary.last.type], [2, 3, 'message']);
    const { lines } = await world.as(ann, 'thread.history', { conversation: group, root });
    assert.deepEqual(
      lines.map((line) => line.seq),
      [3],
    );
  });

  rule('[TC2] there are no threads under replies, recalled messages and what is no message', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const { seq } = await reply(world, bob, group, root, 'one', { alsoSent: true });
    for (const target of [0, 1, seq, 99]) {
      await assertFails('message.unknown', reply(world, ann, group, target, 'no'));
      await assertFails('message.unknown', world.as(ann, 'thread.history', { conversation: group, root: target }));
      const follow = { conversation: group, root: target, on: true };
      await assertFails('message.unknown', world.as(ann, 'thread.follow', follow));
    }
    await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq: root });
    await assertFails('message.unknown', reply(world, bob, group, root, 'too late'));
    const left = await world.as(bob, 'thread.history', { conversation: group, root });
    assert.deepEqual([left.lines.length, left.root.type === 'message' && left.root.replies?.count], [1, 1]);
  });

  rule('[TC2] who may not write does not reply', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const change = { post: 'admins' } as const;
    await world.as(ann, 'conversation.settings', { clientId: freshClientId(), conversation: group, change });
    await assertFails('post.admins-only', reply(world, bob, group, root, 'may I?'));
  });

  rule('[CV3] a repeated reply is stored once, and another one under its client id is refused', async (world) => {
    const { bob, group, root } = await started(world);
    const clientId = freshClientId();
    const params = { clientId, conversation: group, text: 'once', thread: root };
    const first = await world.as(bob, 'message.send', params);
    assert.deepEqual(await world.as(bob, 'message.send', params), first);
    await assertFails('client-id.reused', world.as(bob, 'message.send', { ...params, alsoSent: true }));
    assert.equal((await rootOf(world, bob, group, root)).replies?.count, 1);
  });
}

function rootRules(rule: Rule): void {
  rule('[TC10] the root tells how many replies there are, the newest, and who replied last', async (world) => {
    const { ann, bob, group, root } = await started(world);
    await reply(world, bob, group, root, '1');
    await reply(world, ann, group, root, '2');
    world.clock.advance(1000);
    const { seq } = await reply(world, bob, group, root, '3');
    const { replies } = await rootOf(world, ann, group, root);
    assert.deepEqual(replies, { count: 3, last: { seq, at: world.clock.now() }, by: [bob.user, ann.user] });
  });

  rule('[TC11] recalled replies don’t count, and what is left is told', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const first = await reply(world, ann, group, root, '1');
    const second = await reply(world, bob, group, root, '2');
    const recall = (by: Caller, seq: Seq) =>
      world.as(by, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
    await recall(bob, second.seq);
    const { replies } = await rootOf(world, bob, group, root);
    assert.deepEqual([replies?.count, replies?.last.seq, replies?.by], [1, first.seq, [ann.user]]);
    await settled();
    const told = world.events.at(-1);
    assert.deepEqual(told?.type === 'recalled' && told.thread, { root, replies });
    await recall(ann, first.seq);
    assert.equal((await rootOf(world, bob, group, root)).replies, undefined);
    const { lines } = await world.as(bob, 'thread.history', { conversation: group, root });
    assert.deepEqual(
      lines.map((line) => line.type === 'message' && line.text),
      ['', ''],
    );
  });

  rule('[TC5] pages of replies are dense, both ways and around a place', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const seqs: Seq[] = [];
    for (let n = 0; n < 7; n += 1) {
      seqs.push((await reply(world, n % 2 ? ann : bob, group, root, `${n}`)).seq);
      await send(world, ann, group, 'between');
    }
    const page = async (where: Partial<ParamsOf<'thread.history'>>) => {
      const answer = await world.as(bob, 'thread.history', { conversation: group, root, limit: 3, ...where });
      return [answer.lines.map((line) => seqs.indexOf(line.seq)), answer.before, answer.after];
    };
    assert.deepEqual(await page({}), [[4, 5, 6], true, false]);
    assert.deepEqual(await page({ before: seqs[4] ?? 0 }), [[1, 2, 3], true, true]);
    assert.deepEqual(await page({ after: 0 }), [[0, 1, 2], false, true]);
    assert.deepEqual(await page({ around: seqs[3] ?? 0 }), [[2, 3, 4], true, true]);
    await assertFails('request.invalid', page({ before: 3, after: 3 }));
  });
}

function followingRules(rule: Rule): void {
  rule('[TC20] [TC21] the root’s author, who writes and who is mentioned follow; others don’t', async (world) => {
    const { ann, bob, cat, dan, group, root } = await started(world);
    const { seq } = await reply(world, bob, group, root, 'hey', { mentions: [cat.user] });
    assert.deepEqual(await threadEntry(world, ann), { ...entry(group, root, seq, 1), read: { seq: root, count: 0 } });
    assert.deepEqual(await threadEntry(world, bob), { ...entry(group, root, seq, 1), read: { seq, count: 1 } });
    const mentioned = { ...entry(group, root, seq, 1), read: { seq: root, count: 0 }, mentions: 1 };
    assert.deepEqual(await threadEntry(world, cat), mentioned);
    assert.equal(await threadEntry(world, dan), undefined);
  });

  rule('[TC20] who left a thread stays out of it until they write or are mentioned', async (world) => {
    const { ann, bob, group, root } = await started(world);
    await reply(world, bob, group, root, '1');
    await world.as(ann, 'thread.follow', { conversation: group, root, on: false });
    await reply(world, bob, group, root, '2');
    assert.equal(await threadEntry(world, ann), undefined);
    const { seq } = await reply(world, bob, group, root, '3', { mentions: [ann.user] });
    assert.equal((await threadEntry(world, ann))?.last.seq, seq);
  });

  rule('[TC20] by hand everybody follows, from what is there on', async (world) => {
    const { bob, cat, group, root } = await started(world);
    await world.as(cat, 'thread.follow', { conversation: group, root, on: true });
    assert.deepEqual((await threadEntry(world, cat))?.count, 0);
    const { seq } = await reply(world, bob, group, root, '1');
    const { count, read } = (await threadEntry(world, cat)) ?? {};
    assert.deepEqual([count, read], [1, { seq: root, count: 0 }]);
    assert.ok(seq > root);
  });

  rule(
    '[TC22] edits and recalls change who is mentioned, and the conversation’s mentions stay out of it',
    async (world) => {
      const { ann, bob, group, root } = await started(world);
      const { seq } = await reply(world, bob, group, root, 'x', { mentions: [ann.user] });
      const edit = (mentions: string[]) =>
        world.as(bob, 'message.edit', {
          clientId: freshClientId(),
          conversation: group,
          seq,
          text: `${mentions}`,
          mentions,
        });
      const mentions = async () => (await threadEntry(world, ann))?.mentions;
      assert.equal(await mentions(), 1);
      assert.equal((await world.as(ann, 'conversation.get', { conversation: group })).summary.mentions, undefined);
      await edit([bob.user]);
      assert.equal(await mentions(), undefined);
      await edit(['all']);
      assert.equal(await mentions(), 1);
      await world.as(bob, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
      assert.equal(await mentions(), undefined);
    },
  );

  rule('[TC24] a thread has so many followers and no more', async (world) => {
    const { ann, group, root } = await started(world);
    const many = Array.from({ length: LIMITS.threadFollowers + 1 }, (_, n) => world.people.add(`p${n}`));
    for (const some of [many.slice(0, 150), many.slice(150)]) {
      const members = some.map((one) => one.user);
      await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members });
    }
    const [last, ...others] = many;
    assert.ok(last);
    for (const one of others) await world.as(one, 'thread.follow', { conversation: group, root, on: true });
    await assertFails('thread.full', world.as(last, 'thread.follow', { conversation: group, root, on: true }));
    await reply(world, last, group, root, 'I may write all the same');
    assert.equal(await threadEntry(world, last), undefined);
  });

  rule('[TC27] who takes the root away for themself follows the thread no more', async (world) => {
    const { ann, bob, group, root } = await started(world);
    await reply(world, bob, group, root, '1');
    await world.as(ann, 'message.erase', { conversation: group, seqs: [root] });
    assert.equal(await threadEntry(world, ann), undefined);
    assert.deepEqual((await world.as(ann, 'thread.list', {})).threads, []);
    await assertFails('message.unknown', world.as(ann, 'thread.history', { conversation: group, root }));
    await reply(world, bob, group, root, '2');
    assert.equal((await world.as(bob, 'thread.list', {})).threads.length, 1);
  });

  rule('[TC25] who is out of the conversation follows nothing there any more', async (world) => {
    const { ann, bob, group, root } = await started(world);
    await reply(world, bob, group, root, '1');
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: bob.user });
    assert.equal(await threadEntry(world, bob), undefined);
    await reply(world, ann, group, root, '2');
    assert.equal(await threadEntry(world, bob), undefined);
  });
}

function readingRules(rule: Rule): void {
  rule('[TC23] a mark only moves forward and never past the last reply', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const first = await reply(world, bob, group, root, '1');
    const second = await reply(world, bob, group, root, '2');
    const read = async (seq: Seq) => (await world.as(ann, 'thread.read', { conversation: group, root, seq })).read;
    assert.deepEqual(await read(first.seq), { seq: first.seq, count: 1 });
    assert.deepEqual(await read(99), { seq: second.seq, count: 2 });
    assert.deepEqual(await read(0), { seq: second.seq, count: 2 });
    assert.deepEqual((await threadEntry(world, ann))?.read, { seq: second.seq, count: 2 });
  });

  rule('[TC23] there is no mark for those who don’t follow', async (world) => {
    const { bob, dan, group, root } = await started(world);
    await reply(world, bob, group, root, '1');
    assert.deepEqual(await world.as(dan, 'thread.read', { conversation: group, root, seq: 9 }), {});
  });

  rule('[TC26] the list has the threads with the newest replies first, and their last replies', async (world) => {
    const { ann, bob, group, root } = await started(world);
    const other = (await send(world, ann, group, 'another root')).seq;
    await reply(world, bob, group, root, '1');
    world.clock.advance(1000);
    for (const text of ['a', 'b', 'c']) await reply(world, bob, group, other, text);
    const { threads, people, next } = await world.as(ann, 'thread.list', {});
    assert.deepEqual(
      threads.map((one) => [one.root.seq, one.replies.length]),
      [
        [other, 2],
        [root, 1],
      ],
    );
    assert.deepEqual([people.map((one) => one.nickname).sort(), next], [['ann', 'bob'], undefined]);
    assert.deepEqual((await world.as(world.people.add('eve'), 'thread.list', {})).threads, []);
    await assertFails('request.invalid', world.as(ann, 'thread.list', { page: 'x' }));
  });

  rule('[TC26] the list goes on page by page', async (world) => {
    const { ann, group } = await started(world);
    const roots: Seq[] = [];
    for (let n = 0; n < LIMITS.threadPage + 3; n += 1) {
      roots.push((await send(world, ann, group, `${n}`)).seq);
      world.clock.advance(1);
      await reply(world, ann, group, roots.at(-1) ?? 0, 'r');
    }
    const first = await world.as(ann, 'thread.list', {});
    assert.ok(first.next);
    const rest = await world.as(ann, 'thread.list', { page: first.next });
    const seen = [...first.threads, ...rest.threads].map((one) => one.root.seq);
    assert.deepEqual([seen, rest.next], [roots.toReversed(), undefined]);
  });
}

/** Ann wrote the root; bob, cat and dan are there. */
async function started(world: World) {
  const [ann, bob, cat, dan] = world.people.addAll('ann', 'bob', 'cat', 'dan');
  const group = await createGroup(world, ann, [bob, cat, dan]);
  const { seq: root } = await send(world, ann, group, 'the root');
  return { ann, bob, cat, dan, group, root };
}

function reply(
  world: World,
  by: Caller,
  conversation: ConversationId,
  thread: Seq,
  text: string,
  more: Partial<ParamsOf<'message.send'>> = {},
) {
  return world.as(by, 'message.send', { clientId: freshClientId(), conversation, text, thread, ...more });
}

async function rootOf(world: World, by: Caller, conversation: ConversationId, root: Seq): Promise<MessageLine> {
  const line = (await linesOf(world, by, conversation)).find((each) => each.seq === root);
  assert.ok(line?.type === 'message');
  assert.deepEqual((await world.as(by, 'thread.history', { conversation, root })).root, line);
  return line;
}

async function threadEntry(world: World, { user }: Caller): Promise<Omit<ThreadEntry, 'seq'> | undefined> {
  const state = await stateEntries(world.database.read, user);
  const found = state.find((one) => one.type === 'thread');
  if (found === undefined) return undefined;
  const { seq: _, ...rest } = found;
  return rest;
}

function entry(conversation: ConversationId, root: Seq, seq: Seq, count: number) {
  return { type: 'thread' as const, conversation, root, count, last: { seq, at: 1_700_000_000_000 } };
}
