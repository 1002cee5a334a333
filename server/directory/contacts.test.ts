import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { newId } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import { ASK_AGAIN_MS } from './contact-rules.ts';
import { assertFails, DirectoryWorld } from './directory-world.ts';

async function couple(context: TestContext) {
  const world = await DirectoryWorld.open(context);
  return { world, ann: world.person('ann'), bob: world.person('bob') };
}

test('[DR1] nobody is their own contact, nor of somebody who does not exist, by any command', async (context) => {
  const { world, ann } = await couple(context);
  for (const name of ['request', 'accept', 'decline', 'remove', 'block', 'unblock'] as const) {
    await assertFails('access.denied', world.as(ann, `contact.${name}`, { user: ann.user }));
    await assertFails('people.unknown', world.as(ann, `contact.${name}`, { user: newId('u') }));
  }
  await assertFails('access.denied', world.as(ann, 'contact.remark', { user: ann.user, remark: 'me' }));
  assert.deepEqual(world.told, []);
});

test('[DR2] a request is told to both, with its word; asked again it does nothing', async (context) => {
  const { world, ann, bob } = await couple(context);
  await world.as(ann, 'contact.request', { user: bob.user, word: ' Hello, it is Ann ' });
  const at = world.clock.now();
  assert.deepEqual(await world.contact(ann, bob), { state: 'asking', at, word: 'Hello, it is Ann' });
  assert.deepEqual(await world.contact(bob, ann), { state: 'asked', at, word: 'Hello, it is Ann' });
  assert.equal(world.told.length, 2);
  world.clock.advance(60_000);
  await world.as(ann, 'contact.request', { user: bob.user, word: 'again' });
  assert.equal(world.told.length, 2);
});

test('[DR2] a word that is too long or cannot be seen is refused by its field', async (context) => {
  const { world, ann, bob } = await couple(context);
  for (const word of ['x'.repeat(LIMITS.requestWordChars + 1), 'a\nb', '\ud800']) {
    const failure = await assertFails('fields.invalid', world.as(ann, 'contact.request', { user: bob.user, word }));
    assert.ok(failure.detail.fields?.['word']);
  }
  assert.equal(await world.contact(bob, ann), undefined);
});

test('[DR3] requests that cross make a contact, also when both come at once', async (context) => {
  const { world, ann, bob } = await couple(context);
  await Promise.all([
    world.as(ann, 'contact.request', { user: bob.user, word: 'a' }),
    world.as(bob, 'contact.request', { user: ann.user, word: 'b' }),
  ]);
  const at = world.clock.now();
  assert.deepEqual(await world.contact(ann, bob), { state: 'contact', at });
  assert.deepEqual(await world.contact(bob, ann), { state: 'contact', at });
});

test('[DR4] who is declined is not told, and is heard again after a week', async (context) => {
  const { world, ann, bob } = await couple(context);
  await world.as(ann, 'contact.request', { user: bob.user });
  const asking = await world.contact(ann, bob);
  world.told.length = 0;
  await world.as(bob, 'contact.decline', { user: ann.user });
  assert.deepEqual(
    world.told.map(({ user }) => user),
    [bob.user],
  );
  assert.deepEqual(await world.contact(ann, bob), asking);
  assert.equal(await world.contact(bob, ann), undefined);
  await world.as(ann, 'contact.request', { user: bob.user });
  assert.equal(await world.contact(bob, ann), undefined, 'not told again');
  world.clock.advance(ASK_AGAIN_MS);
  await world.as(ann, 'contact.request', { user: bob.user });
  assert.equal((await world.contact(bob, ann))?.state, 'asked');
});

test('[DR5] only who was asked accepts or declines; accepting twice changes nothing', async (context) => {
  const { world, ann, bob } = await couple(context);
  await world.as(ann, 'contact.request', { user: bob.user });
  const eve = world.person('eve');
  for (const [who, whom] of [
    [ann, bob],
    [eve, ann],
    [eve, bob],
  ] as const) {
    await assertFails('contact.unknown', world.as(who, 'contact.accept', { user: whom.user }));
    await assertFails('contact.unknown', world.as(who, 'contact.decline', { user: whom.user }));
  }
  await world.as(bob, 'contact.accept', { user: ann.user });
  const told = world.told.length;
  await world.as(bob, 'contact.accept', { user: ann.user });
  assert.equal(world.told.length, told);
  assert.equal((await world.contact(ann, bob))?.state, 'contact');
});

test('[DR6] removing ends it for both and takes an own request back; own names stay', async (context) => {
  const { world, ann, bob } = await couple(context);
  await world.as(ann, 'contact.request', { user: bob.user });
  await world.as(ann, 'contact.remove', { user: bob.user });
  assert.equal(await world.contact(bob, ann), undefined);
  await world.as(ann, 'contact.request', { user: bob.user });
  await world.as(bob, 'contact.accept', { user: ann.user });
  await world.as(bob, 'contact.remark', { user: ann.user, remark: '小安' });
  world.clock.advance(1);
  await world.as(ann, 'contact.remove', { user: bob.user });
  assert.equal(await world.contact(ann, bob), undefined);
  assert.deepEqual(await world.contact(bob, ann), { state: 'none', at: world.clock.now(), remark: '小安' });
  await world.as(bob, 'contact.remark', { user: ann.user, remark: '' });
  assert.equal(await world.contact(bob, ann), undefined);
});

