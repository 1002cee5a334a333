import assert from 'node:assert/strict';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from './contract.ts';
import { createGroup, freshClientId, linesOf, logOf, send, type World } from './conversations-world.ts';
import type { Snapshot } from './mirror.ts';

/** [DR12] Nothing of what is withheld from the person is in anything that they are told. */
export async function assertWithheld(
  world: World,
  { user }: Caller,
  { summary, lines, pins }: Snapshot,
  log: readonly ConversationEvent[],
): Promise<void> {
  const withheld = await withheldFrom(world, user, summary.id);
  if (withheld.size === 0) return;
  for (const line of lines) {
    assert.ok(!withheld.has(line.seq));
    if (line.type === 'message') assert.ok(!withheld.has(line.replyTo ?? 0));
  }
  assert.ok(!withheld.has(summary.last.seq));
  assert.ok(![...(summary.mentions ?? []), ...pins].some((seq) => withheld.has(seq)));
  for (const event of log) {
    if (event.type === 'message') assert.ok(!withheld.has(event.seq) && !withheld.has(event.replyTo ?? 0));
    else if ('target' in event && withheld.has(event.target)) {
      assert.ok(event.type === 'edited' && event.text === '' && event.mentions === undefined);
    }
  }
}

async function withheldFrom(world: World, user: string, conversation: ConversationId): Promise<ReadonlySet<Seq>> {
  const rows = await world.database.read
    .selectFrom('withheld_messages')
    .select('seq')
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversation)
    .execute();
  return new Set(rows.map((row) => row.seq));
}

async function blockedPair(world: World) {
  const [ann, bob] = world.people.addAll('ann', 'bob');
  const { summary } = await world.as(ann, 'conversation.direct', { user: bob.user });
  const id = summary.id;
  await send(world, ann, id, 'before');
  world.blocks.add(`${ann.user} ${bob.user}`);
  return { ann, bob, id };
}

const texts = async (world: World, caller: Caller, id: ConversationId) =>
  (await linesOf(world, caller, id)).flatMap((line) => (line.type === 'message' ? [line.text] : []));

