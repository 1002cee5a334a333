import assert from 'node:assert/strict';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { Line } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, type Rule, rulesOver, settled } from '../contract.ts';
import { createGroup, freshClientId, linesOf, send, type World } from '../conversations-world.ts';
import { hearingRules } from './hearing-contract.ts';

/** docs/spec/keeping.md */
export function keepingContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);
  starRules(rule);
  erasingRules(rule);
  draftRules(rule);
  hereRules(rule);
  hearingRules(rule);
}

function starRules(rule: Rule): void {
  rule('[KP1] [KP10] a star is told to its person alone, once', async (world) => {
    const { ann, ben, group } = await party(world);
    const { seq } = await send(world, ann, group, 'keep this');
    world.entries.length = 0;
    for (let n = 0; n < 2; n += 1) await star(world, ben, group, seq);
    await settled();
    assert.deepEqual(
      world.entries.map(({ user, entry }) => [user, entry.type]),
      [[ben.user, 'starred']],
    );
    assert.ok(isStarred((await linesOf(world, ben, group)).at(-1)));
    assert.ok(!isStarred((await linesOf(world, ann, group)).at(-1)));
    const { summary } = await world.as(ben, 'conversation.get', { conversation: group });
    assert.ok(isStarred(summary.last));
  });

  rule('[KP10] nobody stars what they do not see', async (world) => {
    const { ann, eve, group } = await party(world);
    const { seq } = await send(world, ann, group, 'secret');
    await assertFails('conversation.unknown', star(world, eve, group, seq));
    await assertFails('message.unknown', star(world, ann, group, seq + 1));
    await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
    await assertFails('message.unknown', star(world, ann, group, seq));
  });

  rule('[KP11] stars of all conversations are listed, the newest star first, and searched', async (world) => {
    const { ann, ben, group } = await party(world);
    const { summary } = await world.as(ann, 'conversation.direct', { user: ben.user });
    const one = await send(world, ann, group, 'Plan of the harbour');
    const two = await send(world, ben, summary.id, 'Plan of the station');
    const three = await send(world, ann, group, 'Lunch');
    for (const { conversation, seq } of [two, one, three]) await star(world, ann, conversation, seq);
    const { lines, people } = await world.as(ann, 'message.stars', {});
    assert.deepEqual(lines.map(textOf), ['Lunch', 'Plan of the harbour', 'Plan of the station']);
    assert.ok(people.some((person) => person.id === ben.user));
    const found = await world.as(ann, 'message.stars', { query: ' PLAN ' });
    assert.deepEqual(found.lines.map(textOf), ['Plan of the harbour', 'Plan of the station']);
    assert.deepEqual((await world.as(ben, 'message.stars', {})).lines, []);
    await assertFails('request.invalid', world.as(ann, 'message.stars', { page: 'x' }));
  });

  rule('[KP11] every star is on one page', async (world) => {
    const { ann, group } = await party(world);
    for (let n = 0; n < 120; n += 1) {
      const { seq } = await send(world, ann, group, `${n}`);
      await star(world, ann, group, seq);
    }
    const texts: string[] = [];
    for (let page: string | undefined = ''; page !== undefined; ) {
      const answer: ResultOf<'message.stars'> = await world.as(ann, 'message.stars', page === '' ? {} : { page });
      texts.push(...answer.lines.map(textOf));
      page = answer.next;
    }
    assert.deepEqual(
      texts,
      Array.from({ length: 120 }, (_, n) => `${119 - n}`),
    );
  });

  rule('[KP12] a star ends with the recall, and with the membership', async (world) => {
    const { ann, ben, group } = await party(world);
    const first = await send(world, ann, group, 'one');
    const second = await send(world, ann, group, 'two');
    for (const { seq } of [first, second]) await star(world, ben, group, seq);
    await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq: first.seq });
    assert.deepEqual((await world.as(ben, 'message.stars', {})).lines.map(textOf), ['two']);
    await world.as(ben, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    assert.deepEqual((await world.as(ben, 'message.stars', {})).lines, []);
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [ben.user] });
    assert.deepEqual((await world.as(ben, 'message.stars', {})).lines, []);
    assert.ok(!(await linesOf(world, ben, group)).some(isStarred));
  });
}

