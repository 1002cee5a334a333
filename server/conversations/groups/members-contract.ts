import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from '../contract.ts';
import { createGroup, type World } from '../conversations-world.ts';
import { add, setRole } from './testing/group-worlds.ts';

/** docs/spec/groups.md, "Members". */
export function membersContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[GR80] a small group is told whole: the owner, admins, the others, each by name', async (world) => {
    const [zoe, cat, bob, ann] = world.people.addAll('zoe', 'cat', 'bob', 'ann');
    const group = await createGroup(world, zoe, [cat, bob, ann]);
    await setRole(world, zoe, group, cat, 'admin');
    const { members, people, next, asOf } = await world.as(bob, 'conversation.members', { conversation: group });
    assert.deepEqual(members, [
      { user: zoe.user, role: 'owner' },
      { user: cat.user, role: 'admin' },
      { user: ann.user, role: 'member' },
      { user: bob.user, role: 'member' },
    ]);
    assert.deepEqual([people.length, next, asOf], [4, undefined, 2]);
  });

  rule('[GR81] a large one comes in pages, each member once, in the same order', async (world) => {
    const { owner, admin, group, others } = await largeGroup(world);
    const seen = await allPages(world, admin, group);
    assert.deepEqual(seen.slice(0, 2), [owner.user, admin.user]);
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(
      seen.slice(2),
      others.map(({ user }) => user),
    );
  });

  rule('[GR81] names are looked for among the members alone', async (world) => {
    const { admin, group } = await largeGroup(world);
    world.people.add('p0077 outside');
    const found = await world.as(admin, 'conversation.members', { conversation: group, query: ' p0077 ' });
    assert.deepEqual(
      found.people.map(({ nickname }) => nickname),
      ['p0077'],
    );
    assert.equal(found.next, undefined);
    const none = await world.as(admin, 'conversation.members', { conversation: group, query: 'nobody' });
    assert.deepEqual([none.members, none.people], [[], []]);
  });

  rule('[GR81] who goes between two pages is told no more, and no page is lost', async (world) => {
    const { owner, group, others } = await largeGroup(world);
    const first = await world.as(owner, 'conversation.members', { conversation: group });
    const [last, after] = [first.members.at(-1)?.user ?? '', others.find((_, n) => n === LIMITS.memberPage)];
    for (const member of [last, after?.user ?? ''])
      await world.as(owner, 'member.remove', { clientId: newId('t'), conversation: group, member });
    const rest = await world.as(owner, 'conversation.members', { conversation: group, page: first.next ?? '' });
    const users = [...first.members, ...rest.members].map(({ user }) => user);
    assert.equal(users.length, LIMITS.memberPage + 12);
    assert.ok(!rest.members.some(({ user }) => user === after?.user));
  });

  rule('[GR81] only members ask, and only with a page that was told', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const group = await createGroup(world, ann, [bob]);
    for (const params of [{}, { query: 'a' }, { page: `2.${ann.user}` }]) {
      await assertFails(
        'conversation.unknown',
        world.as(eve, 'conversation.members', { conversation: group, ...params }),
      );
    }
    for (const page of ['', '3.x', `3.${ann.user}`, `2.${ann.user} `]) {
      await assertFails('request.invalid', world.as(bob, 'conversation.members', { conversation: group, page }));
    }
  });
}

/** With an owner, an admin and enough others for two pages, by name. */
async function largeGroup(world: World) {
  const [owner, admin] = world.people.addAll('zz owner', 'zz admin');
  const others = Array.from({ length: LIMITS.memberPage + 11 }, (_, n) =>
    world.people.add(`p${String(n).padStart(4, '0')}`),
  );
  const group = await createGroup(world, owner, [admin]);
  const shuffled = others.toReversed();
  while (shuffled.length > 0) await add(world, owner, group, ...shuffled.splice(0, LIMITS.addAtOnce));
  await setRole(world, owner, group, admin, 'admin');
  return { owner, admin, group, others };
}

async function allPages(world: World, caller: Caller, conversation: ConversationId): Promise<UserId[]> {
  const seen: UserId[] = [];
  for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
    const answer = await world.as(caller, 'conversation.members', {
      conversation,
      ...(page === undefined ? {} : { page }),
    });
    assert.ok(answer.members.length <= LIMITS.memberPage);
    seen.push(...answer.members.map(({ user }) => user));
    page = answer.next;
  }
  return seen;
}