export function withheldContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[DR12] who is blocked sees a message like others; the other one is told of a place alone', async (world) => {
    const { ann, bob, id } = await blockedPair(world);
    const before = await world.as(ann, 'conversation.get', { conversation: id });
    const told: unknown[] = [];
    world.bus.subscribe('conversation', (one) => told.push(one));
    const written = await send(world, bob, id, 'insult');
    await settled();
    assert.equal(told.length, 1);
    assert.equal((told[0] as { withheld?: string }).withheld, ann.user);
    assert.deepEqual(await texts(world, bob, id), ['before', 'insult']);
    assert.deepEqual(await texts(world, ann, id), ['before']);
    const mine = await world.as(ann, 'conversation.get', { conversation: id });
    assert.deepEqual(mine.summary, { ...before.summary, lastSeq: written.seq });
    const theirs = await world.as(bob, 'conversation.get', { conversation: id });
    assert.equal(theirs.summary.last.seq, written.seq);
    assert.equal(theirs.summary.messageCount - theirs.summary.read.count, 0);
    assert.ok(!JSON.stringify(await logOf(world, ann, id)).includes('insult'));
    assert.ok(JSON.stringify(await logOf(world, bob, id)).includes('insult'));
  });

  rule('[DR12] nothing of it comes back by unblocking, answering, quoting, editing or pinning', async (world) => {
    const { ann, bob, id } = await blockedPair(world);
    const { seq } = await send(world, bob, id, 'insult');
    await world.as(bob, 'message.pin', { clientId: freshClientId(), conversation: id, seq, on: true });
    world.blocks.clear();
    await world.as(bob, 'message.edit', { clientId: freshClientId(), conversation: id, seq, text: 'worse insult' });
    const answer = { clientId: freshClientId(), conversation: id, text: 'hello', replyTo: seq };
    await world.as(bob, 'message.send', answer);
    assert.deepEqual(await texts(world, ann, id), ['before', 'hello']);
    assert.deepEqual(await texts(world, bob, id), ['before', 'worse insult', 'hello']);
    assert.ok(!JSON.stringify([await linesOf(world, ann, id), await logOf(world, ann, id)]).includes('insult'));
    const quoting = (await linesOf(world, bob, id)).at(-1);
    assert.ok(quoting?.type === 'message' && quoting.quote?.text === 'worse insult');
    assert.deepEqual((await world.as(ann, 'message.pins', { conversation: id })).lines, []);
    assert.equal((await world.as(bob, 'message.pins', { conversation: id })).lines.length, 1);
    const { summary } = await world.as(ann, 'conversation.get', { conversation: id });
    assert.equal(summary.messageCount - summary.read.count, 1);
  });

  rule('[DR12] the one who blocked can do nothing with it: it is unknown to them', async (world) => {
    const { ann, bob, id } = await blockedPair(world);
    const { seq } = await send(world, bob, id, 'insult');
    const target = { clientId: freshClientId(), conversation: id, seq };
    await assertFails('message.unknown', world.as(ann, 'message.react', { ...target, emoji: '👍', on: true }));
    await assertFails('message.unknown', world.as(ann, 'message.pin', { ...target, on: true }));
    await assertFails('message.unknown', world.as(ann, 'message.edits', { conversation: id, seq }));
    await assertFails('message.unknown', world.as(ann, 'message.reactions', { conversation: id, seq, emoji: '👍' }));
    const reply = { clientId: freshClientId(), conversation: id, text: 'x', replyTo: seq };
    await assertFails('message.unknown', world.as(ann, 'message.send', reply));
    const forward = { clientId: freshClientId(), conversation: id, seqs: [seq], to: id };
    await assertFails('message.unknown', world.as(ann, 'message.forward', forward));
  });

  rule(
    '[DR12] what mentions, forwards or is more than text is withheld as well; what the blocker says is not',
    async (world) => {
      const { ann, bob, id } = await blockedPair(world);
      const clientId = freshClientId;
      const mentions = [ann.user];
      await world.as(bob, 'message.send', { clientId: clientId(), conversation: id, text: '@', mentions });
      const content = { type: 'contact' as const, user: ann.user };
      await world.as(bob, 'message.send', { clientId: clientId(), conversation: id, text: '', content });
      await world.as(bob, 'message.forward', { clientId: clientId(), conversation: id, seqs: [2], to: id });
      await send(world, ann, id, 'I say');
      assert.deepEqual(await texts(world, ann, id), ['before', 'I say']);
      assert.equal((await linesOf(world, bob, id)).length, 6);
      const { summary } = await world.as(ann, 'conversation.get', { conversation: id });
      assert.equal(summary.mentions, undefined);
      assert.equal(summary.messageCount, 2);
    },
  );

  rule('[DR13] a blocked person cannot write by editing, nor in a thread; recalling works', async (world) => {
    const { ann, bob, id } = await blockedPair(world);
    world.blocks.clear();
    const { seq } = await send(world, bob, id, 'mine');
    world.blocks.add(`${ann.user} ${bob.user}`);
    const target = { clientId: freshClientId(), conversation: id, seq };
    await assertFails('message.too-late', world.as(bob, 'message.edit', { ...target, text: 'insult' }));
    const reply = { clientId: freshClientId(), conversation: id, text: 'insult', thread: 2 };
    await assertFails('message.unknown', world.as(bob, 'message.send', reply));
    await world.as(bob, 'message.recall', { ...target, clientId: freshClientId() });
    const line = (await linesOf(world, ann, id)).at(-1);
    assert.ok(line?.type === 'message' && line.recalled);
  });

  rule('[DR14] a block holds for the two alone: in a common group, and for others, nothing changes', async (world) => {
    const { ann, bob } = await blockedPair(world);
    const group = await createGroup(world, ann, [bob]);
    await send(world, bob, group, 'to all');
    assert.ok((await texts(world, ann, group)).includes('to all'));
    const eve = world.people.add('eve');
    const { summary } = await world.as(eve, 'conversation.direct', { user: ann.user });
    await send(world, eve, summary.id, 'hi');
    assert.deepEqual(await texts(world, ann, summary.id), ['hi']);
  });

  rule('[DR15] what is withheld never looks read', async (world) => {
    const { ann, bob, id } = await blockedPair(world);
    const { seq } = await send(world, bob, id, 'insult');
    const { seq: own } = await send(world, ann, id, 'I go on');
    await world.as(ann, 'conversation.read', { conversation: id, seq: own });
    const first = await world.as(bob, 'message.readers', { conversation: id, seq });
    assert.deepEqual([first.read, first.total], [0, 1]);
    world.blocks.clear();
    const { seq: heard } = await send(world, bob, id, 'hello');
    await world.as(ann, 'conversation.read', { conversation: id, seq: heard });
    const second = await world.as(bob, 'message.readers', { conversation: id, seq: heard });
    assert.equal(second.read, 1);
  });
}
