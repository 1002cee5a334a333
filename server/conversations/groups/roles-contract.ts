import assert from 'node:assert/strict';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from '../contract.ts';
import { createGroup, freshClientId, logOf, send } from '../conversations-world.ts';
import { add, everybody, mute, onlyFor, rolesIn, set, setRole } from './testing/group-worlds.ts';

const MINUTE_MS = 60_000;

/** docs/spec/groups.md, "Roles". */
export function rolesContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[GR20] only the owner makes and unmakes admins', async (world) => {
    const all = await everybody(world);
    await onlyFor(all, ['owner'], (caller) => setRole(world, caller, all.group, all.member2, 'admin'));
    assert.equal((await rolesIn(world, all.owner, all.group)).get(all.member2.user), 'admin');
    const before = (await logOf(world, all.owner, all.group)).length;
    await setRole(world, all.owner, all.group, all.member2, 'admin');
    assert.equal((await logOf(world, all.owner, all.group)).length, before);
    await setRole(world, all.owner, all.group, all.member2, 'member');
    await assertFails('access.denied', setRole(world, all.owner, all.group, all.owner, 'member'));
    await assertFails('people.unknown', setRole(world, all.owner, all.group, all.stranger, 'admin'));
  });

  rule('[GR21] only the owner hands over, to a member, and becomes an admin', async (world) => {
    const all = await everybody(world);
    const hand = (caller: Caller, to: Caller) =>
      world.as(caller, 'member.owner', { clientId: freshClientId(), conversation: all.group, member: to.user });
    await assertFails('people.unknown', hand(all.owner, all.stranger));
    await onlyFor(all, ['owner'], (caller) => hand(caller, all.member2));
    const roles = await rolesIn(world, all.owner, all.group);
    assert.deepEqual([roles.get(all.member2.user), roles.get(all.owner.user)], ['owner', 'admin']);
    assert.equal((await world.as(all.owner, 'conversation.get', { conversation: all.group })).summary.myRole, 'admin');
    await assertFails('access.denied', hand(all.owner, all.owner));
  });

  rule('[GR22] owner and admins mute members, the owner also admins, nobody the owner', async (world) => {
    const all = await everybody(world);
    await onlyFor(all, ['owner', 'admin'], (caller) => mute(world, caller, all.group, all.member2, FOR_GOOD));
    await assertFails('access.denied', mute(world, all.admin, all.group, all.admin2, FOR_GOOD));
    await assertFails('access.denied', mute(world, all.admin, all.group, all.owner, FOR_GOOD));
    await assertFails('access.denied', mute(world, all.owner, all.group, all.owner, FOR_GOOD));
    await assertFails('people.unknown', mute(world, all.owner, all.group, all.stranger, FOR_GOOD));
    await assertFails('request.invalid', mute(world, all.owner, all.group, all.member, world.clock.now()));
    await mute(world, all.owner, all.group, all.admin2, FOR_GOOD);
    await assertFails('member.muted', send(world, all.admin2, all.group, 'quiet?'));
  });

  rule('[GR22] who is muted writes, edits, reacts, pins and forwards nothing, until it is over', async (world) => {
    const all = await everybody(world);
    const { group: conversation, member, owner } = all;
    const { seq } = await send(world, member, conversation, 'before');
    await mute(world, owner, conversation, member, world.clock.now() + MINUTE_MS);
    const target = () => ({ clientId: freshClientId(), conversation, seq });
    const denied = [
      () => send(world, member, conversation, 'no'),
      () => world.as(member, 'message.edit', { ...target(), text: 'no' }),
      () => world.as(member, 'message.react', { ...target(), emoji: '👍', on: true }),
      () => world.as(member, 'message.pin', { ...target(), on: true }),
      () =>
        world.as(member, 'message.forward', {
          clientId: freshClientId(),
          conversation,
          seqs: [seq],
          to: conversation,
        }),
    ];
    for (const ask of denied) await assertFails('member.muted', ask());
    const { summary } = await world.as(member, 'conversation.get', { conversation });
    assert.equal(summary.mutedUntil, world.clock.now() + MINUTE_MS);
    const { members } = await world.as(owner, 'conversation.members', { conversation });
    assert.equal(members.find(({ user }) => user === member.user)?.mutedUntil, summary.mutedUntil);
    world.clock.advance(MINUTE_MS);
    await send(world, member, conversation, 'again');
    await mute(world, owner, conversation, member, FOR_GOOD);
    await assertFails('member.muted', send(world, member, conversation, 'no'));
    await mute(world, owner, conversation, member, 0);
    await send(world, member, conversation, 'and again');
  });

  rule('[GR22] who is muted may recall, read and leave; becoming an admin ends it', async (world) => {
    const { group: conversation, member, member2, owner } = await everybody(world);
    const { seq } = await send(world, member, conversation, 'oops');
    await mute(world, owner, conversation, member, FOR_GOOD);
    await mute(world, owner, conversation, member2, FOR_GOOD);
    await world.as(member, 'message.recall', { clientId: freshClientId(), conversation, seq });
    await world.as(member, 'conversation.read', { conversation, seq });
    await setRole(world, owner, conversation, member, 'admin');
    await send(world, member, conversation, 'I may');
    assert.equal((await world.as(member, 'conversation.get', { conversation })).summary.mutedUntil, undefined);
    await world.as(member2, 'conversation.leave', { clientId: freshClientId(), conversation });
  });

  rule('[GR24] who leaves while muted is muted when they come back', async (world) => {
    const { group: conversation, member, owner } = await everybody(world);
    await mute(world, owner, conversation, member, world.clock.now() + MINUTE_MS);
    const leave = () => world.as(member, 'conversation.leave', { clientId: freshClientId(), conversation });
    await leave();
    const { token } = await world.as(owner, 'join.create', { conversation });
    await world.as(member, 'join.ask', { token });
    await assertFails('member.muted', send(world, member, conversation, 'back'));
    assert.equal((await logOf(world, member, conversation)).at(-1)?.type, 'member-muted');
    await leave();
    world.clock.advance(MINUTE_MS);
    await world.as(member, 'join.ask', { token });
    await send(world, member, conversation, 'back');
  });

  rule('[GR23] only the owner dissolves; everybody is out, and told why', async (world) => {
    const all = await everybody(world);
    const { token } = await world.as(all.owner, 'join.create', { conversation: all.group });
    const since = await world.conversations.hello(all.member.user, undefined);
    await onlyFor(all, ['owner'], (caller) =>
      world.as(caller, 'conversation.dissolve', { clientId: freshClientId(), conversation: all.group }),
    );
    for (const caller of [all.owner, all.admin, all.member]) {
      await assertFails('conversation.unknown', send(world, caller, all.group, 'hello?'));
      await assertFails('conversation.unknown', world.as(caller, 'conversation.get', { conversation: all.group }));
    }
    assert.deepEqual(await world.conversations.membersOf(all.group), []);
    const { entries } = await world.conversations.hello(all.member.user, since);
    const told = entries.find((entry) => entry.type === 'membership');
    assert.deepEqual(told && { ...told, seq: 0 }, {
      ...{ seq: 0, type: 'membership', conversation: all.group, member: false, why: 'dissolved', title: 'group' },
    });
    await settled();
    assert.equal(world.events.at(-1)?.type, 'dissolved');
    await assertFails('join.unknown', world.as(all.stranger, 'join.look', { token }));
  });

  rule('[GR20] direct conversations have none of it', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const conversation = (await world.as(ann, 'conversation.direct', { user: bob.user })).summary.id;
    await assertFails('access.denied', setRole(world, ann, conversation, bob, 'admin'));
    await assertFails('access.denied', mute(world, ann, conversation, bob, FOR_GOOD));
    await assertFails('access.denied', set(world, ann, conversation, { post: 'admins' }));
    await assertFails('access.denied', world.as(ann, 'join.create', { conversation }));
    const whole = { clientId: freshClientId(), conversation };
    await assertFails('access.denied', world.as(ann, 'conversation.dissolve', whole));
    await assertFails('access.denied', world.as(ann, 'conversation.set-picture', { ...whole, picture: null }));
  });

  rule('[CV26] an owner who leaves hands over; a mute of the heir ends', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    await mute(world, ann, group, bob, FOR_GOOD);
    await world.as(ann, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    await send(world, bob, group, 'mine now');
    await add(world, bob, group, ann);
    assert.equal((await rolesIn(world, bob, group)).get(ann.user), 'member');
  });
}
