import assert from 'node:assert/strict';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { HelloSince } from './api.ts';
import { assertFails, type OpenDatabase, rulesOver, settled } from './contract.ts';
import { createGroup, freshClientId, openWorld, send, type World } from './conversations-world.ts';
import { surrounding } from './reading.ts';

/** docs/spec/conversations.md, "Reading", "Coming back" and "A person's own log". */
export function readingContract(name: string, open: OpenDatabase): void {
  const rule = rulesOver(name, open);

  rule('[CV31] any gap is filled, in pages', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    await Promise.all(Array.from({ length: 149 }, (_, n) => send(world, ann, group, `${n}`)));
    const page = async (after: number, limit?: number) => {
      const params = { conversation: group, after, ...(limit === undefined ? {} : { limit }) };
      const { events, lastSeq } = await world.as(ann, 'conversation.events', params);
      assert.equal(lastSeq, 150);
      return [events.length, events[0]?.seq, events.at(-1)?.seq];
    };
    assert.deepEqual(await page(0), [100, 1, 100]);
    assert.deepEqual(await page(100), [50, 101, 150]);
    assert.deepEqual(await page(7, 3), [3, 8, 10]);
    assert.deepEqual(await page(150), [0, undefined, undefined]);
    assert.deepEqual(await page(Number.MAX_SAFE_INTEGER), [0, undefined, undefined]);
  });

  rule('[CV32] history pages are dense and say whether there is more', async (world) => {
    const ann = world.people.add('ann');
    const group = await createGroup(world, ann, []);
    await Promise.all(Array.from({ length: 29 }, (_, n) => send(world, ann, group, `${n}`)));
    const page = async (params: Omit<ParamsOf<'conversation.history'>, 'conversation'>) => {
      const { lines, asOf, before, after } = await world.as(ann, 'conversation.history', {
        conversation: group,
        ...params,
      });
      assert.equal(asOf, 30);
      assert.ok(lines.every((line, n) => n === 0 || line.seq === (lines[n - 1]?.seq ?? 0) + 1));
      return [lines[0]?.seq, lines.at(-1)?.seq, before, after];
    };
    assert.deepEqual(await page({ limit: 10 }), [21, 30, true, false]);
    assert.deepEqual(await page({ before: 21, limit: 10 }), [11, 20, true, true]);
    assert.deepEqual(await page({ before: 5, limit: 10 }), [1, 4, false, true]);
    assert.deepEqual(await page({ before: 1 }), [undefined, undefined, false, true]);
    assert.deepEqual(await page({ after: 25, limit: 3 }), [26, 28, true, true]);
    assert.deepEqual(await page({ after: 30 }), [undefined, undefined, true, false]);
    assert.deepEqual(await page({ around: 15, limit: 5 }), [13, 17, true, true]);
    assert.deepEqual(await page({ around: 1, limit: 6 }), [1, 6, false, true]);
    assert.deepEqual(await page({ around: 99, limit: 6 }), [25, 30, true, false]);
    assert.deepEqual(await page({}), [1, 30, false, false]);
    await assertFails('request.invalid', page({ before: 3, after: 1 }));
  });

  rule('[CV32] a window around a place is as long as may be, dense, and holds the place', async () => {
    for (let last = 1; last <= 12; last += 1) {
      for (let place = 1; place <= last; place += 1) {
        for (const limit of [1, 2, 5, 100]) {
          const older = Array.from({ length: place }, (_, n) => place - n).slice(0, limit);
          const newer = Array.from({ length: last - place }, (_, n) => place + 1 + n).slice(0, limit);
          const seqs = surrounding(older, newer, limit);
          assert.equal(seqs.length, Math.min(limit, last));
          assert.ok(seqs.includes(place) && seqs.every((seq, n) => seq === (seqs[0] ?? 0) + n));
        }
      }
    }
  });

  rule('[CV33] marks move forward only, never past the last event; unread is arithmetic', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    for (const text of ['one', 'two', 'three']) await send(world, ann, group, text);
    const read = async (seq: number) => (await world.as(bob, 'conversation.read', { conversation: group, seq })).read;
    const unread = async () => {
      const { summary } = await world.as(bob, 'conversation.get', { conversation: group });
      return summary.messageCount - summary.read.count;
    };
    assert.equal(await unread(), 3);
    // Of two at a time either may be first, and is told how it stood then.
    const [high, low] = await Promise.all([read(3), read(2)]);
    assert.deepEqual(high, { seq: 3, count: 2 });
    assert.deepEqual(low, low.seq === 2 ? { seq: 2, count: 1 } : high);
    assert.deepEqual(await read(2), { seq: 3, count: 2 });
    assert.deepEqual(await read(0), { seq: 3, count: 2 });
    assert.equal(await unread(), 1);
    assert.deepEqual(await read(Number.MAX_SAFE_INTEGER), { seq: 4, count: 3 });
    await send(world, ann, group, 'four');
    assert.equal(await unread(), 1);
    await send(world, bob, group, 'five');
    assert.equal(await unread(), 0);
  });

  rule('[CV34] answers name everybody whom they mention', async (world) => {
    const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
    const group = await createGroup(world, ann, [bob]);
    await world.as(ann, 'member.add', { clientId: freshClientId(), conversation: group, members: [cat.user] });
    await world.as(ann, 'member.remove', { clientId: freshClientId(), conversation: group, member: cat.user });
    const names = (people: { nickname: string }[]) => people.map((person) => person.nickname).sort();
    const history = await world.as(bob, 'conversation.history', { conversation: group });
    assert.deepEqual(names(history.people), ['ann', 'bob', 'cat']);
    const got = await world.as(bob, 'conversation.get', { conversation: group });
    assert.deepEqual(names(got.people), ['ann', 'cat']);
    const direct = await world.as(bob, 'conversation.direct', { user: cat.user });
    assert.deepEqual(names(direct.people), ['bob', 'cat']);
  });

  rule('[CV40] changes come newest first, in pages, without a gap or a repeat', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const made: string[] = [];
    for (let n = 0; n < 120; n += 1) made.push(await createGroup(world, n % 2 ? ann : bob, [ann, bob], `${n}`));
    const hello = await world.conversations.hello(ann.user, undefined);
    assert.deepEqual([hello.resync, hello.changes.conversations.length], [true, LIMITS.helloPage]);
    const seen = hello.changes.conversations.map(({ id }) => id);
    for (let { next } = hello.changes; next !== undefined; ) {
      const page = await world.as(ann, 'conversation.changes', { page: next });
      seen.push(...page.conversations.map(({ id }) => id));
      next = page.next;
    }
    assert.deepEqual(seen, made.toReversed());
  });

  rule('[CV40] who comes back is told what changed, and not what did not', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const [quiet, loud] = [await createGroup(world, ann, [bob]), await createGroup(world, ann, [bob])];
    world.clock.advance(3_600_000);
    await send(world, bob, loud, 'now');
    const first = await world.conversations.hello(ann.user, undefined);
    await send(world, bob, loud, 'later');
    const again = await world.conversations.hello(ann.user, first);
    assert.equal(again.resync, false);
    assert.deepEqual(
      again.changes.conversations.map(({ id, messageCount }) => [id, messageCount]),
      [[loud, 2]],
    );
    world.clock.advance(3_600_000);
    await send(world, bob, quiet, 'at last');
    const third = await world.conversations.hello(ann.user, again);
    assert.deepEqual(
      third.changes.conversations.map(({ id }) => id),
      [quiet, loud],
    );
  });

  rule('[CV41] another epoch, a cursor that is none, or a place ahead of the log mean resync', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const now = await world.conversations.hello(ann.user, undefined);
    const strange: HelloSince[] = [
      { ...now, epoch: 'another' },
      { ...now, cursor: 'x' },
      { ...now, cursor: '-1' },
      { ...now, cursor: '9999999999999999' },
      { ...now, entrySeq: now.entrySeq + 1 },
    ];
    for (const since of strange) {
      const answer = await world.conversations.hello(ann.user, since);
      assert.equal(answer.resync, true);
      assert.deepEqual(answer, now);
    }
    assert.equal(now.changes.conversations[0]?.id, group);
  });

  rule('[CV42] with the clock set back, nothing that changes is missed', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    const first = await world.conversations.hello(ann.user, undefined);
    world.clock.advance(-86_400_000);
    await send(world, bob, group, 'yesterday');
    const again = await world.conversations.hello(ann.user, first);
    assert.equal(again.changes.conversations[0]?.messageCount, 1);
    await restartedBefore(world, 2 * 86_400_000, async (restarted) => {
      await send(restarted, bob, group, 'the day before');
      const third = await restarted.conversations.hello(ann.user, again);
      assert.deepEqual([third.resync, third.changes.conversations[0]?.messageCount], [false, 2]);
      assert.ok(Number(third.cursor) > Number(again.cursor));
    });
  });

  rule('[CV43] a page token that is none is refused; one of another person shows only what is mine', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    for (let n = 0; n <= LIMITS.helloPage; n += 1) await createGroup(world, ann, []);
    const mine = await createGroup(world, bob, []);
    const { changes } = await world.conversations.hello(ann.user, undefined);
    assert.ok(changes.next);
    for (const page of ['', 'x', '1.2', '1.2.c_x', '99999999999999999.1.c_00000000000000000000', `${changes.next} `]) {
      await assertFails('request.invalid', world.as(ann, 'conversation.changes', { page }));
    }
    const { conversations } = await world.as(bob, 'conversation.changes', { page: changes.next });
    assert.ok(conversations.every(({ id }) => id === mine));
  });

  rule('[CV50] entries give the present state from any place', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const start = await world.conversations.hello(bob.user, undefined);
    const group = await createGroup(world, ann, [bob]);
    for (const text of ['one', 'two']) await send(world, ann, group, text);
    for (const seq of [2, 3]) await world.as(bob, 'conversation.read', { conversation: group, seq });
    const { entries, entrySeq } = await world.conversations.hello(bob.user, start);
    assert.deepEqual(entries, [
      { seq: 1, type: 'membership', conversation: group, member: true },
      { seq: 3, type: 'read', conversation: group, read: { seq: 3, count: 2 } },
    ]);
    assert.equal(entrySeq, 3);
  });

  rule('[CV51] only what moved a mark is told, and only to the person', async (world) => {
    const [ann, bob] = world.people.addAll('ann', 'bob');
    const group = await createGroup(world, ann, [bob]);
    await send(world, ann, group, 'one');
    for (const seq of [2, 2, 1]) await world.as(bob, 'conversation.read', { conversation: group, seq });
    await settled();
    const reads = world.entries.filter(({ entry }) => entry.type === 'read');
    assert.deepEqual(
      reads.map(({ user, entry }) => [user, entry]),
      [[bob.user, { seq: 2, type: 'read', conversation: group, read: { seq: 2, count: 1 } }]],
    );
  });
}

/** The same database under a server that starts when the machine's clock stands `ms` earlier. */
async function restartedBefore(world: World, ms: number, run: (restarted: World) => Promise<void>): Promise<void> {
  world.clock.advance(-ms);
  await run(await openWorld({ database: world.database, people: world.people, clock: world.clock }));
}
