import assert from 'node:assert/strict';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { PollContent } from '#protocol/polls.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from '../contract.ts';
import { createGroup, freshClientId, linesOf, logOf, send, type World } from '../conversations-world.ts';

const POLL: PollContent = { type: 'poll', question: 'Where?', options: ['sea', 'hills', 'city'] };

/** docs/spec/polls.md */
export function pollsContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[PO1] a poll that makes no sense is refused', async (world) => {
    const { ann, group } = await party(world);
    const bad: Partial<PollContent>[] = [
      { question: '  ' },
      { options: ['a', ' '] },
      { options: ['a', 'a '] },
      { options: ['a', 'b\u202e'] },
      { closesAt: world.clock.now() + 400 * 86_400_000 },
    ];
    for (const some of bad) await assertFails('request.invalid', ask(world, ann, group, { ...POLL, ...some }));
    await assertFails('poll.closed', ask(world, ann, group, { ...POLL, closesAt: world.clock.now() }));
    const said = { clientId: freshClientId(), conversation: group, text: 'too', content: POLL };
    await assertFails('request.invalid', world.as(ann, 'message.send', said));
  });

  rule('[PO2] [PO3] a vote takes the place of the one before, and of nothing when taken back', async (world) => {
    const { ann, ben, group } = await party(world);
    const seq = await ask(world, ann, group);
    await vote(world, ben, group, seq, [1]);
    assert.deepEqual((await pollLine(world, ben, group)).poll, {
      ...{ counts: [0, 1, 0], voters: 1, names: [[], [ben.user], []] },
      mine: [1],
    });
    await vote(world, ben, group, seq, [2]);
    const stored = (await logOf(world, ann, group)).length;
    await vote(world, ben, group, seq, [2]);
    assert.equal((await logOf(world, ann, group)).length, stored);
    assert.deepEqual((await pollLine(world, ann, group)).poll, {
      ...{ counts: [0, 0, 1], voters: 1, names: [[], [], [ben.user]] },
    });
    await vote(world, ben, group, seq, []);
    assert.equal((await pollLine(world, ann, group)).poll, undefined);
  });

  rule('[PO2] only what can be chosen is, and several only where several may be', async (world) => {
    const { ann, ben, group } = await party(world);
    const one = await ask(world, ann, group);
    await assertFails('request.invalid', vote(world, ben, group, one, [3]));
    await assertFails('request.invalid', vote(world, ben, group, one, [0, 1]));
    const many = await ask(world, ann, group, { ...POLL, multiple: true });
    await vote(world, ben, group, many, [2, 0]);
    await vote(world, ann, group, many, [0]);
    const { poll } = await pollLine(world, ben, group);
    assert.deepEqual([poll?.counts, poll?.voters, poll?.mine], [[2, 0, 1], 2, [0, 2]]);
  });

  rule('[PO2] [PO5] [PO7] who is no member does nothing with a poll, nor anybody with what is none', async (world) => {
    const { ann, ben, eve, group } = await party(world);
    const seq = await ask(world, ann, group);
    await assertFails('conversation.unknown', vote(world, eve, group, seq, [0]));
    await assertFails('conversation.unknown', close(world, eve, group, seq));
    const asked = { conversation: group, seq, option: 0 };
    await assertFails('conversation.unknown', world.as(eve, 'poll.voters', asked));
    const plain = await send(world, ann, group, 'no poll');
    await assertFails('message.unknown', vote(world, ben, group, plain.seq, [0]));
    await assertFails('message.unknown', close(world, ann, group, plain.seq));
  });

  rule('[PO4] who chose what is listed in the order of voting', async (world) => {
    const { ann, ben, group } = await party(world);
    const seq = await ask(world, ann, group);
    await vote(world, ben, group, seq, [0]);
    await vote(world, ann, group, seq, [0]);
    const { users, count, people } = await world.as(ann, 'poll.voters', { conversation: group, seq, option: 0 });
    assert.deepEqual([users, count, people.length], [[ben.user, ann.user], 2, 2]);
  });

  rule('[PO5] a poll ends at its time, by the clock of the server', async (world) => {
    const { ann, ben, group } = await party(world);
    const seq = await ask(world, ann, group, { ...POLL, closesAt: world.clock.now() + 60_000 });
    await vote(world, ben, group, seq, [0]);
    world.clock.advance(60_000);
    await assertFails('poll.closed', vote(world, ben, group, seq, [1]));
    assert.deepEqual((await pollLine(world, ben, group)).poll?.counts, [1, 0, 0]);
  });

  rule('[PO5] its author and those who manage the group close it, nobody else', async (world) => {
    const { ann, ben, cat, group } = await party(world);
    const seq = await ask(world, ben, group);
    await assertFails('access.denied', close(world, cat, group, seq));
    await close(world, ben, group, seq);
    await assertFails('poll.closed', vote(world, cat, group, seq, [1]));
    assert.equal((await pollLine(world, cat, group)).poll?.closed?.by, ben.user);
    const stored = (await logOf(world, ann, group)).length;
    await close(world, ann, group, seq);
    assert.equal((await logOf(world, ann, group)).length, stored);
    const another = await ask(world, ben, group);
    await close(world, ann, group, another);
  });

  rule('[PO6] a recall takes the votes out of the database', async (world) => {
    const { ann, ben, group } = await party(world);
    const seq = await ask(world, ann, group);
    await vote(world, ben, group, seq, [0]);
    await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
    assert.deepEqual(await world.database.read.selectFrom('poll_votes').selectAll().execute(), []);
    await assertFails('message.unknown', vote(world, ben, group, seq, [1]));
  });

  rule('[PO8] nobody is told who voted in an anonymous poll', async (world) => {
    const { ann, ben, cat, group } = await party(world);
    const seq = await ask(world, ann, group, { ...POLL, anonymous: true });
    const before = (await logOf(world, cat, group)).length;
    await vote(world, ben, group, seq, [1]);
    const told = JSON.stringify([
      (await logOf(world, cat, group)).slice(before),
      await pollLine(world, cat, group),
      await world.as(cat, 'conversation.get', { conversation: group }),
      world.events.slice(-1),
      world.entries.filter(({ user }) => user === cat.user && before > 0).slice(1),
    ]);
    assert.ok(!told.includes(ben.user), told);
    assert.deepEqual((await pollLine(world, ben, group)).poll?.mine, [1]);
    for (const one of [ann, ben, cat]) {
      await assertFails('access.denied', world.as(one, 'poll.voters', { conversation: group, seq, option: 1 }));
    }
  });
}

async function party(world: World) {
  const [ann, ben, cat, eve] = world.people.addAll('ann', 'ben', 'cat', 'eve');
  return { ann, ben, cat, eve, group: await createGroup(world, ann, [ben, cat]) };
}

async function ask(world: World, caller: Caller, conversation: ConversationId, content = POLL): Promise<Seq> {
  const said = { clientId: freshClientId(), conversation, text: '', content };
  return (await world.as(caller, 'message.send', said)).seq;
}

function vote(world: World, caller: Caller, conversation: ConversationId, seq: Seq, options: number[]) {
  return world.as(caller, 'poll.vote', { clientId: freshClientId(), conversation, seq, options });
}

function close(world: World, caller: Caller, conversation: ConversationId, seq: Seq) {
  return world.as(caller, 'poll.close', { clientId: freshClientId(), conversation, seq });
}

/** The newest poll as the reader sees it. */
async function pollLine(world: World, caller: Caller, conversation: ConversationId): Promise<MessageLine> {
  const lines = await linesOf(world, caller, conversation);
  const line = lines.findLast((one) => one.type === 'message' && one.content?.type === 'poll');
  assert.ok(line?.type === 'message');
  return line;
}
