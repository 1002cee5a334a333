import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../../identity/api.ts';
import { assertRefused, DAY, HOUR, MINUTE, openPlanWorld, type PlanWorld } from './testing/plan-world.ts';

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

test('[PL1] [PL31] who is invited by name has a card in their chat, and the meeting in their agenda', async () => {
  const { at, start } = world.freshMonday();
  const plan = await world.plan(ann, { start, people: [ben.user], agenda: ' 1. Budget ' });
  assert.equal(plan.agenda, '1. Budget');
  assert.equal(plan.next?.at, at + HOUR);
  const chat = await world.direct(ann, ben);
  const [card] = await world.cards(ben, chat);
  assert.deepEqual([card?.what, card?.number, card?.at], ['invited', plan.number, at + HOUR]);
  assert.deepEqual(await world.agenda(ben, 5), [new Date(at + HOUR).toISOString().slice(0, 16)]);
  assert.deepEqual(await world.agenda(eve, 5), []);
  assert.ok(world.entries(ben).some((entry) => entry.plan === plan.plan));
});

test('[PL1] a repeated command makes one meeting and one card', async () => {
  const { start } = world.freshMonday();
  const clientId = newId('t');
  const group = await world.group(ann, ben);
  const first = await world.plan(ann, { clientId, start, conversation: group });
  const second = await world.plan(ann, { clientId, start, conversation: group });
  assert.equal(second.plan, first.plan);
  assert.deepEqual(await world.said(ben, group), ['invited']);
});

test('[PL2] a stranger learns nothing and does nothing; who is invited changes nothing', async () => {
  const { start } = world.freshMonday();
  const day = start.slice(0, 10);
  const series = { every: 'day', step: 1, count: 3 } as const;
  const { plan } = await world.plan(ann, { start, repeat: series, people: [ben.user] });
  const asks = (who: Caller) => ({
    change: () => world.as(who, 'plan.change', { plan, title: 'Mine' }),
    move: () => world.as(who, 'plan.move', { plan, day, start: `${day}T11:00`, minutes: 30 }),
    cancelOne: () => world.as(who, 'plan.cancel', { plan, day }),
    cancel: () => world.as(who, 'plan.cancel', { plan }),
    invite: () => world.as(who, 'plan.invite', { plan, people: [who.user] }),
    uninvite: () => world.as(who, 'plan.uninvite', { plan, user: ben.user }),
    organise: () => world.as(who, 'plan.organise', { plan, user: who.user, on: true }),
  });
  for (const ask of Object.values(asks(eve))) await assertRefused('plan.unknown', ask());
  for (const ask of Object.values(asks(ben))) await assertRefused('access.denied', ask());
  await assertRefused('plan.unknown', world.as(eve, 'plan.get', { plan }));
  await assertRefused('plan.unknown', world.as(eve, 'plan.answer', { plan, answer: 'yes' }));
  await assertRefused('plan.unknown', world.as(eve, 'plan.file', { plan, origin: world.server.origin }));
  await assertRefused('plan.unknown', world.as(ann, 'plan.get', { plan: newId('pl') }));
  await assertRefused('access.denied', world.as(ann, 'plan.answer', { plan, answer: 'yes' }));
  assert.equal((await world.as(ben, 'plan.get', { plan })).title, 'Weekly');
});

test('[PL2] who leaves the group, or was invited no more, is out; who comes into the group is in', async () => {
  const { start } = world.freshMonday();
  const group = await world.group(ann, ben);
  const { plan } = await world.plan(ann, { start, conversation: group, people: [cat.user] });
  await assertRefused('plan.unknown', world.as(eve, 'plan.get', { plan }));
  await world.as(ann, 'member.add', { clientId: newId('t'), conversation: group, members: [eve.user] });
  await world.as(eve, 'plan.answer', { plan, answer: 'maybe' });
  await world.as(ann, 'member.remove', { clientId: newId('t'), conversation: group, member: ben.user });
  await assertRefused('plan.unknown', world.as(ben, 'plan.get', { plan }));
  assert.deepEqual(await world.agenda(ben, 5), []);
  const { invitees } = await world.as(ann, 'plan.get', { plan });
  assert.deepEqual(
    invitees.map(({ user, answer }) => [user, answer]),
    [
      [cat.user, undefined],
      [eve.user, 'maybe'],
    ],
  );
  await world.as(ann, 'plan.uninvite', { plan, user: cat.user });
  await assertRefused('plan.unknown', world.as(cat, 'plan.get', { plan }));
  assert.ok(!world.entries(cat).some((entry) => entry.plan === plan));
  await assertRefused('access.denied', world.as(ann, 'plan.uninvite', { plan, user: eve.user }));
});

