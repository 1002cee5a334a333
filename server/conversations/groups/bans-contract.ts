import assert from 'node:assert/strict';
import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver } from '../contract.ts';
import { createGroup, freshClientId, send, type World } from '../conversations-world.ts';
import { add, type Everybody, everybody, onlyFor, rolesIn, set } from './testing/group-worlds.ts';

/** docs/spec/groups.md, "Who may not come back". */
export function bansContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[GR90] who may remove somebody may ban them, and nobody else', async (world) => {
    for (const target of ['admin2', 'member2'] as const) {
      const all = await everybody(world);
      const may = target === 'admin2' ? (['owner'] as const) : (['owner', 'admin'] as const);
      await onlyFor(all, may, (caller) => ban(world, caller, all.group, all[target]));
      assert.ok(!(await rolesIn(world, all.owner, all.group)).has(all[target].user));
    }
  });

  rule('[GR90] nobody bans the owner, or somebody who doesn’t exist', async (world) => {
    const { group, owner, admin } = await everybody(world);
    await assertFails('access.denied', ban(world, admin, group, owner));
    const nobody = { ...owner, user: newId('u') };
    await assertFails('people.unknown', ban(world, owner, group, nobody));
    const direct = (await world.as(owner, 'conversation.direct', { user: admin.user })).summary.id;
    await assertFails('access.denied', ban(world, owner, direct, admin));
    assert.deepEqual((await bansIn(world, owner, group)).bans, []);
  });

  rule('[GR90] one who isn’t in is banned without a line, and waits no more', async (world) => {
    const all = await everybody(world);
    const { group, owner, admin, removed, stranger } = all;
    const token = await link(world, all);
    await set(world, owner, group, { approval: true });
    for (const one of [removed, stranger]) await world.as(one, 'join.ask', { token });
    const { summary: before } = await world.as(owner, 'conversation.get', { conversation: group });
    await ban(world, admin, group, removed);
    await world.as(owner, 'join.decide', { conversation: group, user: stranger.user, accept: false, ban: true });
    assert.deepEqual((await world.as(owner, 'join.requests', { conversation: group })).requests, []);
    const { summary: after } = await world.as(owner, 'conversation.get', { conversation: group });
    assert.equal(after.lastSeq, before.lastSeq);
    for (const one of [removed, stranger]) await assertFails('join.banned', world.as(one, 'join.ask', { token }));
    const waiting = world.entries.findLast(({ user, entry }) => user === owner.user && entry.type === 'join-requests');
    assert.ok(waiting?.entry.type === 'join-requests' && waiting.entry.count === 0);
  });

  rule('[GR91] owner and admins see who is banned, the last one first, in pages', async (world) => {
    const all = await everybody(world);
    const { group, owner, admin, removed } = all;
    await onlyFor(all, ['owner', 'admin'], (caller) => bansIn(world, caller, group));
    const crowd = Array.from({ length: LIMITS.pageSize }, (_, n) => world.people.add(`${n}`));
    for (const [n, one] of [removed, ...crowd].entries()) {
      world.clock.advance(n % 3);
      await ban(world, admin, group, one);
    }
    const first = await bansIn(world, owner, group);
    const rest = await bansIn(world, owner, group, first.next);
    assert.deepEqual([first.bans.length, rest.bans.length, rest.next], [LIMITS.pageSize, 1, undefined]);
    const told = [...first.bans, ...rest.bans];
    assert.equal(new Set(told.map(({ user }) => user)).size, crowd.length + 1);
    assert.deepEqual(
      told.toSorted((a, b) => b.at - a.at).map(({ at }) => at),
      told.map(({ at }) => at),
    );
    assert.ok(told.every(({ by }) => by === admin.user));
    assert.ok(first.people.some(({ nickname }) => nickname === 'a'));
    await assertFails('request.invalid', bansIn(world, owner, group, '1.x'));
  });

  rule('[GR90] so many and no more', async (world) => {
    const { group, owner, member, member2 } = await everybody(world);
    const rows = Array.from({ length: LIMITS.bans - 1 }, () => ({
      ...{ conversation_id: group, user_id: newId('u'), banned_by: owner.user, banned_at: 1 },
    }));
    await world.database.write((db) => db.insertInto('conversation_bans').values(rows).execute());
    await ban(world, owner, group, member);
    await assertFails('bans.full', ban(world, owner, group, member2));
    assert.ok((await rolesIn(world, owner, group)).has(member2.user));
    await ban(world, owner, group, member);
  });

  rule('[GR92] owner and admins lift it, and lifting what isn’t changes nothing', async (world) => {
    const all = await everybody(world);
    const { group, owner, removed, stranger } = all;
    const token = await link(world, all);
    await ban(world, owner, group, removed);
    await assertFails('join.banned', world.as(removed, 'join.look', { token }));
    const lift = (caller: Caller, user: string) => world.as(caller, 'join.lift', { conversation: group, user });
    await onlyFor(all, ['owner', 'admin'], (caller) => lift(caller, removed.user));
    await lift(owner, stranger.user);
    assert.equal((await world.as(removed, 'join.ask', { token })).state, 'member');
  });

  rule('[GR93] a banned person neither joins nor reads a public channel, and is told why', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const about = { clientId: freshClientId(), title: 'Open' };
    const channel = (await world.as(ann, 'channel.create', about)).summary.id;
    const { seq } = await send(world, ann, channel, 'hello');
    const join = (caller: Caller) =>
      world.as(caller, 'channel.join', { clientId: freshClientId(), conversation: channel });
    await join(bob);
    await ban(world, ann, channel, bob);
    const refused = [
      () => join(bob),
      () => world.as(bob, 'channel.get', { conversation: channel }),
      () => world.as(bob, 'conversation.history', { conversation: channel }),
      () => world.as(bob, 'conversation.days', { conversation: channel, starts: [0, 1] }),
      () => world.as(bob, 'thread.history', { conversation: channel, root: seq }),
    ];
    for (const ask of refused) await assertFails('join.banned', ask());
    await assertFails('conversation.unknown', send(world, bob, channel, 'me'));
    const cards = async (caller: Caller) => (await world.as(caller, 'channel.browse', {})).channels;
    assert.deepEqual([(await cards(bob))[0]?.banned, (await cards(eve))[0]?.banned], [true, undefined]);
    await world.as(ann, 'join.lift', { conversation: channel, user: bob.user });
    await join(bob);
  });

  rule('[GR94] who adds a banned person lifts the ban, if they may', async (world) => {
    for (const approval of [false, true]) {
      const all = await everybody(world);
      const { group, owner, admin, member, removed, stranger } = all;
      await set(world, owner, group, { approval });
      await ban(world, owner, group, removed);
      await assertFails('member.banned', add(world, member, group, stranger, removed));
      assert.ok(!(await rolesIn(world, owner, group)).has(stranger.user));
      await add(world, admin, group, stranger, removed);
      assert.ok((await rolesIn(world, owner, group)).has(removed.user));
      assert.deepEqual((await bansIn(world, owner, group)).bans, []);
    }
  });

  rule('[GR94] leaving, and removing without more, bans nobody; the end of a group ends its bans', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const group = await createGroup(world, ann, [bob, eve]);
    await ban(world, bob, group, bob);
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: eve.user });
    assert.deepEqual((await bansIn(world, ann, group)).bans, []);
    await ban(world, ann, group, eve);
    await world.as(ann, 'conversation.dissolve', { clientId: freshClientId(), conversation: group });
    assert.deepEqual(await world.database.read.selectFrom('conversation_bans').selectAll().execute(), []);
  });
}

function ban(world: World, caller: Caller, conversation: ConversationId, of: Caller) {
  return world.as(caller, 'member.remove', { clientId: freshClientId(), conversation, member: of.user, ban: true });
}

function bansIn(world: World, caller: Caller, conversation: ConversationId, page?: string) {
  return world.as(caller, 'join.bans', { conversation, ...(page === undefined ? {} : { page }) });
}

async function link(world: World, { owner, group }: Everybody): Promise<string> {
  return (await world.as(owner, 'join.create', { conversation: group })).token;
}
