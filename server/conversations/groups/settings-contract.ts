import assert from 'node:assert/strict';
import type { ConversationSettings } from '#protocol/group-settings.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from '../contract.ts';
import { createGroup, freshClientId, linesOf, logOf, send, type World } from '../conversations-world.ts';
import { add, everybody, onlyFor, set } from './testing/group-worlds.ts';

const DAY_MS = 86_400_000;

/** docs/spec/groups.md, "Settings", "Announcement", "Temporary groups". */
export function settingsContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[GR1] what is as by default is absent; what changes nothing stores nothing', async (world) => {
    const { group, owner, admin } = await everybody(world);
    assert.equal(await settingsSeen(world, owner, group), undefined);
    await set(world, owner, group, { post: 'admins', approval: true, receipts: false });
    assert.deepEqual(await settingsSeen(world, admin, group), { post: 'admins', approval: true, receipts: false });
    const written = await set(world, owner, group, { post: 'admins' });
    assert.equal(written.seq, (await logOf(world, owner, group)).at(-1)?.seq);
    await set(world, admin, group, { post: 'everybody', approval: false, receipts: true });
    assert.equal(await settingsSeen(world, owner, group), undefined);
    const last = (await logOf(world, owner, group)).at(-1);
    assert.deepEqual(last?.type === 'settings-changed' && last.change, {
      ...{ post: 'everybody', approval: false, receipts: true },
    });
  });

  rule('[GR2] owner and admins change settings, nobody else', async (world) => {
    const all = await everybody(world);
    await onlyFor(all, ['owner', 'admin'], (caller) =>
      set(world, caller, all.group, { announcement: `by ${caller.user}` }),
    );
    await onlyFor(all, ['owner'], (caller) => set(world, caller, all.group, { until: world.clock.now() + DAY_MS }));
  });

  rule('[GR3] where only admins may, members may not post, invite, pin, mention everybody', async (world) => {
    const { group, owner, admin, member, stranger } = await everybody(world);
    const { seq } = await send(world, member, group, 'before');
    const pin = (caller: Caller) =>
      world.as(caller, 'message.pin', { clientId: freshClientId(), conversation: group, seq, on: true });
    const all = (caller: Caller) => {
      const message = { clientId: freshClientId(), conversation: group, text: '@', mentions: ['all' as const] };
      return world.as(caller, 'message.send', message);
    };
    await set(world, owner, group, { invite: 'admins', pin: 'admins', mentionAll: 'admins' });
    await assertFails('access.denied', add(world, member, group, stranger));
    await assertFails('access.denied', pin(member));
    await assertFails('mention-all.admins-only', all(member));
    await send(world, member, group, 'but write');
    await set(world, owner, group, { post: 'admins' });
    const edit = { clientId: freshClientId(), conversation: group, seq, text: 'x' };
    await assertFails('post.admins-only', send(world, member, group, 'no'));
    await assertFails('post.admins-only', world.as(member, 'message.edit', edit));
    for (const ask of [all, pin]) await ask(admin);
    await add(world, admin, group, stranger);
    await set(world, owner, group, { post: 'everybody', mentionAll: 'everybody' });
    await all(member);
  });

  rule('[GR10] the announcement says whose it is, and what was announced before can be read', async (world) => {
    const { group, owner, admin, member } = await everybody(world);
    await set(world, owner, group, { announcement: '  one\ntwo ' });
    const first = world.clock.now();
    world.clock.advance(1000);
    assert.deepEqual((await settingsSeen(world, member, group))?.announcement, {
      ...{ text: 'one\ntwo', by: owner.user, at: first },
    });
    await set(world, admin, group, { announcement: 'three' });
    await set(world, admin, group, { announcement: '' });
    assert.equal(await settingsSeen(world, member, group), undefined);
    const { announcements } = await world.as(member, 'conversation.announcements', { conversation: group });
    assert.deepEqual(
      announcements.map(({ text, by }) => [text, by]),
      [
        ['', admin.user],
        ['three', admin.user],
        ['one\ntwo', owner.user],
      ],
    );
    for (const text of ['\ud800', 'a\u202eb']) {
      await assertFails('request.invalid', set(world, owner, group, { announcement: text }));
    }
  });

  rule('[GR60] a group may be made to end, within a year; only then', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const make = (until: number) =>
      world.as(ann, 'conversation.create', { clientId: freshClientId(), title: 't', members: [bob.user], until });
    const now = world.clock.now();
    for (const until of [now, now - 1, now + LIMITS.temporaryMs + 1]) await assertFails('request.invalid', make(until));
    assert.deepEqual(await world.conversations.conversationsOf(ann.user), []);
    const { summary } = await make(now + DAY_MS);
    assert.equal(summary.settings?.until, now + DAY_MS);
  });

  rule('[GR61] a temporary group ends when its time comes, once, and its members are told', async (world) => {
    const group = await temporary(world);
    await world.conversations.endDue();
    await send(world, group.ann, group.id, 'still');
    world.clock.advance(DAY_MS);
    await Promise.all([world.conversations.endDue(), world.conversations.endDue()]);
    await world.conversations.endDue();
    await settled();
    const ends = world.events.filter((event) => event.type === 'dissolved');
    assert.deepEqual(
      ends.map(({ by, timely }) => [by, timely]),
      [[group.ann.user, true]],
    );
    await assertFails('conversation.unknown', send(world, group.ann, group.id, 'late'));
    const told = world.entries.filter(({ entry }) => entry.type === 'membership' && entry.why === 'ended');
    assert.deepEqual(told.map(({ user }) => user).sort(), [group.ann.user, group.bob.user].sort());
  });

  rule('[GR62] its owner extends it, or makes it last', async (world) => {
    const group = await temporary(world);
    await set(world, group.ann, group.id, { until: world.clock.now() + 3 * DAY_MS });
    world.clock.advance(2 * DAY_MS);
    await world.conversations.endDue();
    await set(world, group.ann, group.id, { until: null });
    world.clock.advance(2 * DAY_MS);
    await world.conversations.endDue();
    await send(world, group.bob, group.id, 'for good');
    assert.equal(await settingsSeen(world, group.bob, group.id), undefined);
  });

  rule('[GR70] who joins sees nothing of before, and goes on not to, whatever is set later', async (world) => {
    const { ann, bob, cat, group } = await hidden(world);
    await set(world, ann, group, { history: 'everything' });
    const { summary } = await world.as(bob, 'conversation.get', { conversation: group });
    const joined = summary.visibleFrom;
    const lines = await linesOf(world, bob, group);
    assert.deepEqual([lines[0]?.seq, lines[0]?.type], [joined, 'members-added']);
    assert.deepEqual((await logOf(world, bob, group))[0]?.seq, joined);
    const page = (place: object) => world.as(bob, 'conversation.history', { conversation: group, ...place });
    for (const place of [{ before: 3 }, { around: 2 }, { after: 0 }, {}]) {
      const { lines: some, before } = await page(place);
      assert.ok(some.every(({ seq }) => seq >= (joined ?? 0)) && !before, JSON.stringify(place));
    }
    await add(world, ann, group, cat);
    assert.equal((await linesOf(world, cat, group))[0]?.seq, 1);
    await world.as(bob, 'conversation.leave', { clientId: freshClientId(), conversation: group });
    await add(world, ann, group, bob);
    assert.equal((await linesOf(world, bob, group))[0]?.seq, 1);
  });

  rule('[GR71] nothing that is done to messages of before says what they were', async (world) => {
    const { ann, bob, group, secret } = await hidden(world);
    const about = () => ({ clientId: freshClientId(), conversation: group });
    const target = () => ({ ...about(), seq: secret });
    const unknown = [
      () => world.as(bob, 'message.edits', { conversation: group, seq: secret }),
      () => world.as(bob, 'message.reactions', { conversation: group, seq: secret, emoji: '👍' }),
      () => world.as(bob, 'message.react', { ...target(), emoji: '👍', on: true }),
      () => world.as(bob, 'message.pin', { ...target(), on: true }),
      () => world.as(bob, 'message.forward', { ...about(), seqs: [secret], to: group }),
    ];
    for (const ask of unknown) await assertFails('message.unknown', ask());
    const reply = { clientId: freshClientId(), conversation: group, text: 'yes' };
    await assertFails('message.unknown', world.as(bob, 'message.send', { ...reply, replyTo: secret }));
    await world.as(ann, 'message.send', { ...reply, replyTo: secret });
    await world.as(ann, 'message.edit', { ...target(), text: 'another secret' });
    await world.as(ann, 'message.react', { ...target(), emoji: '🎉', on: true });
    await world.as(ann, 'message.pin', { ...target(), on: true });
    const answer = (await linesOf(world, bob, group)).find((line) => line.type === 'message');
    await world.as(bob, 'message.star', { conversation: group, seq: answer?.seq ?? 0, on: true });
    await settled();
    const told = JSON.stringify([
      await world.as(bob, 'message.stars', {}),
      await logOf(world, bob, group),
      await linesOf(world, bob, group),
      await world.as(bob, 'message.pins', { conversation: group }),
      await world.as(bob, 'conversation.get', { conversation: group }),
      (await world.conversations.hello(bob.user, undefined)).changes,
    ]);
    assert.ok(!told.includes('secret') && !told.includes('🎉') && !told.includes('replyTo'));
    assert.deepEqual(
      (await logOf(world, bob, group)).map(({ seq }) => seq - secret),
      [1, 2, 3, 4, 5],
    );
  });
}

async function settingsSeen(
  world: World,
  caller: Caller,
  conversation: string,
): Promise<ConversationSettings | undefined> {
  return (await world.as(caller, 'conversation.get', { conversation })).summary.settings;
}

/** A group that ends in a day. */
async function temporary(world: World) {
  const [ann, bob] = world.people.addAll('ann', 'bob');
  const until = world.clock.now() + DAY_MS;
  const params = { clientId: freshClientId(), title: 'trip', members: [bob.user], until };
  const { summary } = await world.as(ann, 'conversation.create', params);
  return { ann, bob, id: summary.id };
}

/** A group that bob joined after a secret was told, and while new ones see nothing of before. */
async function hidden(world: World) {
  const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
  const group = await createGroup(world, ann, []);
  await set(world, ann, group, { history: 'joining' });
  const { seq: secret } = await send(world, ann, group, 'secret');
  await add(world, ann, group, bob);
  return { ann, bob, cat, group, secret };
}