test('[PL6] who has blocked the organiser is told nothing, and the organiser sees no difference', async () => {
  const { start } = world.freshMonday();
  const dan = await world.person('Dan');
  await world.as(dan, 'contact.block', { user: ann.user });
  const { plan, invitees } = await world.plan(ann, { start, people: [dan.user] });
  assert.deepEqual(invitees, [{ user: dan.user }]);
  const chat = await world.direct(ann, dan);
  assert.deepEqual(await world.said(ann, chat), ['invited']);
  assert.deepEqual(await world.said(dan, chat), []);
  assert.deepEqual(world.entries(dan), []);
  assert.deepEqual(await world.agenda(dan, 5), []);
  await assertRefused('plan.unknown', world.as(dan, 'plan.get', { plan }));
});

test('[PL4] a co-organiser changes the plan, and makes nobody else one', async () => {
  const { start } = world.freshMonday();
  const { plan } = await world.plan(ann, { start, people: [ben.user, cat.user] });
  await world.as(ann, 'plan.organise', { plan, user: ben.user, on: true });
  const changed = await world.as(ben, 'plan.change', { plan, title: 'Monthly' });
  assert.equal(changed.title, 'Monthly');
  await assertRefused('access.denied', world.as(ben, 'plan.organise', { plan, user: cat.user, on: true }));
  await assertRefused('access.denied', world.as(ben, 'plan.uninvite', { plan, user: ann.user }));
  await world.as(ben, 'plan.uninvite', { plan, user: cat.user });
  await world.as(ann, 'plan.organise', { plan, user: ben.user, on: false });
  await assertRefused('access.denied', world.as(ben, 'plan.cancel', { plan }));
});

test('[PL5] what cannot be planned', async () => {
  const { start } = world.freshMonday();
  const refused: [string, Parameters<PlanWorld['plan']>[1]][] = [
    ['plan.zone', { start, zone: 'Mars/Olympus' }],
    ['plan.time', { start: '2027-02-30T09:00' }],
    ['plan.time', { start: '2020-01-01T09:00' }],
    ['plan.time', { start: '2040-01-01T09:00' }],
    ['plan.rule', { start, repeat: { every: 'day', step: 1, until: '2026-01-01' } }],
    ['plan.rule', { start, repeat: { every: 'day', step: 1, until: start.slice(0, 10), count: 2 } }],
    ['fields.invalid', { start, title: ' ' }],
    ['people.unknown', { start, people: [newId('u')] }],
    ['department.unknown', { start, departments: [newId('n')] }],
    ['conversation.unknown', { start, conversation: newId('c') }],
  ];
  for (const [code, params] of refused) await assertRefused(code, world.plan(ann, params));
  const group = await world.group(ben, cat);
  await assertRefused('conversation.unknown', world.plan(ann, { start, conversation: group }));
  const now = world.clock.now();
  await assertRefused(
    'request.invalid',
    world.as(ann, 'plan.agenda', { from: now, to: now + LIMITS.planWindowMs + 1 }),
  );
});

test('[PL30] [PL31] a reminder comes once, at its time; who does not come is not reminded', async () => {
  const { at, start } = world.freshMonday();
  const { plan } = await world.plan(ann, { start, people: [ben.user, cat.user], remind: 10 });
  await world.as(cat, 'plan.answer', { plan, answer: 'no' });
  const [chat, other] = [await world.direct(ann, ben), await world.direct(ann, cat)];
  const before = await world.cards(ben, chat);
  const [bens, cats] = [before.length, (await world.cards(cat, other)).length];
  await world.goTo(at + 50 * MINUTE - 1);
  assert.equal((await world.cards(ben, chat)).length, bens);
  await world.goTo(at + 50 * MINUTE);
  await world.settle();
  const cards = await world.cards(ben, chat);
  assert.equal(cards.length, bens + 1);
  assert.deepEqual([cards.at(-1)?.what, cards.at(-1)?.at], ['reminder', at + HOUR]);
  assert.equal((await world.cards(cat, other)).length, cats);
  assert.equal(world.entries(ann).find((entry) => entry.plan === plan)?.soon, at + HOUR);
  await world.goTo(at + 3 * HOUR);
  assert.equal((await world.cards(ben, chat)).length, bens + 1);
  assert.ok(!world.entries(ben).some((entry) => entry.plan === plan));
});