test('[DR7] who asks very many people has to wait; those asked already cost nothing', async (context) => {
  const { world, ann, bob } = await couple(context);
  await world.as(ann, 'contact.request', { user: bob.user });
  let refused = 0;
  for (let n = 0; n < 60; n += 1) {
    const other = world.person(`p${n}`);
    await world.as(ann, 'contact.request', { user: other.user }).catch(() => {
      refused += 1;
    });
  }
  assert.ok(refused >= 15 && refused < 30, `${refused}`);
  await world.as(ann, 'contact.request', { user: bob.user });
});

test('[DR7] open requests have a bound on both sides', async (context) => {
  const { world, bob } = await couple(context);
  const rows = Array.from({ length: LIMITS.requestsIn }, () => ({
    ...{ owner: bob.user, other: newId('u'), state: 'asked' as const, remark: null, blocked: 0, word: null },
    changed_at: 1,
  }));
  await world.database.write(async (db) => {
    for (const row of rows) await db.insertInto('contacts').values(row).execute();
  });
  const eve = world.person('eve');
  await assertFails('contacts.full', world.as(eve, 'contact.request', { user: bob.user }));
  assert.equal(await world.contact(eve, bob), undefined, 'nothing of it is stored');
});

test('[DR10] who is blocked is not told; requests end, contacts stay, and unblocking ends it', async (context) => {
  const { world, ann, bob } = await couple(context);
  await world.as(bob, 'contact.request', { user: ann.user });
  const asking = await world.contact(bob, ann);
  world.told.length = 0;
  await world.as(ann, 'contact.block', { user: bob.user });
  await world.as(ann, 'contact.block', { user: bob.user });
  assert.deepEqual(
    world.told.map(({ user }) => user),
    [ann.user],
  );
  assert.deepEqual(await world.contact(bob, ann), asking);
  const { mayReach, blockersAmong } = world.directory;
  assert.equal(await mayReach(bob.user, ann.user), false);
  assert.equal(await mayReach(ann.user, bob.user), true);
  assert.deepEqual(await blockersAmong([ann.user, bob.user], bob.user), new Set([ann.user]));
  world.clock.advance(ASK_AGAIN_MS);
  await world.as(bob, 'contact.request', { user: ann.user });
  assert.equal((await world.contact(bob, ann))?.at, world.clock.now(), 'for the one who asks it is as always');
  assert.equal((await world.contact(ann, bob))?.state, 'none');
  await world.as(ann, 'contact.unblock', { user: bob.user });
  assert.equal(await mayReach(bob.user, ann.user), true);
  assert.equal(await world.contact(ann, bob), undefined);
});

test('[DR9] an own name is a line that fits, and nobody else is told of it', async (context) => {
  const { world, ann, bob } = await couple(context);
  for (const remark of ['x'.repeat(LIMITS.nicknameChars + 1), 'a\nb', '\u202e']) {
    const failure = await assertFails('fields.invalid', world.as(ann, 'contact.remark', { user: bob.user, remark }));
    assert.ok(failure.detail.fields?.['remark']);
  }
  await world.as(ann, 'contact.remark', { user: bob.user, remark: ' 老鲍 ' });
  await world.as(ann, 'contact.remark', { user: bob.user, remark: '老鲍' });
  assert.deepEqual(await world.contact(ann, bob), { state: 'none', at: 0, remark: '老鲍' });
  assert.deepEqual(
    world.told.map(({ user }) => user),
    [ann.user],
  );
});

test('[DR8] whatever two people do, both sides fit together and logs tell what is stored', async (context) => {
  const kinds = ['request', 'accept', 'decline', 'remove', 'block', 'unblock'] as const;
  const step = fc.record({ kind: fc.constantFrom(...kinds), who: fc.boolean(), days: fc.constantFrom(0, 0, 0, 8) });
  const world = await DirectoryWorld.open(context);
  let pair = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      pair += 1;
      const [ann, bob] = [world.person(`a${pair}`), world.person(`b${pair}`)];
      for (const { kind, who, days } of steps) {
        world.clock.advance(days * 86_400_000);
        const [by, to] = who ? [ann, bob] : [bob, ann];
        await world.as(by, `contact.${kind}`, { user: to.user }).catch(() => {});
        const [a, b] = [await world.contact(ann, bob), await world.contact(bob, ann)];
        assert.equal(a?.state === 'contact', b?.state === 'contact');
        if (a?.state === 'asked') assert.equal(b?.state, 'asking');
        if (b?.state === 'asked') assert.equal(a?.state, 'asking');
        assert.ok(!(a?.state === 'asking' && b?.state === 'asking'));
        if (a?.blocked) assert.notEqual(a.state, 'asked');
      }
    }),
    { numRuns: 60 },
  );
});
