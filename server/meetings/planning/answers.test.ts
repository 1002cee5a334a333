import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Caller } from '../../identity/api.ts';
import { assertRefused, DAY, MINUTE, openPlanWorld, type PlanWorld } from './testing/plan-world.ts';

let world: PlanWorld;
let [ann, ben, cat, eve] = [] as unknown as [Caller, Caller, Caller, Caller];

before(async () => {
  world = await openPlanWorld();
  [ann, ben, cat, eve] = [
    await world.person('Ann'),
    await world.person('Ben'),
    await world.person('Cat'),
    await world.person('Eve'),
  ];
});

after(() => world.close());

test('[PL20] answers are told to who organises it, and change', async () => {
  const { start } = world.freshMonday();
  const { plan } = await world.plan(ann, { start, people: [ben.user] });
  await world.as(ben, 'plan.answer', { plan, answer: 'no' });
  await world.as(ben, 'plan.answer', { plan, answer: 'yes' });
  const { invitees } = await world.as(ann, 'plan.get', { plan });
  assert.deepEqual(invitees, [{ user: ben.user, answer: 'yes' }]);
  assert.equal((await world.as(ben, 'plan.get', { plan })).mine.answer, 'yes');
  assert.equal(world.entries(ben).find((entry) => entry.plan === plan)?.answer, 'yes');
});

test('[PL21] somebody answers for one meeting of a series: it goes before the answer for all, until that is given anew', async () => {
  const { at, start } = world.freshMonday();
  const days = [0, 1, 2].map((n) => new Date(at + n * DAY).toISOString().slice(0, 10));
  const repeat = { every: 'day', step: 1, count: 3 } as const;
  const { plan } = await world.plan(ann, { start, repeat, people: [ben.user], remind: 10 });
  await world.as(ben, 'plan.answer', { plan, answer: 'yes' });
  await world.as(ben, 'plan.answer', { plan, answer: 'no', day: days[1] ?? '' });
  const agenda = async () => {
    const { items } = await world.as(ben, 'plan.agenda', { from: at, to: at + 7 * DAY });
    return items.filter((one) => one.plan === plan).map(({ answer }) => answer);
  };
  assert.deepEqual(await agenda(), ['yes', 'no', 'yes']);
  const seen = await world.as(ann, 'plan.get', { plan });
  assert.deepEqual(seen.answers, [{ user: ben.user, day: days[1], answer: 'no' }]);
  assert.equal(seen.invitees[0]?.answer, 'yes');
  assert.ok(
    world.entries(ann).some((entry) => entry.plan === plan),
    'the organiser is told',
  );
  await assertRefused('access.denied', world.as(ann, 'plan.answer', { plan, answer: 'yes', day: days[1] ?? '' }));
  await assertRefused('plan.unknown', world.as(eve, 'plan.answer', { plan, answer: 'yes', day: days[1] ?? '' }));
  const never = new Date(at + 5 * DAY).toISOString().slice(0, 10);
  await assertRefused('plan.over', world.as(ben, 'plan.answer', { plan, answer: 'yes', day: never }));
  await world.as(ann, 'plan.cancel', { plan, day: days[2] ?? '' });
  await assertRefused('plan.over', world.as(ben, 'plan.answer', { plan, answer: 'yes', day: days[2] ?? '' }));
  await world.as(ben, 'plan.answer', { plan, answer: 'maybe' });
  assert.deepEqual(await agenda(), ['maybe', 'maybe']);
  assert.equal((await world.as(ann, 'plan.get', { plan })).answers, undefined);
});

test('[PL21] [PL30] reminders go by what was answered for the one meeting', async () => {
  const { at, start } = world.freshMonday();
  const repeat = { every: 'day', step: 1, count: 2 } as const;
  const { plan } = await world.plan(ann, { start, repeat, people: [ben.user, cat.user], remind: 10 });
  await world.as(ben, 'plan.answer', { plan, answer: 'no', day: new Date(at).toISOString().slice(0, 10) });
  await world.as(cat, 'plan.answer', { plan, answer: 'no' });
  await world.as(cat, 'plan.answer', { plan, answer: 'yes', day: new Date(at).toISOString().slice(0, 10) });
  const chats = [await world.direct(ann, ben), await world.direct(ann, cat)] as const;
  const count = async () => [(await world.cards(ben, chats[0])).length, (await world.cards(cat, chats[1])).length];
  const [bens = 0, cats = 0] = await count();
  await world.goTo(at + 50 * MINUTE);
  await world.settle();
  assert.deepEqual(await count(), [bens, cats + 1]);
  await world.goTo(at + DAY + 50 * MINUTE);
  await world.settle();
  assert.deepEqual(await count(), [bens + 1, cats + 1]);
});
