import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from './contract.ts';
import { createGroup, freshClientId, send, type World } from './conversations-world.ts';
import { GROUP_COMMANDS_WITHOUT_CONVERSATION, groupCommandsOn } from './groups/testing/groups-access.ts';
import { OWN_COMMANDS_WITHOUT_CONVERSATION, ownCommandsOn } from './marks/testing/commands-on.ts';
import { threadCommandsOn } from './threads/threads-contract.ts';

/** Every command that names a conversation, as `caller` asks it. A new command is missing here until it is added. */
function everyCommandOn(world: World, caller: Caller, conversation: ConversationId) {
  const clientId = freshClientId;
  const someone = world.people.add('someone').user;
  return {
    'conversation.get': () => world.as(caller, 'conversation.get', { conversation }),
    'conversation.keep': () => world.as(caller, 'conversation.keep', { conversation, pinned: true }),
    'conversation.reads': () => world.as(caller, 'conversation.reads', { conversation, on: true }),
    'message.readers': () => world.as(caller, 'message.readers', { conversation, seq: 2 }),
    'conversation.events': () => world.as(caller, 'conversation.events', { conversation, after: 0 }),
    'conversation.history': () => world.as(caller, 'conversation.history', { conversation }),
    'conversation.members': () => world.as(caller, 'conversation.members', { conversation }),
    'conversation.days': () => world.as(caller, 'conversation.days', { conversation, starts: [0, 1] }),
    'conversation.read': () => world.as(caller, 'conversation.read', { conversation, seq: 1 }),
    'conversation.rename': () =>
      world.as(caller, 'conversation.rename', { clientId: clientId(), conversation, title: 'mine now' }),
    'conversation.leave': () => world.as(caller, 'conversation.leave', { clientId: clientId(), conversation }),
    'member.add': () => world.as(caller, 'member.add', { clientId: clientId(), conversation, members: [caller.user] }),
    'member.add nobody': () =>
      world.as(caller, 'member.add', { clientId: clientId(), conversation, members: [newId('u')] }),
    'member.remove': () => world.as(caller, 'member.remove', { clientId: clientId(), conversation, member: someone }),
    'member.remove oneself': () =>
      world.as(caller, 'member.remove', { clientId: clientId(), conversation, member: caller.user }),
    'message.send': () => send(world, caller, conversation, 'hello?'),
    'message.forward': () =>
      world.as(caller, 'message.forward', { clientId: clientId(), conversation, seqs: [2], to: conversation }),
    'message.edit': () => world.as(caller, 'message.edit', { clientId: clientId(), conversation, seq: 2, text: 'x' }),
    'message.recall': () => world.as(caller, 'message.recall', { clientId: clientId(), conversation, seq: 2 }),
    'message.react': () =>
      world.as(caller, 'message.react', { clientId: clientId(), conversation, seq: 2, emoji: '👍', on: true }),
    'message.pin': () => world.as(caller, 'message.pin', { clientId: clientId(), conversation, seq: 2, on: true }),
    'message.edits': () => world.as(caller, 'message.edits', { conversation, seq: 2 }),
    'message.reactions': () => world.as(caller, 'message.reactions', { conversation, seq: 2, emoji: '👍' }),
    'message.pins': () => world.as(caller, 'message.pins', { conversation }),
    ...groupCommandsOn(world, caller, conversation, someone),
    ...ownCommandsOn(world, caller, conversation),
    ...threadCommandsOn(world, caller, conversation),
    'channel.get': () => world.as(caller, 'channel.get', { conversation }),
    'channel.join': () => world.as(caller, 'channel.join', { clientId: clientId(), conversation }),
  };
}

/** Commands that `everyCommandOn` need not have: they name no conversation. */
const WITHOUT_CONVERSATION = [
  'conversation.changes',
  'conversation.direct',
  'conversation.create',
  'thread.list',
  'channel.create',
  'channel.browse',
  'conversation.look',
  'folder.keep',
  'folder.drop',
  'settings.keep',
  ...GROUP_COMMANDS_WITHOUT_CONVERSATION,
  ...OWN_COMMANDS_WITHOUT_CONVERSATION,
];