test('[PL30] after a long rest of the server nobody is reminded of what is over', async () => {
  const { at, start } = world.freshMonday();
  const group = await world.group(ann, ben);
  await world.plan(ann, { start, conversation: group, remind: 15, repeat: { every: 'day', step: 1, count: 5 } });
  await world.goTo(at + 2 * DAY + HOUR - 5 * MINUTE);
  assert.deepEqual(await world.said(ben, group), ['invited', `reminder ${dayOf(at + 2 * DAY)}`]);
  await world.goTo(at + 3 * DAY + HOUR - 5 * MINUTE);
  await world.goTo(at + 3 * DAY + HOUR);
  assert.equal((await world.said(ben, group)).length, 3);
});

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

test('[PL12] [PL32] one is moved, one is cancelled, and the chat says so; then all of it', async () => {
  const { at, start } = world.freshMonday();
  const group = await world.group(ann, ben);
  const repeat = { every: 'week', step: 1, days: [1, 3], count: 4 } as const;
  const { plan, number } = await world.plan(ann, { start, conversation: group, repeat: { ...repeat, days: [1, 3] } });
  const [monday, wednesday, next] = [dayOf(at), dayOf(at + 2 * DAY), dayOf(at + 7 * DAY)];
  await world.as(ann, 'plan.move', { plan, day: wednesday, start: `${wednesday}T15:30`, minutes: 60 });
  await world.as(ann, 'plan.move', { plan, day: wednesday, start: `${wednesday}T15:30`, minutes: 60 });
  await world.as(ann, 'plan.cancel', { plan, day: next });
  assert.deepEqual(await world.agenda(ben, 20), [
    `${monday}T01:00`,
    `${wednesday}T07:30`,
    `${dayOf(at + 9 * DAY)}T01:00`,
  ]);
  assert.deepEqual(await world.said(ben, group), ['invited', `changed ${wednesday}`, `cancelled ${next}`]);
  await assertRefused('plan.over', world.as(ann, 'plan.cancel', { plan, day: next }));
  await assertRefused('plan.over', world.as(ann, 'plan.cancel', { plan, day: dayOf(at + DAY) }));
  await world.as(ann, 'plan.change', { plan, start: `${monday}T10:00` });
  assert.equal((await world.agenda(ben, 20)).length, 4);
  await world.as(ann, 'plan.change', { plan, agenda: 'quietly' });
  await world.as(ann, 'plan.cancel', { plan });
  assert.deepEqual((await world.said(ben, group)).slice(3), ['changed', 'cancelled']);
  assert.deepEqual(await world.agenda(ben, 20), []);
  assert.ok((await world.as(ben, 'plan.get', { plan })).cancelledAt);
  await assertRefused('plan.over', world.as(ann, 'plan.change', { plan, title: 'Again' }));
  await assertRefused('plan.over', world.as(ben, 'plan.answer', { plan, answer: 'yes' }));
  const found = world.server.database.read.selectFrom('meeting').select('ended_at').where('number', '=', number);
  assert.equal((await found.executeTakeFirstOrThrow()).ended_at, world.clock.now());
});

test('[PL12] cancelling the only one that is left cancels all of it', async () => {
  const { start } = world.freshMonday();
  const { plan } = await world.plan(ann, { start, people: [ben.user] });
  await world.as(ann, 'plan.cancel', { plan, day: start.slice(0, 10) });
  assert.ok((await world.as(ben, 'plan.get', { plan })).cancelledAt);
});

test('[PL3] a whole department is invited, with those below it, and more people later', async () => {
  const { start } = world.freshMonday();
  const boss: Caller = { ...(await world.person('Boss')), role: 'owner' };
  await world.server.database.write((db) =>
    db.updateTable('account').set({ role: 'owner' }).where('id', '=', boss.user).execute(),
  );
  const { department } = await world.as(boss, 'department.create', { name: 'Lighthouse' });
  const below = await world.as(boss, 'department.create', { name: 'Lamp', parent: department });
  await world.as(boss, 'department.add', { department, users: [ben.user, ann.user] });
  await world.as(boss, 'department.add', { department: below.department, users: [cat.user] });
  const { plan, invitees } = await world.plan(ann, { start, departments: [department] });
  assert.deepEqual(invitees.map(({ user }) => user).sort(), [ben.user, cat.user].sort());
  const more = await world.as(ann, 'plan.invite', { plan, people: [eve.user, ben.user] });
  assert.equal(more.invitees.length, 3);
  assert.deepEqual((await world.said(eve, await world.direct(ann, eve))).slice(-1), ['invited']);
});

