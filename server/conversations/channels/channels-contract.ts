import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from '../contract.ts';
import { createGroup, freshClientId, linesOf, send, type World } from '../conversations-world.ts';

/** docs/spec/threads-and-channels.md, "Public channels". */
export function channelsContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[TC30] who creates a channel owns it, and everybody finds it', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const id = await createChannel(world, ann, 'Harbour', 'Ships and tides');
    const { summary } = await world.as(ann, 'conversation.get', { conversation: id });
    assert.deepEqual([summary.kind, summary.myRole, summary.settings?.topic], ['channel', 'owner', 'Ships and tides']);
    const { channels, next } = await world.as(bob, 'channel.browse', {});
    const card = { conversation: id, title: 'Harbour', topic: 'Ships and tides', memberCount: 1, joined: false };
    assert.deepEqual([channels, next], [[card], undefined]);
    assert.deepEqual(await world.as(bob, 'channel.get', { conversation: id }), card);
  });

  rule('[TC30] names and topics that break lines or are too long are refused', async (world) => {
    const ann = world.people.add('ann');
    await assertFails('fields.invalid', createChannel(world, ann, ' ', ''));
    await assertFails('request.invalid', createChannel(world, ann, 'ok', 'a\nb'));
    const channel = await createChannel(world, ann, 'ok', '');
    const topic = (text: string) =>
      world.as(ann, 'conversation.settings', {
        clientId: freshClientId(),
        conversation: channel,
        change: { topic: text },
      });
    await assertFails('request.invalid', topic('\u202e'));
    await topic('new');
    assert.equal((await world.as(ann, 'channel.get', { conversation: channel })).topic, 'new');
  });

  rule('[TC31] browsing finds by name and topic, in pages, the largest first', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const ids: ConversationId[] = [];
    for (let n = 0; n < LIMITS.channelPage + 5; n += 1) ids.push(await createChannel(world, ann, `C${n}`, '100% 设计'));
    const joined = ids[3] ?? '';
    await join(world, bob, joined);
    const first = await world.as(bob, 'channel.browse', {});
    assert.equal(first.channels[0]?.conversation, joined);
    assert.deepEqual([first.channels[0]?.joined, first.channels.length], [true, LIMITS.channelPage]);
    const rest = await world.as(bob, 'channel.browse', { page: first.next ?? '' });
    const seen = [...first.channels, ...rest.channels].map(({ conversation }) => conversation);
    assert.deepEqual([seen.length, new Set(seen).size, rest.next], [ids.length, ids.length, undefined]);
    const found = async (query: string) => (await world.as(bob, 'channel.browse', { query })).channels.length;
    assert.deepEqual([await found('c34'), await found('设计'), await found('%'), await found('_')], [1, 30, 30, 0]);
    await assertFails('request.invalid', world.as(bob, 'channel.browse', { page: 'x' }));
  });

  rule('[TC32] nobody finds, sees or joins groups and direct conversations as if they were channels', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const group = await createGroup(world, ann, [bob]);
    const direct = (await world.as(ann, 'conversation.direct', { user: bob.user })).summary.id;
    assert.deepEqual((await world.as(ann, 'channel.browse', {})).channels, []);
    for (const conversation of [group, direct, newId('c')]) {
      await assertFails('conversation.unknown', world.as(eve, 'channel.get', { conversation }));
      await assertFails('conversation.unknown', join(world, eve, conversation));
      assert.deepEqual((await world.as(eve, 'conversation.look', { conversations: [conversation] })).places, []);
    }
  });

  rule('[TC33] who isn’t in reads the history and threads, and nothing else', async (world) => {
    const [ann, eve] = world.people.addAll('ann', 'eve');
    const channel = await createChannel(world, ann, 'open', '');
    const { seq } = await send(world, ann, channel, 'hello everybody');
    const { lines } = await world.as(eve, 'conversation.history', { conversation: channel });
    assert.deepEqual(
      lines.map((line) => line.type),
      ['created', 'message'],
    );
    const thread = await world.as(eve, 'thread.history', { conversation: channel, root: seq });
    assert.equal(thread.root.seq, seq);
    const target = { clientId: freshClientId(), conversation: channel, seq };
    const refused = [
      () => send(world, eve, channel, 'me too'),
      () => world.as(eve, 'conversation.get', { conversation: channel }),
      () => world.as(eve, 'conversation.events', { conversation: channel, after: 0 }),
      () => world.as(eve, 'conversation.members', { conversation: channel }),
      () => world.as(eve, 'conversation.read', { conversation: channel, seq }),
      () => world.as(eve, 'message.react', { ...target, emoji: '👍', on: true }),
      () => world.as(eve, 'message.pin', { ...target, on: true }),
      () => world.as(eve, 'thread.follow', { conversation: channel, root: seq, on: true }),
      () => world.as(eve, 'thread.read', { conversation: channel, root: seq, seq }),
      () => world.as(eve, 'conversation.leave', { clientId: freshClientId(), conversation: channel }),
    ];
    for (const ask of refused) await assertFails('conversation.unknown', ask());
  });

  rule('[TC33] where the history begins with joining, others read nothing', async (world) => {
    const [ann, eve] = world.people.addAll('ann', 'eve');
    const channel = await createChannel(world, ann, 'closed past', '');
    const { seq } = await send(world, ann, channel, 'before');
    const change = { history: 'joining' } as const;
    await world.as(ann, 'conversation.settings', { clientId: freshClientId(), conversation: channel, change });
    assert.deepEqual((await world.as(eve, 'conversation.history', { conversation: channel })).lines, []);
    await assertFails('message.unknown', world.as(eve, 'thread.history', { conversation: channel, root: seq }));
  });

  rule('[TC34] everybody joins and leaves, and comes back; joining twice changes nothing', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const channel = await createChannel(world, ann, 'open', '');
    await send(world, ann, channel, 'before');
    const { summary } = await join(world, bob, channel);
    assert.deepEqual(
      [summary.memberCount, summary.myRole, summary.messageCount - summary.read.count],
      [2, 'member', 0],
    );
    assert.equal((await join(world, bob, channel)).summary.lastSeq, summary.lastSeq);
    await world.as(bob, 'conversation.leave', { clientId: freshClientId(), conversation: channel });
    await assertFails('conversation.unknown', world.as(bob, 'conversation.get', { conversation: channel }));
    await join(world, bob, channel);
  });

  rule('[TC34] a channel that everybody left is no more to be found', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const channel = await createChannel(world, ann, 'short', '');
    await world.as(ann, 'conversation.leave', { clientId: freshClientId(), conversation: channel });
    await assertFails('conversation.unknown', join(world, bob, channel));
    await assertFails('conversation.unknown', world.as(bob, 'conversation.history', { conversation: channel }));
    assert.deepEqual((await world.as(bob, 'channel.browse', {})).channels, []);
  });

  rule('[TC40] a channel takes 10,000 and no more', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const channel = await createChannel(world, ann, 'large', '');
    await world.database.write((db) =>
      db.updateTable('conversations').set({ member_count: LIMITS.channelMembers }).where('id', '=', channel).execute(),
    );
    await assertFails('conversation.full', join(world, bob, channel));
  });

  rule('[TC41] in large channels nobody is told who comes and goes, and it is counted all the same', async (world) => {
    const ann = world.people.add('ann');
    const channel = await createChannel(world, ann, 'large', '');
    const many = Array.from({ length: LIMITS.quietJoins + 4 }, (_, n) => world.people.add(`p${n}`));
    for (const one of many) await join(world, one, channel);
    const last = many.at(-1) ?? ann;
    await world.as(last, 'conversation.leave', { clientId: freshClientId(), conversation: channel });
    const { summary } = await world.as(ann, 'conversation.get', { conversation: channel });
    assert.equal(summary.memberCount, LIMITS.quietJoins + 4);
    assert.equal(summary.lastSeq, LIMITS.quietJoins + 6);
    const lines = await linesOf(world, ann, channel);
    assert.equal(lines.filter((line) => line.type === 'members-added').length, LIMITS.quietJoins - 2);
    assert.ok(lines.every((line) => line.type !== 'member-removed'));
  });
}

async function createChannel(world: World, owner: Caller, title: string, topic: string): Promise<ConversationId> {
  const { summary } = await world.as(owner, 'channel.create', { clientId: freshClientId(), title, topic });
  return summary.id;
}

function join(world: World, caller: Caller, conversation: ConversationId) {
  return world.as(caller, 'channel.join', { clientId: freshClientId(), conversation });
}
