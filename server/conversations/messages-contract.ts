import assert from 'node:assert/strict';
import type { ConversationId, Role, Seq } from '#protocol/common.ts';
import type { Line, MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from './contract.ts';
import { createGroup, freshClientId, linesOf, logOf, send, type World } from './conversations-world.ts';

const HOUR_MS = 3_600_000;

/** docs/spec/conversations.md, "Messages" and "Mentions". */
export function messagesContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[CV60] history has each message once, in its present state, and no line for its changes', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'helo');
    await act(ann, 'message.edit', { seq, text: 'hello' });
    await act(bob, 'message.react', { seq, emoji: '👍', on: true });
    await act(bob, 'message.pin', { seq, on: true });
    await send(world, bob, group, 'next');
    const { lines, asOf, before, after } = await world.as(bob, 'conversation.history', { conversation: group });
    assert.deepEqual([lines.map((line) => line.seq), asOf, before, after], [[1, 2, 6], 6, false, false]);
    const { text, editedAt, reactions, pinned, changed } = messageAt(lines, seq);
    assert.deepEqual([text, editedAt, pinned, changed], ['hello', world.clock.now(), true, 5]);
    assert.deepEqual(reactions, [{ emoji: '👍', count: 1, users: [bob.user], me: true }]);
    const page = await world.as(ann, 'conversation.history', { conversation: group, around: 4, limit: 2 });
    assert.deepEqual([page.lines.map((line) => line.seq), page.before, page.after], [[2, 6], true, false]);
    assert.equal(messageAt(page.lines, seq).reactions?.[0]?.me, undefined);
  });

  rule('[CV61] changes neither count nor come up in lists, but are told to those who were away', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'one');
    await send(world, ann, group, 'two');
    world.clock.advance(HOUR_MS);
    const since = await world.conversations.hello(bob.user, undefined);
    await act(ann, 'message.react', { seq, emoji: '👍', on: true });
    world.clock.advance(HOUR_MS);
    const { changes } = await world.conversations.hello(bob.user, since);
    const [summary] = changes.conversations;
    assert.deepEqual([summary?.id, summary?.lastSeq, summary?.messageCount], [group, 4, 2]);
    assert.equal(summary?.last.seq, 3);
  });

  rule('[CV61] an edit or a recall of the last message changes what lists show', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'helo');
    const last = async () => (await world.as(bob, 'conversation.get', { conversation: group })).summary.last;
    await act(ann, 'message.edit', { seq, text: 'hello' });
    assert.equal(messageAt([await last()], seq).text, 'hello');
    await act(ann, 'message.recall', { seq });
    const { text, recalled } = messageAt([await last()], seq);
    assert.deepEqual([text, recalled], ['', { by: ann.user, at: world.clock.now() }]);
  });

  rule('[CV62] only the author edits, in time, and what was said before stays to be read', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, bob, group, 'one');
    world.clock.advance(1000);
    await assertFails('access.denied', act(ann, 'message.edit', { seq, text: 'by the owner' }));
    await act(bob, 'message.edit', { seq, text: 'two' });
    world.clock.advance(1000);
    await act(bob, 'message.edit', { seq, text: 'three' });
    const { versions } = await world.as(ann, 'message.edits', { conversation: group, seq });
    const now = world.clock.now();
    assert.deepEqual(versions, [
      { at: now - 2000, text: 'one' },
      { at: now - 1000, text: 'two' },
      { at: now, text: 'three' },
    ]);
    for (const text of ['', ' ', '\ud800'])
      await assertFails('request.invalid', act(bob, 'message.edit', { seq, text }));
    await assertFails('request.too-large', act(bob, 'message.edit', { seq, text: 'x'.repeat(LIMITS.textBytes + 1) }));
    world.clock.advance(24 * HOUR_MS);
    await assertFails('message.too-late', act(bob, 'message.edit', { seq, text: 'four' }));
    assert.equal(messageAt(await linesOf(world, ann, group), seq).text, 'three');
  });

  rule('[CV62] a message takes only so many edits', async (world) => {
    const { ann, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'start');
    for (let n = 0; n < LIMITS.edits; n += 1) await act(ann, 'message.edit', { seq, text: `${n}` });
    await assertFails('message.full', act(ann, 'message.edit', { seq, text: 'more' }));
  });

  rule('[CV63] who may recall: the author in time, owner and admins always; nobody in direct ones', async (world) => {
    const { owner, admin, member, other, group } = await allRoles(world);
    const recall = (caller: Caller, conversation: ConversationId, seq: Seq) =>
      world.as(caller, 'message.recall', { clientId: freshClientId(), conversation, seq });
    for (const [late, code] of [[false, 'access.denied'] as const, [true, 'message.too-late'] as const]) {
      const by = new Map<Caller, Seq>();
      for (const one of [owner, admin, member]) by.set(one, (await send(world, one, group, 'x')).seq);
      if (late) world.clock.advance(25 * HOUR_MS);
      for (const seq of by.values()) await assertFails('access.denied', recall(other, group, seq));
      if (late) await assertFails(code, recall(member, group, by.get(member) ?? 0));
      else await recall(member, group, by.get(member) ?? 0);
      await recall(admin, group, by.get(owner) ?? 0);
      await recall(owner, group, by.get(admin) ?? 0);
    }
    const direct = (await world.as(owner, 'conversation.direct', { user: admin.user })).summary.id;
    const { seq } = await send(world, owner, direct, 'x');
    await assertFails('access.denied', recall(admin, direct, seq));
    world.clock.advance(25 * HOUR_MS);
    await assertFails('message.too-late', recall(owner, direct, seq));
  });

  rule('[CV64] a recalled text leaves the server by no path', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const clientId = freshClientId();
    const { seq } = await send(world, ann, group, 'secret one', clientId);
    const reply = { clientId: freshClientId(), conversation: group, text: 'what?', replyTo: seq };
    const answer = await world.as(bob, 'message.send', reply);
    await act(ann, 'message.edit', { seq, text: 'secret two', mentions: [bob.user, 'all'] });
    await act(bob, 'message.react', { seq, emoji: '😱', on: true });
    await act(bob, 'message.pin', { seq, on: true });
    await act(ann, 'message.recall', { seq });
    await settled();
    world.events.length = 0;
    const asked = [
      await world.as(bob, 'conversation.events', { conversation: group, after: 0 }),
      await world.as(bob, 'conversation.history', { conversation: group }),
      await world.as(bob, 'conversation.get', { conversation: group }),
      await world.as(bob, 'message.pins', { conversation: group }),
      await world.conversations.hello(bob.user, undefined),
      await send(world, ann, group, 'secret one', clientId),
      world.events,
    ];
    assert.ok(!JSON.stringify(asked).includes('secret'));
    const lines = await linesOf(world, bob, group);
    assert.deepEqual(messageAt(lines, answer.seq).quote, { by: ann.user, text: '', recalled: true });
    const now = world.clock.now();
    assert.deepEqual(messageAt(lines, seq).recalled, { by: ann.user, at: now });
    for (const table of ['message_mentions', 'message_reactions', 'conversation_pins'] as const) {
      assert.deepEqual(await world.database.read.selectFrom(table).selectAll().execute(), []);
    }
    const rows = await world.database.read.selectFrom('conversation_events').select('body').execute();
    const states = await world.database.read.selectFrom('conversation_lines').select('state').execute();
    assert.ok(!JSON.stringify([rows, states]).includes('secret'));
  });

  rule('[CV64] with a recalled message nothing more can be done', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'gone');
    await act(ann, 'message.recall', { seq });
    const asked = { conversation: group, seq };
    const nothing = [
      () => act(ann, 'message.edit', { seq, text: 'back' }),
      () => act(ann, 'message.recall', { seq }),
      () => act(bob, 'message.react', { seq, emoji: '👍', on: true }),
      () => act(bob, 'message.pin', { seq, on: true }),
      () => world.as(bob, 'message.edits', asked),
      () => world.as(bob, 'message.reactions', { ...asked, emoji: '👍' }),
      () =>
        world.as(bob, 'message.send', {
          clientId: freshClientId(),
          ...{ conversation: group },
          text: 'x',
          replyTo: seq,
        }),
    ];
    for (const ask of nothing) await assertFails('message.unknown', ask());
    for (const other of [0, 1, 3, 99]) {
      await assertFails('message.unknown', act(bob, 'message.react', { seq: other, emoji: '👍', on: true }));
    }
  });

  rule('[CV65] mentions count until they are read, and follow edits and recalls', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const mention = async (text: string, mentions: string[]) =>
      (await world.as(ann, 'message.send', { clientId: freshClientId(), conversation: group, text, mentions })).seq;
    const mine = async () => (await world.as(bob, 'conversation.get', { conversation: group })).summary.mentions;
    const [one, two, three] = [
      await mention('@bob', [bob.user]),
      await mention('@all', ['all', bob.user]),
      await mention('@ann', [ann.user]),
    ];
    assert.deepEqual(await mine(), [one, two]);
    await act(ann, 'message.edit', { seq: three, text: '@bob', mentions: [bob.user] });
    await act(ann, 'message.edit', { seq: two, text: 'nobody' });
    assert.deepEqual(await mine(), [one, three]);
    await act(ann, 'message.recall', { seq: one });
    assert.deepEqual(await mine(), [three]);
    const { changes } = await world.conversations.hello(bob.user, undefined);
    assert.deepEqual(changes.conversations[0]?.mentions, [three]);
    await world.as(bob, 'conversation.read', { conversation: group, seq: three });
    assert.equal(await mine(), undefined);
    await act(ann, 'message.edit', { seq: three, text: '@all', mentions: ['all'] });
    assert.equal(await mine(), undefined);
    const { summary } = await world.as(ann, 'conversation.get', { conversation: group });
    assert.equal(summary.mentions, undefined);
  });

  rule('[CV65] who is no member is not mentioned', async (world) => {
    const { ann, bob, group } = await pair(world);
    const eve = world.people.add('eve');
    const mentions = [eve.user, bob.user];
    await world.as(ann, 'message.send', { clientId: freshClientId(), conversation: group, text: '@', mentions });
    assert.deepEqual(messageAt(await linesOf(world, ann, group), 2).mentions, [bob.user]);
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [eve.user] });
    assert.equal((await world.as(eve, 'conversation.get', { conversation: group })).summary.mentions, undefined);
  });

  rule('[CV66] reactions are a set of people for each emoji, and name the first of them', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'vote');
    const crowd = Array.from({ length: LIMITS.reactionNames + 3 }, (_, n) => world.people.add(`${n}`));
    const members = crowd.map(({ user }) => user);
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members });
    for (const one of crowd) await act(one, 'message.react', { seq, emoji: '👍', on: true });
    const before = await logOf(world, ann, group);
    await act(bob, 'message.react', { seq, emoji: '👍', on: false });
    await act(crowd[0] ?? bob, 'message.react', { seq, emoji: '👍', on: true });
    assert.equal((await logOf(world, ann, group)).length, before.length);
    const [reaction] = messageAt(await linesOf(world, crowd[22] ?? bob, group), seq).reactions ?? [];
    assert.deepEqual([reaction?.count, reaction?.me], [crowd.length, true]);
    assert.deepEqual(reaction?.users, members.slice(0, LIMITS.reactionNames));
    const asked = { conversation: group, seq, emoji: '👍' };
    const all = await world.as(bob, 'message.reactions', asked);
    assert.deepEqual([all.users, all.people.length], [members, crowd.length]);
    for (const one of crowd) await act(one, 'message.react', { seq, emoji: '👍', on: false });
    assert.equal(messageAt(await linesOf(world, ann, group), seq).reactions, undefined);
  });

  rule('[CV66] a reaction is one emoji, and a message has so many kinds of them', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, 'vote');
    for (const emoji of ['', 'a', '👍👍', 'ok', '<b>']) {
      await assertFails('request.invalid', act(bob, 'message.react', { seq, emoji, on: true }));
    }
    const kinds = Array.from({ length: LIMITS.reactionKinds + 1 }, (_, n) => String.fromCodePoint(0x1f600 + n));
    for (const emoji of kinds.slice(1)) await act(bob, 'message.react', { seq, emoji, on: true });
    await assertFails('message.full', act(ann, 'message.react', { seq, emoji: kinds[0] ?? '', on: true }));
    await act(ann, 'message.react', { seq, emoji: kinds[1] ?? '', on: true });
    assert.equal(messageAt(await linesOf(world, ann, group), seq).reactions?.length, LIMITS.reactionKinds);
  });

  rule('[CV67] every member pins, and the list keeps its order and its bound', async (world) => {
    const { owner, admin, member, group } = await allRoles(world);
    const seqs: Seq[] = [];
    for (let n = 0; n <= LIMITS.pins; n += 1) seqs.push((await send(world, owner, group, `${n}`)).seq);
    const pin = (caller: Caller, seq: Seq | undefined, on = true) =>
      world.as(caller, 'message.pin', { clientId: freshClientId(), conversation: group, seq: seq ?? 0, on });
    const pinned = async () => {
      const { lines } = await world.as(member, 'message.pins', { conversation: group });
      assert.ok(lines.every((line) => line.type === 'message' && line.pinned));
      return lines.map((line) => line.seq);
    };
    await pin(member, seqs[5]);
    await pin(admin, seqs[1]);
    await pin(owner, seqs[3]);
    await pin(member, seqs[1], false);
    assert.deepEqual(await pinned(), [seqs[5], seqs[3]]);
    await pin(member, seqs[5]);
    for (const seq of seqs) if (seq !== seqs[0]) await pin(admin, seq);
    await assertFails('pins.full', pin(owner, seqs[0]));
    assert.equal((await pinned()).length, LIMITS.pins);
  });

  rule('[CV68] an answer quotes what the other message says now', async (world) => {
    const { ann, bob, group, act } = await pair(world);
    const { seq } = await send(world, ann, group, `${'长'.repeat(LIMITS.excerptChars - 1)}👍 and more`);
    const params = { clientId: freshClientId(), conversation: group, text: 'yes', replyTo: seq };
    const answer = await world.as(bob, 'message.send', params);
    const quoted = async () => messageAt(await linesOf(world, ann, group), answer.seq).quote;
    assert.deepEqual(await quoted(), { by: ann.user, text: '长'.repeat(LIMITS.excerptChars - 1) });
    await settled();
    assert.deepEqual(messageAt([world.events.at(-1) as Line], answer.seq).quote, await quoted());
    await act(ann, 'message.edit', { seq, text: 'short' });
    assert.deepEqual(await quoted(), { by: ann.user, text: 'short' });
    const history = await world.as(bob, 'conversation.history', { conversation: group, after: seq });
    assert.deepEqual(history.people.map(({ nickname }) => nickname).sort(), ['ann', 'bob']);
  });

  rule('[CV3] changes of messages are carried out once, and what changes nothing stores nothing', async (world) => {
    const { ann, bob, group } = await pair(world);
    const { seq } = await send(world, ann, group, 'one');
    const target = { conversation: group, seq };
    const edit = { clientId: freshClientId(), ...target, text: 'two' };
    const react = { clientId: freshClientId(), ...target, emoji: '👍', on: true };
    const pin = { clientId: freshClientId(), ...target, on: true };
    assert.deepEqual(await world.as(ann, 'message.edit', edit), await world.as(ann, 'message.edit', edit));
    assert.deepEqual(await world.as(bob, 'message.react', react), await world.as(bob, 'message.react', react));
    assert.deepEqual(await world.as(bob, 'message.pin', pin), await world.as(bob, 'message.pin', pin));
    const again = [
      await world.as(ann, 'message.edit', { ...edit, clientId: freshClientId() }),
      await world.as(bob, 'message.react', { ...react, clientId: freshClientId() }),
      await world.as(ann, 'message.pin', { ...pin, clientId: freshClientId() }),
    ];
    assert.deepEqual(
      again.map((written) => written.seq),
      [5, 5, 5],
    );
    const recall = { clientId: freshClientId(), ...target };
    assert.deepEqual(await world.as(ann, 'message.recall', recall), await world.as(ann, 'message.recall', recall));
    assert.deepEqual((await world.as(ann, 'message.edit', edit)).seq, 3);
    assert.equal((await logOf(world, ann, group)).length, 6);
  });
}

type Changing = 'message.edit' | 'message.recall' | 'message.react' | 'message.pin';

async function pair(world: World) {
  const [ann, bob] = world.people.addAll('ann', 'bob');
  const group = await createGroup(world, ann, [bob]);
  const act = <Name extends Changing>(
    caller: Caller,
    name: Name,
    params: Omit<ParamsOf<Name>, 'clientId' | 'conversation'>,
  ) => world.as(caller, name, { clientId: freshClientId(), conversation: group, ...params } as ParamsOf<Name>);
  return { ann, bob, group, act };
}

/** A group with somebody of each role. No command makes admins yet. */
async function allRoles(world: World) {
  const [owner, admin, member, other] = world.people.addAll('owner', 'admin', 'member', 'other');
  const group = await createGroup(world, owner, [admin, member, other]);
  const role: Role = 'admin';
  await world.database.write((db) =>
    db.updateTable('conversation_members').set({ role }).where('user_id', '=', admin.user).execute(),
  );
  return { owner, admin, member, other, group };
}

function messageAt(lines: readonly Line[], seq: Seq): MessageLine {
  const line = lines.find((one) => one.seq === seq);
  assert.ok(line?.type === 'message');
  return line;
}
