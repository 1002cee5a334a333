import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { Bundle, Content } from '#protocol/content.ts';
import type { Line, MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, type OpenDatabase, settled } from './contract.ts';
import { createGroup, freshClientId, linesOf, logOf, openWorld, send, type World } from './conversations-world.ts';

const STICKER = newId('st');

/** docs/spec/contents.md. Every store runs this. */
export function contentsContract(name: string, open: OpenDatabase): void {
  const rule = (title: string, run: (world: World) => Promise<void>) =>
    test(`${name} ${title}`, async () => {
      const stickers = { sizeOf: async (id: string) => (id === STICKER ? { width: 160, height: 90 } : undefined) };
      const world = await openWorld({ database: await open(), stickers });
      try {
        await run(world);
      } finally {
        await world.close();
      }
    });

  rule('[MC1] each content is checked, and comes back as it was sent', async (world) => {
    const { ann, bob, group } = await pair(world);
    const good: Content[] = [
      { type: 'contact', user: bob.user },
      { type: 'location', latitude: -33.8568, longitude: 151.2153, name: '歌剧院' },
      { type: 'sticker', id: STICKER, width: 160, height: 90, text: 'a cat' },
      { type: 'nudge', user: bob.user },
    ];
    for (const content of good) {
      const { seq } = await say(world, ann, group, content);
      assert.deepEqual(messageAt(await linesOf(world, bob, group), seq).content, content);
    }
    const before = (await logOf(world, ann, group)).length;
    const item = { by: bob.user, name: 'bob', at: 1, text: 'never said' };
    const bad: [Content, Parameters<typeof assertFails>[0]][] = [
      [{ type: 'contact', user: newId('u') }, 'people.unknown'],
      [{ type: 'location', latitude: 0, longitude: 0, name: ' ' }, 'request.invalid'],
      [{ type: 'location', latitude: 0, longitude: 0, name: 'a\nb' }, 'request.invalid'],
      [{ type: 'location', latitude: 0, longitude: 0, name: '\ud800' }, 'request.invalid'],
      [{ type: 'sticker', id: newId('st'), width: 160, height: 90, text: '' }, 'sticker.unknown'],
      [{ type: 'sticker', id: STICKER, width: 500, height: 90, text: '' }, 'request.invalid'],
      [{ type: 'sticker', id: STICKER, width: 160, height: 90, text: 'a\u202eb' }, 'request.invalid'],
      [{ type: 'bundle', title: 'Forged', items: [item] }, 'request.invalid'],
    ];
    for (const [content, code] of bad) await assertFails(code, say(world, ann, group, content));
    for (const content of good.slice(2)) await assertFails('request.invalid', say(world, ann, group, content, 'text'));
    assert.equal((await logOf(world, ann, group)).length, before);
    const { people } = await world.as(ann, 'conversation.history', { conversation: group });
    assert.deepEqual(people.map(({ nickname }) => nickname).sort(), ['ann', 'bob']);
  });

  rule('[MC2] a content is recalled whole, and quoted by its kind; nobody edits it', async (world) => {
    const { ann, bob, group } = await pair(world);
    const { seq } = await say(world, ann, group, { type: 'location', latitude: 1, longitude: 2, name: 'hide-out' });
    const params = { clientId: freshClientId(), conversation: group, text: 'there?', replyTo: seq };
    const answer = await world.as(bob, 'message.send', params);
    assert.equal(messageAt(await linesOf(world, ann, group), answer.seq).quote?.content, 'location');
    const target = { clientId: freshClientId(), conversation: group, seq };
    await assertFails('access.denied', world.as(ann, 'message.edit', { ...target, text: 'other' }));
    await world.as(ann, 'message.recall', target);
    const rows = await world.database.read.selectFrom('conversation_events').select('body').execute();
    const asked = [rows, await logOf(world, bob, group), await linesOf(world, bob, group)];
    assert.ok(!JSON.stringify(asked).includes('hide-out'));
  });

  rule('[MC10] a nudge is for another member, and not again within ten seconds, wherever', async (world) => {
    const { ann, bob, group } = await pair(world);
    const eve = world.people.add('eve');
    const nudge = (caller: Caller, user: string, clientId = freshClientId(), conversation = group) =>
      world.as(caller, 'message.send', { clientId, conversation, text: '', content: { type: 'nudge', user } });
    await assertFails('access.denied', nudge(ann, ann.user));
    await assertFails('people.unknown', nudge(ann, eve.user));
    await assertFails('conversation.unknown', nudge(eve, ann.user));
    const clientId = freshClientId();
    const first = await nudge(ann, bob.user, clientId);
    assert.deepEqual(await nudge(ann, bob.user, clientId), first, 'a repeat is no second one');
    await assertFails('nudge.too-soon', nudge(ann, bob.user));
    const direct = (await world.as(ann, 'conversation.direct', { user: bob.user })).summary.id;
    await assertFails('nudge.too-soon', nudge(ann, bob.user, freshClientId(), direct));
    await nudge(bob, ann.user);
    world.clock.advance(LIMITS.nudgeMs - 1);
    await assertFails('nudge.too-soon', nudge(ann, bob.user));
    world.clock.advance(1);
    await nudge(ann, bob.user, freshClientId(), direct);
    world.clock.advance(-3_600_000);
    await nudge(ann, bob.user);
  });

  rule('[MC20] messages are copied one by one, in order, with whose they are', async (world) => {
    const { ann, bob, group } = await pair(world);
    const cat = world.people.add('cat');
    const other = await createGroup(world, ann, [cat], 'other');
    const one = await send(world, bob, group, 'one');
    world.clock.advance(1000);
    const two = await say(world, ann, group, { type: 'contact', user: bob.user });
    world.clock.advance(1000);
    const params = { clientId: freshClientId(), conversation: group, seqs: [two.seq, one.seq], to: other };
    const written = await world.as(ann, 'message.forward', params);
    assert.deepEqual(await world.as(ann, 'message.forward', params), written);
    const copies = (await linesOf(world, cat, other)).filter((line) => line.type === 'message');
    assert.deepEqual(
      copies.map(({ by, text, content, forwarded }) => [by, text, content?.type, forwarded]),
      [
        [ann.user, 'one', undefined, { by: bob.user, at: one.at }],
        [ann.user, '', 'contact', { by: ann.user, at: two.at }],
      ],
    );
    assert.equal(new Set(copies.map(({ clientId }) => clientId)).size, 2);
    const { summary, people } = await world.as(cat, 'conversation.get', { conversation: other });
    assert.deepEqual([summary.messageCount - summary.read.count, written.seq], [2, summary.lastSeq]);
    assert.ok(people.some(({ nickname }) => nickname === 'bob'));
    const own = await world.as(ann, 'conversation.get', { conversation: other });
    assert.equal(own.summary.read.seq, written.seq);
    const again = await forward(world, cat, other, [copies[0]?.seq ?? 0], group).catch((error) => error.code);
    assert.equal(again, 'conversation.unknown');
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [cat.user] });
    const third = await forward(world, cat, other, [copies[0]?.seq ?? 0], group);
    assert.deepEqual(messageAt(await linesOf(world, bob, group), third.seq).forwarded, { by: bob.user, at: one.at });
    const copy = { clientId: freshClientId(), conversation: other, seq: copies[0]?.seq ?? 0 };
    await assertFails('access.denied', world.as(ann, 'message.edit', { ...copy, text: 'other words' }));
  });

  rule('[MC21] only what the forwarder may see, and where they may write', async (world) => {
    const { ann, bob, group } = await pair(world);
    const [eve] = world.people.addAll('eve');
    const elsewhere = await createGroup(world, eve, []);
    const { seq } = await send(world, bob, group, 'secret');
    await assertFails('conversation.unknown', forward(world, eve, group, [seq], elsewhere));
    await assertFails('conversation.unknown', forward(world, ann, group, [seq], elsewhere));
    await assertFails('conversation.unknown', forward(world, eve, group, [seq], elsewhere, 'Bundle'));
    await assertFails('message.unknown', forward(world, ann, group, [1], group));
    await assertFails('message.unknown', forward(world, ann, group, [seq, 99], group));
    await world.as(bob, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
    for (const title of [undefined, 'Bundle']) {
      await assertFails('message.unknown', forward(world, ann, group, [seq], group, title));
    }
    const nudged = await say(world, ann, group, { type: 'nudge', user: bob.user });
    await assertFails('message.fixed', forward(world, bob, group, [nudged.seq], group));
    const mine = await send(world, bob, group, 'mine');
    await world.as(bob, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    const home = await createGroup(world, bob, []);
    await assertFails('conversation.unknown', forward(world, bob, group, [mine.seq], home));
    await settled();
    assert.ok(!world.events.some((event) => event.conversation === elsewhere && event.type === 'message'));
  });

  rule('[MC24] the copy of a poll begins anew and is the forwarder’s, in a bundle it is words', async (world) => {
    const { ann, bob, group } = await pair(world);
    const home = await createGroup(world, bob, []);
    const asked: Content & { type: 'poll' } = {
      ...{ type: 'poll', question: 'Lunch?' },
      options: ['noon', 'one'],
      anonymous: true,
    };
    const soon = world.clock.now() + 60_000;
    const ending = await say(world, ann, group, { ...asked, closesAt: soon });
    const vote = { clientId: freshClientId(), conversation: group, seq: ending.seq, options: [1] };
    await world.as(ann, 'poll.vote', vote);
    const copyOf = async (seq: number, title?: string) => {
      const { seq: copy } = await forward(world, bob, group, [seq], home, title);
      return messageAt(await linesOf(world, bob, home), copy);
    };
    const early = await copyOf(ending.seq);
    assert.deepEqual([early.content, early.poll, early.by], [{ ...asked, closesAt: soon }, undefined, bob.user]);
    assert.deepEqual(early.forwarded, { by: ann.user, at: ending.at });
    await world.as(bob, 'poll.vote', { clientId: freshClientId(), conversation: home, seq: early.seq, options: [0] });
    await world.as(bob, 'poll.close', { clientId: freshClientId(), conversation: home, seq: early.seq });
    assert.equal(messageAt(await linesOf(world, ann, group), ending.seq).poll?.voters, 1);
    world.clock.advance(60_000);
    assert.deepEqual((await copyOf(ending.seq)).content, asked);
    const bundle = (await copyOf(ending.seq, 'Talk')).content;
    assert.deepEqual(bundle?.type === 'bundle' && bundle.items.map(({ text }) => text), ['Lunch?\n- noon\n- one']);
  });

  rule('[MC22] a bundle holds what was said then, also after it is recalled or edited', async (world) => {
    const { ann, bob, group } = await pair(world);
    const one = await send(world, bob, group, 'one');
    const two = await say(world, ann, group, { type: 'location', latitude: 1, longitude: 2, name: 'here' });
    const { seq } = await forward(world, ann, group, [two.seq, one.seq], group, ' Talk of today ');
    const bundle = {
      type: 'bundle',
      title: 'Talk of today',
      items: [
        { by: bob.user, name: 'bob', at: one.at, text: 'one' },
        {
          ...{ by: ann.user, name: 'ann', at: two.at, text: '' },
          content: { type: 'location', latitude: 1, longitude: 2, name: 'here' },
        },
      ],
    };
    await world.as(bob, 'message.edit', { clientId: freshClientId(), conversation: group, seq: one.seq, text: 'two' });
    const line = messageAt(await linesOf(world, bob, group), seq);
    assert.deepEqual([line.content, line.text, line.forwarded], [bundle, '', undefined]);
    for (const title of ['', '  ', 'a\u202eb']) {
      await assertFails('request.invalid', forward(world, ann, group, [one.seq], group, title));
    }
  });

  rule('[MC23] bundles are bounded in depth and size', async (world) => {
    const { ann, group } = await pair(world);
    let { seq } = await send(world, ann, group, 'core');
    for (let depth = 1; depth <= LIMITS.bundleDepth; depth += 1) {
      ({ seq } = await forward(world, ann, group, [seq], group, `depth ${depth}`));
    }
    const deep = messageAt(await linesOf(world, ann, group), seq).content as Bundle;
    const inner = deep.items[0]?.content as Bundle;
    const innermost = inner.items[0]?.content;
    assert.equal(innermost?.type === 'bundle' && innermost.items[0]?.text, 'core');
    await assertFails('message.fixed', forward(world, ann, group, [seq], group, 'deeper'));
    await forward(world, ann, group, [seq], group);
    const long: Seq[] = [];
    for (let n = 0; n < 3; n += 1) long.push((await send(world, ann, group, 'x'.repeat(LIMITS.textBytes - 1))).seq);
    await assertFails('request.too-large', forward(world, ann, group, long, group, 'long'));
    await forward(world, ann, group, long.slice(0, 1), group, 'less');
    await forward(world, ann, group, long, group);
  });

  rule('[MC20] a client id that forwarded belongs to that for good', async (world) => {
    const { ann, group } = await pair(world);
    const [one, two] = [await send(world, ann, group, 'one'), await send(world, ann, group, 'two')];
    const params = { clientId: freshClientId(), conversation: group, seqs: [one.seq, two.seq], to: group };
    await world.as(ann, 'message.forward', params);
    const log = await logOf(world, ann, group);
    const copies = log.flatMap((event) => (event.type === 'message' && event.forwarded ? [event.clientId] : []));
    for (const clientId of copies) await assertFails('client-id.reused', send(world, ann, group, 'other', clientId));
    await assertFails('client-id.reused', world.as(ann, 'message.forward', { ...params, seqs: [one.seq] }));
    assert.equal((await logOf(world, ann, group)).length, log.length);
  });
}

async function pair(world: World) {
  const [ann, bob] = world.people.addAll('ann', 'bob');
  return { ann, bob, group: await createGroup(world, ann, [bob]) };
}

function say(world: World, caller: Caller, conversation: ConversationId, content: Content, text = '') {
  return world.as(caller, 'message.send', { clientId: freshClientId(), conversation, text, content });
}

function forward(
  world: World,
  caller: Caller,
  conversation: ConversationId,
  seqs: Seq[],
  to: ConversationId,
  title?: string,
) {
  const bundle = title === undefined ? {} : { bundle: { title } };
  return world.as(caller, 'message.forward', { clientId: freshClientId(), conversation, seqs, to, ...bundle });
}

function messageAt(lines: readonly Line[], seq: Seq): MessageLine {
  const line = lines.find((one) => one.seq === seq);
  assert.ok(line?.type === 'message');
  return line;
}
