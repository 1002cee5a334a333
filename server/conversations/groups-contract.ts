import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, Role } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from './contract.ts';
import { createGroup, freshClientId, logOf, send, type World } from './conversations-world.ts';

/** docs/spec/conversations.md, "Direct conversations" and "Groups". */
export function groupsContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[CV20] two people have one direct conversation, whoever opens it and also at once', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const answers = await Promise.all([
      world.as(ann, 'conversation.direct', { user: bob.user }),
      world.as(bob, 'conversation.direct', { user: ann.user }),
      world.as(ann, 'conversation.direct', { user: bob.user }),
    ]);
    assert.equal(new Set(answers.map(({ summary }) => summary.id)).size, 1);
    assert.deepEqual(
      answers.map(({ summary }) => summary.peer),
      [bob.user, ann.user, bob.user],
    );
    await settled();
    assert.equal(world.events.length, 1);
  });

  rule('[CV20] nobody has one with themself or with nobody', async (world) => {
    const ann = world.people.add('ann');
    await assertFails('access.denied', world.as(ann, 'conversation.direct', { user: ann.user }));
    await assertFails('people.unknown', world.as(ann, 'conversation.direct', { user: newId('u') }));
    assert.deepEqual(await world.conversations.conversationsOf(ann.user), []);
  });

  rule('[CV21] a direct conversation keeps its two people and has no title', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const conversation = (await world.as(ann, 'conversation.direct', { user: bob.user })).summary.id;
    const clientId = freshClientId;
    const denied = [
      () => world.as(ann, 'conversation.rename', { clientId: clientId(), conversation, title: 'ours' }),
      () => world.as(ann, 'conversation.leave', { clientId: clientId(), conversation }),
      () => world.as(ann, 'member.add', { clientId: clientId(), conversation, members: [cat.user] }),
      () => world.as(ann, 'member.remove', { clientId: clientId(), conversation, member: bob.user }),
      () => world.as(ann, 'member.remove', { clientId: clientId(), conversation, member: ann.user }),
    ];
    for (const ask of denied) await assertFails('access.denied', ask());
    assert.equal((await logOf(world, ann, conversation)).length, 1);
  });

  rule('[CV22] a direct conversation is in both lists, and tells who opened it', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    await world.as(ann, 'conversation.direct', { user: bob.user });
    const [summary] = (await world.conversations.hello(bob.user, undefined)).changes.conversations;
    assert.deepEqual([summary?.peer, summary?.last.by, summary?.messageCount], [ann.user, ann.user, 0]);
  });

  rule('[CV23] a group begins with its owner and everybody named, once', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const members = [bob.user, ann.user, cat.user];
    const params = { clientId: freshClientId(), title: '  Team 团队 ', members };
    const { summary } = await world.as(ann, 'conversation.create', params);
    assert.deepEqual([summary.title, summary.memberCount, summary.myRole], ['Team 团队', 3, 'owner']);
    assert.deepEqual(new Map(await rolesIn(world, ann, summary.id)).get(bob.user), 'member');
  });

  rule('[CV23] a group with a bad title or with nobody in it is not made', async (world) => {
    const ann = world.people.add('ann');
    const create = (title: string, members: string[]) =>
      world.as(ann, 'conversation.create', { clientId: freshClientId(), title, members });
    for (const title of ['', '  ', 'x'.repeat(LIMITS.titleChars + 1), 'a\u202eb']) {
      await assertFails('fields.invalid', create(title, [ann.user]));
    }
    await assertFails('request.invalid', create('\ud800', [ann.user]));
    await assertFails('people.unknown', create('team', [newId('u')]));
    assert.deepEqual(await world.conversations.conversationsOf(ann.user), []);
  });

  rule('[CV24] members add people; those who are in stay as they are', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const group = await createGroup(world, ann, [bob]);
    const add = { clientId: freshClientId(), conversation: group, members: [ann.user, cat.user, bob.user] };
    await world.as(bob, 'member.add', add);
    const last = (await logOf(world, cat, group)).at(-1);
    assert.deepEqual(last?.type === 'members-added' && last.members, [cat.user]);
    assert.equal(new Map(await rolesIn(world, ann, group)).get(ann.user), 'owner');
  });

  rule('[CV24] nobody is added who does not exist, nor anybody past the limit', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    const add = (users: string[]) =>
      world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: users });
    await assertFails('people.unknown', add([world.people.add('bob').user, newId('u')]));
    const crowd = Array.from({ length: LIMITS.groupMembers }, (_, n) => world.people.add(`${n}`).user);
    for (let n = 0; n + 200 <= 800; n += 200) await add(crowd.slice(n, n + 200));
    await assertFails('conversation.full', add(crowd.slice(800, 1000)));
    await add(crowd.slice(800, 999));
    await assertFails('conversation.full', add(crowd.slice(999)));
    const { summary } = await world.as(ann, 'conversation.get', { conversation: group });
    assert.equal(summary.memberCount, LIMITS.groupMembers);
  });

  const may: Record<Role, { rename: boolean; remove: Role[] }> = {
    owner: { rename: true, remove: ['admin', 'member'] },
    admin: { rename: true, remove: ['member'] },
    member: { rename: false, remove: [] },
  };
  for (const role of ['owner', 'admin', 'member'] as const) {
    rule(`[CV25] what the role ${role} may`, async (world) => {
      const { group, people } = await groupOfAllRoles(world);
      const caller = people[role];
      const rename = { clientId: freshClientId(), conversation: group, title: `by ${role}` };
      await allowed(may[role].rename, world.as(caller, 'conversation.rename', rename));
      for (const target of ['owner', 'admin', 'member'] as const) {
        const member = target === role ? people.others[role] : people[target];
        if (member === undefined) continue;
        const remove = { clientId: freshClientId(), conversation: group, member: member.user };
        await allowed(may[role].remove.includes(target), world.as(caller, 'member.remove', remove));
      }
    });
  }

  rule('[CV26] an owner who leaves hands over to the oldest admin', async (world) => {
    const { group, people } = await groupOfAllRoles(world);
    await world.as(people.owner, 'member.remove', {
      clientId: freshClientId(),
      conversation: group,
      member: people.owner.user,
    });
    const heir = people.admin.user;
    const [handover, parting] = (await logOf(world, people.admin, group)).slice(-2);
    assert.deepEqual(handover?.type === 'role-changed' && [handover.member, handover.role], [heir, 'owner']);
    assert.deepEqual(
      parting?.type === 'member-removed' && [parting.member, parting.by],
      Array(2).fill(people.owner.user),
    );
    assert.equal((await world.as(people.admin, 'conversation.get', { conversation: group })).summary.myRole, 'owner');
  });

  rule('[CV26] without admins the oldest member inherits; [CV27] and the last one may leave', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const group = await createGroup(world, ann, [cat]);
    await world.as(cat, 'member.add', { clientId: freshClientId(), conversation: group, members: [bob.user] });
    const leave = (caller: Caller) =>
      world.as(caller, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    await leave(ann);
    assert.deepEqual(await rolesIn(world, bob, group), [
      [cat.user, 'owner'],
      [bob.user, 'member'],
    ]);
    await leave(bob);
    await leave(cat);
    assert.deepEqual(await world.conversations.membersOf(group), []);
    await assertFails('conversation.unknown', send(world, ann, group, 'hello?'));
  });

  rule('[CV28] what changes nothing stores nothing and answers with the last event', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const group = await createGroup(world, ann, [bob], 'same');
    const last = await send(world, ann, group, 'last');
    const clientId = freshClientId;
    const answers = [
      await world.as(ann, 'conversation.rename', { clientId: clientId(), conversation: group, title: 'same' }),
      await world.as(bob, 'member.add', { clientId: clientId(), conversation: group, members: [ann.user] }),
      await world.as(ann, 'member.remove', { clientId: clientId(), conversation: group, member: cat.user }),
    ];
    assert.deepEqual(answers, Array(3).fill(last));
    assert.equal((await logOf(world, ann, group)).length, 2);
  });
}

function allowed(yes: boolean, work: Promise<unknown>): Promise<unknown> {
  return yes ? work : assertFails('access.denied', work);
}

async function rolesIn(world: World, caller: Caller, conversation: ConversationId): Promise<[string, Role][]> {
  const { members } = await world.as(caller, 'conversation.members', { conversation });
  return members.map((member) => [member.user, member.role]);
}

/** A group with an owner, two admins and two members. No command makes admins yet. */
async function groupOfAllRoles(world: World) {
  const [owner, admin, admin2, member, member2] = world.people.addAll('o', 'a', 'A', 'm', 'M');
  const group = await createGroup(world, owner, [member2, member]);
  for (const one of [admin, admin2]) {
    await world.as(owner, 'member.add', { clientId: freshClientId(), conversation: group, members: [one.user] });
    await world.database.write((db) =>
      db.updateTable('conversation_members').set({ role: 'admin' }).where('user_id', '=', one.user).execute(),
    );
  }
  return { group, people: { owner, admin, member, others: { owner: undefined, admin: admin2, member: member2 } } };
}
