import assert from 'node:assert/strict';
import { AVATAR } from '#protocol/avatar.ts';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from '../contract.ts';
import { createGroup, freshClientId, logOf, type World } from '../conversations-world.ts';
import { add, everybody, onlyFor, set, setRole } from './testing/group-worlds.ts';

const HOUR_MS = 3_600_000;

/** docs/spec/groups.md, "Pictures" and "Joining". */
export function joiningContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[GR50] owner and admins make, see and revoke links; what is stored is no token', async (world) => {
    const all = await everybody(world);
    const { group: conversation } = all;
    await onlyFor(all, ['owner', 'admin'], (caller) => world.as(caller, 'join.create', { conversation }));
    await onlyFor(all, ['owner', 'admin'], (caller) => world.as(caller, 'join.links', { conversation }));
    const { link, token } = await world.as(all.owner, 'join.create', { conversation, mostUses: 3 });
    assert.equal(Buffer.from(token, 'base64url').length, 16);
    const rows = await world.database.read.selectFrom('join_links').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(token));
    await onlyFor(all, ['owner', 'admin'], (caller) =>
      world.as(caller, 'join.revoke', { conversation, link: link.id }),
    );
    await assertFails('join.unknown', world.as(all.stranger, 'join.ask', { token }));
    assert.equal((await world.as(all.admin, 'join.links', { conversation })).links.length, 2);
  });

  rule('[GR50] there are twenty good links at most', async (world) => {
    const ann = world.people.add('ann');
    const conversation = await createGroup(world, ann, []);
    const make = () => world.as(ann, 'join.create', { conversation, lastsMs: HOUR_MS });
    for (let n = 0; n < LIMITS.joinLinks; n++) await make();
    await assertFails('join-links.full', make());
    world.clock.advance(HOUR_MS);
    assert.deepEqual((await world.as(ann, 'join.links', { conversation })).links, []);
    await make();
  });

  rule('[GR51] whoever has a link sees what it leads to; links that are over say so', async (world) => {
    const { ann, bob, cat, group } = await grouped(world);
    const { token } = await world.as(ann, 'join.create', { conversation: group, lastsMs: HOUR_MS, mostUses: 1 });
    const look = (caller: Caller, which = token) => world.as(caller, 'join.look', { token: which });
    assert.deepEqual(await look(bob), { title: 'group', memberCount: 1, approval: false, state: 'open' });
    assert.deepEqual((await look(ann)).conversation, group);
    await assertFails('join.unknown', look(bob, 'A'.repeat(22)));
    await world.as(bob, 'join.ask', { token });
    await assertFails('join.used-up', look(cat));
    await assertFails('join.used-up', world.as(cat, 'join.ask', { token }));
    world.clock.advance(HOUR_MS);
    await assertFails('join.expired', look(cat));
    await assertFails('join.expired', world.as(cat, 'join.ask', { token }));
    assert.equal((await look(bob)).state, 'member');
  });

  rule('[GR52] without approval who has a link is in at once, and once', async (world) => {
    const { ann, bob, group } = await grouped(world);
    const { token } = await world.as(ann, 'join.create', { conversation: group });
    const answers = await Promise.all([
      world.as(bob, 'join.ask', { token }),
      world.as(bob, 'join.ask', { token }),
      world.as(ann, 'join.ask', { token }),
    ]);
    assert.deepEqual(answers, Array(3).fill({ state: 'member', conversation: group }));
    const last = (await logOf(world, bob, group)).at(-1);
    assert.deepEqual(last?.type === 'members-added' && [last.by, last.members], [bob.user, [bob.user]]);
    assert.equal((await world.as(ann, 'join.links', { conversation: group })).links[0]?.uses, 1);
    assert.equal((await world.as(ann, 'conversation.get', { conversation: group })).summary.memberCount, 2);
  });

  rule('[GR53] with approval they wait until owner or admins decide', async (world) => {
    const all = await everybody(world);
    const { group: conversation, owner, stranger, removed } = all;
    await set(world, owner, conversation, { approval: true });
    const { token } = await world.as(owner, 'join.create', { conversation });
    assert.deepEqual(await world.as(stranger, 'join.ask', { token, word: ' I work here ' }), { state: 'asked' });
    assert.deepEqual(await world.as(stranger, 'join.ask', { token }), { state: 'asked' });
    await world.as(removed, 'join.ask', { token });
    assert.equal((await world.as(stranger, 'join.look', { token })).state, 'asked');
    await assertFails('conversation.unknown', world.as(stranger, 'conversation.get', { conversation }));
    const { requests } = await world.as(all.admin, 'join.requests', { conversation });
    assert.deepEqual(
      requests.map(({ user, word }) => [user, word]).sort(),
      [
        [stranger.user, 'I work here'],
        [removed.user, ''],
      ].sort(),
    );
    await onlyFor(all, ['owner', 'admin'], (caller) => world.as(caller, 'join.requests', { conversation }));
    const decide = (caller: Caller, user: string, accept: boolean) =>
      world.as(caller, 'join.decide', { conversation, user, accept });
    await onlyFor(all, ['admin', 'owner'], (caller) => decide(caller, stranger.user, true));
    await decide(owner, removed.user, false);
    await assertFails('conversation.unknown', world.as(removed, 'conversation.get', { conversation }));
    const last = (await logOf(world, stranger, conversation)).at(-1);
    assert.deepEqual(last?.type === 'members-added' && [last.by, last.members], [all.admin.user, [stranger.user]]);
    assert.deepEqual((await world.as(owner, 'join.requests', { conversation })).requests, []);
  });

  rule('[GR54] owner and admins are told how many wait; others are not', async (world) => {
    const { group: conversation, owner, admin, member, stranger } = await everybody(world);
    await set(world, owner, conversation, { approval: true });
    const { token } = await world.as(owner, 'join.create', { conversation });
    await world.as(stranger, 'join.ask', { token });
    await settled();
    const told = (who: Caller) =>
      world.entries.filter(({ user, entry }) => user === who.user && entry.type === 'join-requests').at(-1)?.entry;
    const count = (who: Caller) => {
      const entry = told(who);
      return entry?.type === 'join-requests' ? [entry.count, entry.gone ?? false] : undefined;
    };
    assert.deepEqual([count(owner), count(admin), count(member)], [[1, false], [1, false], undefined]);
    await setRole(world, owner, conversation, admin, 'member');
    await setRole(world, owner, conversation, member, 'admin');
    await settled();
    assert.deepEqual(
      [count(admin), count(member)],
      [
        [0, true],
        [1, false],
      ],
    );
    await world.as(member, 'join.decide', { conversation, user: stranger.user, accept: true });
    await settled();
    assert.deepEqual([count(owner), count(member)], Array(2).fill([0, true]));
  });

  rule('[GR55] whom members add when there is approval waits too, and whom admins add does not', async (world) => {
    const { group: conversation, owner, admin, member, stranger, removed } = await everybody(world);
    await set(world, owner, conversation, { approval: true });
    await add(world, member, conversation, stranger);
    await add(world, member, conversation, stranger);
    await assertFails('conversation.unknown', world.as(stranger, 'conversation.get', { conversation }));
    const { requests } = await world.as(owner, 'join.requests', { conversation });
    assert.deepEqual(
      requests.map(({ user, by }) => [user, by]),
      [[stranger.user, member.user]],
    );
    await add(world, admin, conversation, removed);
    await world.as(removed, 'conversation.get', { conversation });
    await add(world, admin, conversation, stranger);
    assert.deepEqual((await world.as(owner, 'join.requests', { conversation })).requests, []);
  });

  rule('[GR52] nobody comes into a full group', async (world) => {
    const { ann, bob, group } = await grouped(world);
    const { token } = await world.as(ann, 'join.create', { conversation: group });
    await world.database.write((db) =>
      db.updateTable('conversations').set({ member_count: LIMITS.groupMembers }).where('id', '=', group).execute(),
    );
    await assertFails('conversation.full', world.as(bob, 'join.ask', { token }));
  });

  rule('[GR56] who tries many links has to wait', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, []);
    const { token } = await world.as(ann, 'join.create', { conversation: group });
    for (let n = 0; n < 20; n++) {
      const guess = `${n}`.padStart(22, 'x');
      await assertFails('join.unknown', world.as(bob, 'join.look', { token: guess }));
    }
    await assertFails('rate.limited', world.as(bob, 'join.look', { token: 'y'.repeat(22) }));
    await assertFails('rate.limited', world.as(bob, 'join.ask', { token }));
    await world.as(ann, 'join.look', { token });
  });

  rule('[GR40] owner and admins show another picture; [GR41] only members see it, the present one', async (world) => {
    const all = await everybody(world);
    const { group: conversation } = all;
    const picture = { large: face(AVATAR.largePx), small: face(AVATAR.smallPx) };
    const show = (caller: Caller) =>
      world.as(caller, 'conversation.set-picture', { clientId: freshClientId(), conversation, picture });
    await onlyFor(all, ['admin', 'owner'], show);
    const name = (await world.as(all.member, 'conversation.get', { conversation })).summary.settings?.avatar ?? '';
    const look = (caller: Caller, which = name) =>
      world.as(caller, 'conversation.picture', { conversation, name: which, size: 'small' });
    await onlyFor(all, ['member', 'admin', 'owner'], (caller) => look(caller));
    assert.deepEqual(await look(all.member), { type: 'image/jpeg', data: picture.small });
    const { token } = await world.as(all.owner, 'join.create', { conversation });
    assert.equal((await world.as(all.stranger, 'join.look', { token })).picture, picture.small);
    await world.as(all.owner, 'conversation.set-picture', {
      ...{ clientId: freshClientId(), conversation, picture: null },
    });
    await assertFails('avatar.unknown', look(all.member));
    const { summary } = await world.as(all.member, 'conversation.get', { conversation });
    assert.equal(summary.settings, undefined);
  });

  rule('[GR40] a repeated command leaves the picture that is shown', async (world) => {
    const { ann, group: conversation } = await grouped(world);
    const params = {
      ...{ clientId: freshClientId(), conversation },
      picture: { large: face(AVATAR.largePx), small: face(AVATAR.smallPx) },
    };
    const written = await world.as(ann, 'conversation.set-picture', params);
    assert.deepEqual(await world.as(ann, 'conversation.set-picture', params), written);
    const { summary } = await world.as(ann, 'conversation.get', { conversation });
    const name = summary.settings?.avatar ?? '';
    const { data } = await world.as(ann, 'conversation.picture', { conversation, name, size: 'large' });
    assert.equal(data, params.picture.large);
  });

  rule('[GR40] what is no square picture is refused', async (world) => {
    const { ann, group: conversation } = await grouped(world);
    const small = face(AVATAR.smallPx);
    for (const large of [Buffer.from('text').toString('base64'), face(AVATAR.largePx + 1)]) {
      const params = { clientId: freshClientId(), conversation, picture: { large, small } };
      await assertFails('avatar.invalid', world.as(ann, 'conversation.set-picture', params));
    }
  });

  rule('[GR42] the faces of a group are those of its first nine, for members', async (world) => {
    const people = Array.from({ length: 12 }, (_, n) => world.people.add(`${n}`));
    const [ann, bob] = people;
    assert.ok(ann && bob);
    const group = await createGroup(world, ann, []);
    for (const one of people.slice(1)) await add(world, ann, group, one);
    const faces = (caller: Caller) => world.as(caller, 'conversation.faces', { conversations: [group] });
    const { faces: shown, people: named } = await faces(bob);
    const first = people.slice(0, LIMITS.groupFaces).map(({ user }) => user);
    assert.deepEqual([shown, named.length], [[{ conversation: group, users: first }], LIMITS.groupFaces]);
    assert.deepEqual((await faces(world.people.add('eve'))).faces, []);
  });
}

async function grouped(world: World): Promise<{ ann: Caller; bob: Caller; cat: Caller; group: ConversationId }> {
  const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
  return { ann, bob, cat, group: await createGroup(world, ann, []) };
}

/** The head of a JPEG, with nothing to see behind it. In base64. */
function face(px: number): string {
  const frame = Buffer.from('ffc0001108000000000301220002110103110100', 'hex').subarray(0, 19);
  frame.writeUInt16BE(px, 5);
  frame.writeUInt16BE(px, 7);
  const head = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
  return Buffer.concat([head, frame, Buffer.from('ffd9', 'hex')]).toString('base64');
}