test('[PL50] the file is an invitation to who asks for one, and tells of a cancelled meeting', async () => {
  const { start } = world.freshMonday();
  const { plan } = await world.plan(ann, { start, people: [ben.user] });
  const origin = 'https://yiqi.example/somewhere';
  const file = await world.as(ben, 'plan.file', { plan, origin, invitation: true });
  assert.match(file.name, /^\d{4}-\d{2}-\d{2}-\d{9}\.ics$/);
  assert.match(file.text, /METHOD:REQUEST\r\n/);
  assert.match(file.text, /URL:https:\/\/yiqi\.example\/m\/\d{9}\r\n/);
  assert.match(file.text.replace(/\r\n /g, ''), /ATTENDEE;CN="Ben"/);
  await world.as(ann, 'plan.cancel', { plan });
  assert.match((await world.as(ben, 'plan.file', { plan, origin })).text, /METHOD:CANCEL\r\n/);
  await assertRefused('request.invalid', world.as(ben, 'plan.file', { plan, origin: 'javascript:alert(1)' }));
});

test('[PL40] everybody has a number of their own, which stays until they want another', async () => {
  const first = await world.as(ann, 'meeting.own', {});
  assert.deepEqual(await world.as(ann, 'meeting.own', {}), first);
  assert.notDeepEqual(await world.as(ben, 'meeting.own', {}), first);
  const second = await world.as(ann, 'meeting.own', { renew: true });
  assert.notEqual(second.number, first.number);
  assert.deepEqual(await world.as(ann, 'meeting.own', {}), second);
});

test('[PL42] who is invited sees the passcode that the meeting has', async () => {
  const { start } = world.freshMonday();
  const { plan } = await world.plan(ann, { start, people: [ben.user], passcode: 'abcd12', lobby: 'guests' });
  assert.equal((await world.as(ben, 'plan.get', { plan })).passcode, 'abcd12');
  const open = await world.plan(ann, { start });
  assert.equal(open.passcode, undefined);
});

test('[PL52] calendars read all meetings of a person at an address that only they know, until it is revoked', async () => {
  const { start } = world.freshMonday();
  const dan = await world.person('Dan');
  await world.plan(ann, { start, title: 'For Dan', people: [dan.user] });
  await world.plan(ann, { start, title: 'Not for Dan' });
  assert.deepEqual(await world.as(dan, 'plan.feed', { do: 'look' }), { on: false });
  const first = (await world.as(dan, 'plan.feed', { do: 'make' })).path ?? '';
  const { path = '' } = await world.as(dan, 'plan.feed', { do: 'make' });
  const read = (at: string) => fetch(`${world.server.origin}${at}`);
  const answer = await read(path);
  const text = await answer.text();
  assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(text, /SUMMARY:For Dan\r\n/);
  assert.doesNotMatch(text, /Not for Dan/);
  assert.ok(text.includes(`URL:${world.server.origin}/m/`));
  await world.as(dan, 'contact.block', { user: ann.user });
  assert.doesNotMatch(await (await read(path)).text(), /For Dan/);
  assert.deepEqual(await world.as(dan, 'plan.feed', { do: 'look' }), { on: true });
  assert.deepEqual(await world.as(dan, 'plan.feed', { do: 'revoke' }), { on: false });
  for (const gone of [first, path, '/api/v1/calendar/x', `/api/v1/calendar/${'a'.repeat(43)}.ics`]) {
    assert.equal((await read(gone)).status, 404);
  }
});

test('[PL44] the chat of the meetings is called as the plan is; [PL60] past meetings lead to it', async () => {
  const { start } = world.freshMonday();
  const { plan, number } = await world.plan(ann, { start, people: [ben.user] });
  const { conversations, database } = world.server;
  const chat = { number, title: 'Weekly', owner: ann.user, members: [ben.user] };
  const conversation = await conversations.meetingChats.begin(chat, async () => undefined);
  await database.write((db) =>
    db.insertInto('meeting_chats').values({ place: number, meeting: number, conversation }).execute(),
  );
  await world.as(ann, 'plan.change', { plan, title: 'Monthly' });
  const { summary } = await world.server.as(ben.user, 'conversation.get', { conversation });
  assert.deepEqual([summary.title, summary.settings?.meeting], ['Monthly', number]);
  const visit = { meeting: number, in_at: world.clock.now(), out_at: world.clock.now() + 5, name: '', guest: 0 };
  await database.write((db) =>
    db
      .insertInto('meeting_visits')
      .values([ben, eve].map(({ user }) => ({ ...visit, identity: user })))
      .execute(),
  );
  const past = async (who: Caller) => (await world.as(who, 'meeting.history', {})).meetings[0];
  assert.equal((await past(ben))?.conversation, conversation);
  assert.equal((await past(eve))?.conversation, undefined, 'who is not in it');
});