/** docs/spec/conversations.md, "Who may". */
export function accessContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[CV10] to strangers and for no conversation every command says the same', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const group = await createGroup(world, ann, [bob]);
    const direct = (await world.as(ann, 'conversation.direct', { user: bob.user })).summary.id;
    const before = await world.as(ann, 'conversation.get', { conversation: group });
    for (const conversation of [group, direct, newId('c')]) {
      for (const ask of Object.values(everyCommandOn(world, eve, conversation))) {
        await assertFails('conversation.unknown', ask());
      }
    }
    assert.deepEqual(await world.as(ann, 'conversation.get', { conversation: group }), before);
    assert.deepEqual((await world.conversations.hello(eve.user, undefined)).changes.conversations, []);
  });

  rule('[CV10] every command of the module is asked for in that test', async (world) => {
    const asked = Object.keys(everyCommandOn(world, world.people.add('eve'), newId('c')));
    const missing = Object.keys(world.conversations.commands).filter(
      (command) => !asked.includes(command) && !WITHOUT_CONVERSATION.includes(command),
    );
    assert.deepEqual(missing, []);
  });

  for (const how of ['removed', 'left'] as const) {
    rule(`[CV11] who is ${how} gets nothing from that moment, by any command`, async (world) => {
      const [ann, bob] = world.people.addAll('ann', 'bob');
      const group = await createGroup(world, ann, [bob]);
      await send(world, ann, group, 'while in');
      const since = await world.conversations.hello(bob.user, undefined);
      await (how === 'removed'
        ? world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: bob.user })
        : world.as(bob, 'conversation.leave', { clientId: freshClientId(), conversation: group }));
      await send(world, ann, group, 'secret');
      for (const ask of Object.values(everyCommandOn(world, bob, group))) {
        await assertFails('conversation.unknown', ask());
      }
      const back = await world.conversations.hello(bob.user, since);
      assert.deepEqual(back.changes.conversations, []);
      assert.deepEqual(
        back.entries.map(({ seq: _, ...entry }) => entry),
        [
          {
            ...{ type: 'membership', conversation: group, member: false },
            ...(how === 'removed' ? { why: 'removed', title: 'group' } : {}),
          },
        ],
      );
      assert.deepEqual((await world.conversations.hello(bob.user, undefined)).changes.conversations, []);
      assert.deepEqual(await world.conversations.membersOf(group), [ann.user]);
      assert.deepEqual(await world.conversations.conversationsOf(bob.user), []);
    });
  }

  rule('[CV11] what was removed in the same tick as it asks is refused', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const removal = world.as(ann, 'member.remove', {
      clientId: freshClientId(),
      conversation: group,
      member: bob.user,
    });
    await assertFails('conversation.unknown', send(world, bob, group, 'too late'));
    await removal;
  });

  rule('[CV12] who joins sees everything and has nothing unread', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, []);
    await send(world, ann, group, 'before');
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [bob.user] });
    const { summary } = await world.as(bob, 'conversation.get', { conversation: group });
    assert.deepEqual([summary.messageCount, summary.read], [1, { seq: 3, count: 1 }]);
    const { lines } = await world.as(bob, 'conversation.history', { conversation: group });
    assert.deepEqual(
      lines.map((line) => line.type),
      ['created', 'message', 'members-added'],
    );
  });

  rule('[CV12] who comes back has nothing unread of the time away', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    await world.as(bob, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    await send(world, ann, group, 'while away');
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [bob.user] });
    const { summary } = await world.as(bob, 'conversation.get', { conversation: group });
    assert.equal(summary.messageCount - summary.read.count, 0);
    await settled();
    const told = world.entries.filter(({ user }) => user === bob.user).map(({ entry }) => entry.seq);
    assert.deepEqual(told, [1, 2, 3]);
  });
}
