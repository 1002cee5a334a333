import assert from 'node:assert/strict';
import { LIMITS } from '#protocol/limits.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from './contract.ts';
import { createGroup, freshClientId, logOf, send } from './conversations-world.ts';

/** docs/spec/conversations.md, "The log". */
export function logContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[CV1] seqs are dense however many write at the same time and whoever fails', async (world) => {
    const [ann, bob, eve] = world.people.addAll('ann', 'bob', 'eve');
    const group = await createGroup(world, ann, [bob]);
    const writes = Array.from({ length: 120 }, (_, n) => {
      const writer = [ann, bob, eve][n % 3] ?? eve;
      return send(world, writer, group, `${n}`);
    });
    const outcomes = await Promise.allSettled(writes);
    assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 80);
    const log = await logOf(world, ann, group);
    assert.deepEqual(
      log.map((event) => event.seq),
      Array.from({ length: 81 }, (_, n) => n + 1),
    );
    assert.equal(log[0]?.type, 'created');
  });

  rule('[CV1] what was answered is what the log holds', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    const clientId = freshClientId();
    const written = await send(world, ann, group, 'hi', clientId);
    const event = (await logOf(world, ann, group))[1];
    const { seq, at, count } = written;
    assert.deepEqual(event, {
      conversation: group,
      seq,
      at,
      count,
      by: ann.user,
      type: 'message',
      clientId,
      text: 'hi',
    });
  });

  rule('[CV2] only messages count', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, []);
    await send(world, ann, group, 'one');
    await world.as(ann, 'conversation.rename', { clientId: freshClientId(), conversation: group, title: 'new' });
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [bob.user] });
    await send(world, bob, group, 'two');
    const log = await logOf(world, ann, group);
    assert.deepEqual(
      log.map((event) => [event.type, event.count]),
      [
        ['created', 0],
        ['message', 1],
        ['renamed', 1],
        ['members-added', 1],
        ['message', 2],
      ],
    );
  });

  rule('[CV3] a repeated client id returns the first answer, stores nothing and publishes nothing', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const clientId = freshClientId();
    const twins = await Promise.all([1, 2, 3].map(() => send(world, ann, group, 'once', clientId)));
    world.clock.advance(5000);
    await send(world, bob, group, 'between');
    const later = await send(world, ann, group, 'once', clientId);
    assert.deepEqual([...twins, later], Array(4).fill(later));
    await settled();
    assert.equal(world.events.filter((event) => event.type === 'message').length, 2);
    assert.equal((await logOf(world, ann, group)).length, 3);
  });

  rule('[CV3] every writing command is carried out once', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const create = { clientId: freshClientId(), title: 'once', members: [bob.user] };
    const first = await world.as(ann, 'conversation.create', create);
    assert.deepEqual(await world.as(ann, 'conversation.create', create), first);
    const conversation = first.summary.id;
    const add = { clientId: freshClientId(), conversation, members: [cat.user] };
    assert.deepEqual(await world.as(ann, 'member.add', add), await world.as(ann, 'member.add', add));
    const rename = { clientId: freshClientId(), conversation, title: 'twice' };
    assert.deepEqual(
      await world.as(ann, 'conversation.rename', rename),
      await world.as(ann, 'conversation.rename', rename),
    );
    const remove = { clientId: freshClientId(), conversation, member: cat.user };
    assert.deepEqual(await world.as(ann, 'member.remove', remove), await world.as(ann, 'member.remove', remove));
    const leave = { clientId: freshClientId(), conversation };
    assert.deepEqual(
      await world.as(bob, 'conversation.leave', leave),
      await world.as(bob, 'conversation.leave', leave),
    );
    assert.equal((await logOf(world, ann, conversation)).length, 5);
  });

  rule('[CV3] a repeat is answered after the person was removed; only a new command is refused', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const clientId = freshClientId();
    const written = await send(world, bob, group, 'mine', clientId);
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: bob.user });
    assert.deepEqual(await send(world, bob, group, 'mine', clientId), written);
    await assertFails('conversation.unknown', send(world, bob, group, 'more'));
  });

  rule('[CV3] client ids are of one person: another may use the same', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const clientId = freshClientId();
    const [one, other] = [await send(world, ann, group, 'a', clientId), await send(world, bob, group, 'b', clientId)];
    assert.deepEqual([one.seq, other.seq], [2, 3]);
  });

  rule('[CV4] a client id of something else is refused', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    const other = await createGroup(world, ann, []);
    const clientId = freshClientId();
    await send(world, ann, group, 'one', clientId);
    await assertFails('client-id.reused', send(world, ann, group, 'another', clientId));
    await assertFails('client-id.reused', send(world, ann, other, 'one', clientId));
    await assertFails('client-id.reused', world.as(ann, 'conversation.leave', { clientId, conversation: group }));
    const create = { clientId, title: 'x', members: [ann.user] };
    await assertFails('client-id.reused', world.as(ann, 'conversation.create', create));
    assert.equal((await logOf(world, ann, group)).length, 2);
    assert.equal((await world.conversations.conversationsOf(ann.user)).length, 2);
  });

  rule('[CV6] texts are kept as they are, up to the last byte', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    const texts = [
      '  two\n lines\t',
      '你好，世界',
      '👩‍👩‍👧‍👦 \u0000 "quoted" \\ </script>',
      '汉'.repeat(LIMITS.textBytes / 3),
      'x',
    ];
    for (const text of texts) await send(world, ann, group, text);
    const kept = (await logOf(world, ann, group)).flatMap((event) => (event.type === 'message' ? [event.text] : []));
    assert.deepEqual(kept, texts);
  });

  rule('[CV6] texts that are blank, too long or no Unicode are refused', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    for (const text of ['', ' \n\t　', '\ud800', 'a\udc00b']) {
      await assertFails('request.invalid', send(world, ann, group, text));
    }
    for (const text of ['汉'.repeat(LIMITS.textBytes / 3 + 1), 'x'.repeat(LIMITS.textBytes + 1)]) {
      await assertFails('request.too-large', send(world, ann, group, text));
    }
    assert.equal((await logOf(world, ann, group)).length, 1);
  });

  rule('[CV7] events are published after commit, in the order of their seqs', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const groups = await Promise.all([createGroup(world, ann, [bob]), createGroup(world, bob, [ann])]);
    const repeated = freshClientId();
    const works = Array.from({ length: 90 }, (_, n) => {
      const group = groups[n % 2] ?? '';
      if (n % 9 === 0) return send(world, ann, groups[0] ?? '', 'again', repeated);
      if (n % 7 === 0) return world.as(ann, 'member.add', addOne(group, world.people.add(`${n}`).user));
      return send(world, n % 3 ? ann : bob, group, `${n}`);
    });
    await Promise.all(works);
    await settled();
    for (const group of groups) {
      const seqs = world.events.filter((event) => event.conversation === group).map((event) => event.seq);
      assert.deepEqual(
        seqs,
        seqs.map((_, n) => n + 1),
      );
      assert.equal(seqs.length, (await logOf(world, ann, group)).length);
    }
  });
}

function addOne(conversation: string, user: string) {
  return { clientId: freshClientId(), conversation, members: [user] };
}