function erasingRules(rule: Rule): void {
  rule('[KP20] [KP23] what is taken away is nowhere for that person, and everywhere for the others', async (world) => {
    const { ann, ben, group } = await party(world);
    const kept = await send(world, ann, group, 'kept');
    const gone = await send(world, ann, group, 'gone');
    await world.as(ann, 'message.pin', { clientId: freshClientId(), conversation: group, seq: gone.seq, on: true });
    await star(world, ben, group, gone.seq);
    assert.equal((await erase(world, ben, group, [gone.seq])).erased, 1);
    assert.equal((await erase(world, ben, group, [gone.seq])).erased, 0);
    const told = JSON.stringify([
      await linesOf(world, ben, group),
      await world.as(ben, 'conversation.history', { conversation: group, around: gone.seq }),
      await world.as(ben, 'conversation.get', { conversation: group }),
      await world.as(ben, 'conversation.events', { conversation: group, after: 0 }),
      await world.as(ben, 'message.pins', { conversation: group }),
      await world.as(ben, 'message.stars', {}),
      await world.conversations.hello(ben.user, undefined),
    ]);
    assert.ok(told.includes('kept') && !told.includes('"gone"'), told);
    const { summary } = await world.as(ben, 'conversation.get', { conversation: group });
    assert.equal(summary.last.seq, kept.seq);
    const page = await world.as(ben, 'conversation.history', { conversation: group });
    assert.equal(page.after, false);
    assert.equal((await linesOf(world, ann, group)).at(-1)?.seq, gone.seq);
  });

  rule('[KP21] it is for good, and what quotes it stays', async (world) => {
    const { ann, ben, group } = await party(world);
    const { seq } = await send(world, ann, group, 'original');
    const reply = { clientId: freshClientId(), conversation: group, text: 'answer', replyTo: seq };
    await world.as(ann, 'message.send', reply);
    await erase(world, ben, group, [seq]);
    await world.as(ben, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [ben.user] });
    const lines = await linesOf(world, ben, group);
    assert.ok(!lines.some((line) => line.seq === seq));
    assert.ok(lines.some((line) => line.type === 'message' && line.quote?.text === 'original'));
  });

  rule('[KP22] what is unread stays counted', async (world) => {
    const { ann, ben, group } = await party(world);
    const { seq } = await send(world, ann, group, 'unread');
    await erase(world, ben, group, [seq]);
    const { summary } = await world.as(ben, 'conversation.get', { conversation: group });
    assert.equal(summary.messageCount - summary.read.count, 1);
  });

  rule('[KP24] nobody takes away what they do not see', async (world) => {
    const { ann, eve, group } = await party(world);
    const { seq } = await send(world, ann, group, 'x');
    await assertFails('conversation.unknown', erase(world, eve, group, [seq]));
    await assertFails('message.unknown', erase(world, ann, group, [1]));
    assert.equal((await erase(world, ann, group, [1, seq, seq + 5])).erased, 1);
    await assertFails('message.unknown', star(world, ann, group, seq));
  });
}

function draftRules(rule: Rule): void {
  rule('[KP30] a draft is state of its person, until nothing is written', async (world) => {
    const { ann, group } = await party(world);
    await draft(world, ann, group, 'half', 0);
    assert.deepEqual(await draftsOf(world, ann), ['half']);
    world.clock.advance(1000);
    assert.equal((await draft(world, ann, group, '  ', 0)).taken, true);
    assert.deepEqual(await draftsOf(world, ann), []);
    assert.equal((await draft(world, ann, group, '', 0)).taken, false);
  });

  rule('[KP30] there are at most so many, and only in conversations that one is in', async (world) => {
    const { ann, eve, group } = await party(world);
    await assertFails('conversation.unknown', draft(world, eve, group, 'x', 0));
    await assertFails('request.invalid', draft(world, ann, group, '\ud800', 0));
    for (let thread = 1; thread <= LIMITS.drafts; thread += 1) {
      await world.as(ann, 'draft.set', { conversation: group, thread, text: 'x', ago: 0 });
    }
    await assertFails('drafts.full', draft(world, ann, group, 'one more', 0));
  });

  rule('[KP31] the later one holds, whatever arrives last', async (world) => {
    const { ann, group } = await party(world);
    world.clock.advance(60_000);
    await draft(world, ann, group, 'later', 1000);
    assert.equal((await draft(world, ann, group, 'earlier', 5000)).taken, false);
    assert.deepEqual(await draftsOf(world, ann), ['later']);
    await draft(world, ann, group, '', 500);
    assert.equal((await draft(world, ann, group, 'before it was sent', 700)).taken, false);
    assert.deepEqual(await draftsOf(world, ann), []);
  });

  rule('[KP32] a draft ends with the membership', async (world) => {
    const { ann, ben, group } = await party(world);
    await draft(world, ben, group, 'half', 0);
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: ben.user });
    assert.deepEqual(await draftsOf(world, ben), []);
  });
}

function hereRules(rule: Rule): void {
  rule('[KP50] @here means those who are online as it is written, for good', async (world) => {
    const { ann, group, members } = await party(world);
    // As the world has it, those whose ids end with a letter.
    const here = members.filter((one) => /[a-z]$/.test(one.user));
    const said = { clientId: freshClientId(), conversation: group, text: '@here', mentions: ['here' as const] };
    const { seq } = await world.as(ann, 'message.send', said);
    const line = (await linesOf(world, ann, group)).at(-1);
    assert.ok(line?.type === 'message');
    assert.deepEqual((line.here ?? []).toSorted(), here.map((one) => one.user).toSorted());
    for (const one of members) {
      const { summary } = await world.as(one, 'conversation.get', { conversation: group });
      const meant = one !== ann && here.includes(one);
      assert.deepEqual(summary.mentions ?? [], meant ? [seq] : []);
    }
  });
}

async function party(world: World) {
  const [ann, ben, cat, eve] = world.people.addAll('ann', 'ben', 'cat', 'eve');
  return { ann, ben, eve, members: [ann, ben, cat], group: await createGroup(world, ann, [ben, cat]) };
}

function star(world: World, caller: Caller, conversation: ConversationId, seq: Seq) {
  return world.as(caller, 'message.star', { conversation, seq, on: true });
}

function erase(world: World, caller: Caller, conversation: ConversationId, seqs: Seq[]) {
  return world.as(caller, 'message.erase', { conversation, seqs });
}

function draft(world: World, caller: Caller, conversation: ConversationId, text: string, ago: number) {
  return world.as(caller, 'draft.set', { conversation, text, ago });
}

async function draftsOf(world: World, { user }: Caller): Promise<string[]> {
  const { entries } = await world.conversations.hello(user, undefined);
  return entries.flatMap((entry) => (entry.type === 'draft' ? [entry.text] : []));
}

function isStarred(line: Line | undefined): boolean {
  return line?.type === 'message' && line.starred === true;
}

function textOf(line: Line): string {
  return line.type === 'message' ? line.text : '';
}
