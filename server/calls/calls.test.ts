import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asFailure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { CallId } from '#protocol/calls.ts';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Caller } from '../identity/api.ts';
import { type CallWorld, onAnotherDevice, openCallWorld } from './testing/call-world.ts';

let world: CallWorld;

before(async () => {
  world = await openCallWorld();
});

after(() => world.close());

async function refused(code: string, asked: Promise<unknown>): Promise<void> {
  await assert.rejects(asked, (error) => asFailure(error).code === code);
}

interface Pair {
  ann: Caller;
  bob: Caller;
  chat: ConversationId;
}

async function pair(): Promise<Pair> {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
  return { ann, bob, chat: await world.direct(ann, bob) };
}

async function call({ ann, chat }: Pair, mode: 'voice' | 'video' = 'voice'): Promise<CallId> {
  return (await world.as(ann, 'call.start', { conversation: chat, mode })).call;
}

test('[CA1] [CA2] [CA30] a call rings, is answered once, and leaves a line that counts as nothing', async () => {
  const people = await pair();
  const { ann, bob, chat } = people;
  const id = await call(people, 'video');
  const [rings] = world.callsOf(bob);
  assert.deepEqual([rings?.call, rings?.mode, rings?.by], [id, 'video', ann.user]);
  assert.equal(rings?.until, world.clock.now() + LIMITS.callRingMs);
  const phone = onAnotherDevice(bob);
  const answers = await Promise.allSettled([
    world.as(bob, 'call.answer', { call: id }),
    world.as(phone, 'call.answer', { call: id }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const lost = answers.find((one) => one.status === 'rejected');
  assert.equal(asFailure(lost?.reason).code, 'call.elsewhere');
  assert.equal(world.callsOf(bob)[0]?.until, undefined);
  assert.ok([bob.device, phone.device].includes(world.callsOf(bob)[0]?.device ?? ''));
  world.clock.advance(61_000);
  await world.as(bob, 'call.leave', { call: id });
  assert.deepEqual([world.callsOf(ann), world.callsOf(bob)], [[], []]);
  assert.deepEqual(await world.lines(bob, chat), ['ended']);
  assert.equal(await world.unread(bob, chat), 0);
  assert.deepEqual(await world.as(ann, 'call.get', { call: id }), { outcome: 'ended', durationMs: 61_000 });
  await world.as(ann, 'call.leave', { call: id });
  await refused('call.over', world.as(ann, 'call.join', { call: id }));
});

test('[CA4] [CA31] nobody answers: it is missed after 45 seconds, and counts as unread', async () => {
  const people = await pair();
  await call(people);
  world.clock.advance(LIMITS.callRingMs - 1);
  // The caller's page is in no room here, so the look would end it for another reason.
  assert.equal(world.callsOf(people.bob).length, 1);
  world.clock.advance(1);
  await world.server.calls.look();
  assert.deepEqual(world.callsOf(people.bob), []);
  assert.deepEqual(await world.lines(people.bob, people.chat), ['no-answer']);
  assert.equal(await world.unread(people.bob, people.chat), 1);
  assert.equal(await world.unread(people.ann, people.chat), 0);
});

test('[CA5] declining and cancelling', async () => {
  const people = await pair();
  await world.as(people.bob, 'call.decline', { call: await call(people) });
  assert.equal(await world.unread(people.bob, people.chat), 0);
  const again = await call(people);
  await world.as(people.ann, 'call.leave', { call: again });
  assert.deepEqual(await world.lines(people.ann, people.chat), ['declined', 'cancelled']);
  assert.equal(await world.unread(people.bob, people.chat), 1);
  await refused('call.over', world.as(people.bob, 'call.answer', { call: again }));
});

test('[CA3] two who call each other at once speak', async () => {
  const { ann, bob, chat } = await pair();
  const passes = await Promise.all(
    [ann, bob].map((one) => world.as(one, 'call.start', { conversation: chat, mode: 'voice' })),
  );
  assert.equal(passes[0]?.call, passes[1]?.call);
  assert.deepEqual(
    world.callsOf(ann)[0]?.people.map(({ state }) => state),
    ['in', 'in'],
  );
});

test('[CA6] who is called while in a call is told so, and leaves the one for the other', async () => {
  const people = await pair();
  const first = await call(people);
  await world.as(people.bob, 'call.answer', { call: first });
  const cat = await world.person('Cat');
  const chat = await world.direct(cat, people.bob);
  const { call: second } = await world.as(cat, 'call.start', { conversation: chat, mode: 'voice' });
  assert.deepEqual(world.callsOf(cat)[0]?.people.at(-1), { user: people.bob.user, state: 'ringing', busy: true });
  assert.equal(world.callsOf(people.bob).length, 2);
  await world.as(people.bob, 'call.answer', { call: second });
  assert.deepEqual(
    world.callsOf(people.bob).map((one) => one.call),
    [second],
  );
  assert.deepEqual(world.callsOf(people.ann), []);
  assert.deepEqual(await world.lines(people.ann, people.chat), ['ended']);
});

test('[CA6] one call waits while its person speaks in another; back in it, the other waits', async () => {
  const first = await pair();
  const { ann, bob } = first;
  const cat = await world.person('Cat');
  const one = await call(first);
  await world.as(bob, 'call.answer', { call: one });
  const chat = await world.direct(cat, bob);
  const { call: two } = await world.as(cat, 'call.start', { conversation: chat, mode: 'voice' });
  await world.as(bob, 'call.answer', { call: two, hold: true });
  const heldIn = (caller: Caller, id: CallId) =>
    world
      .callsOf(caller)
      .find((entry) => entry.call === id)
      ?.people.find(({ user }) => user === bob.user)?.held;
  assert.deepEqual([heldIn(ann, one), heldIn(cat, two)], [true, undefined]);
  await world.as(bob, 'call.join', { call: two, hold: true });
  assert.deepEqual([heldIn(ann, one), heldIn(cat, two)], [true, undefined]);
  await world.as(bob, 'call.join', { call: one, hold: true });
  assert.deepEqual([heldIn(ann, one), heldIn(cat, two)], [undefined, true]);
  const dan = await world.person('Dan');
  const third = await world.direct(dan, bob);
  const { call: three } = await world.as(dan, 'call.start', { conversation: third, mode: 'voice' });
  await world.as(bob, 'call.answer', { call: three, hold: true });
  assert.deepEqual([heldIn(ann, one), world.callsOf(cat)], [true, []]);
  await world.as(onAnotherDevice(bob), 'call.join', { call: three, hold: true });
  assert.deepEqual(world.callsOf(ann), []);
  await world.as(bob, 'call.leave', { call: three });
});

test('[CA14] the call of a group ends by itself when somebody is alone in it for five minutes', async () => {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
  const chat = await world.group(ann, bob);
  const { call: id } = await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
  await world.as(bob, 'call.answer', { call: id });
  await world.as(bob, 'call.leave', { call: id });
  world.clock.advance(LIMITS.callAloneMs - 1);
  await world.server.calls.look();
  assert.equal(world.callsOf(bob).length, 1);
  world.clock.advance(1);
  await world.server.calls.look();
  assert.deepEqual([world.callsOf(ann), world.callsOf(bob)], [[], []]);
  assert.deepEqual((await world.as(ann, 'call.get', { call: id })).outcome, 'ended');
});

test('[CA7] who is gone is out: soon while it rings, later while people speak', async () => {
  const people = await pair();
  await call(people);
  await world.server.calls.look();
  world.clock.advance(12_000);
  await world.server.calls.look();
  assert.deepEqual(await world.lines(people.bob, people.chat), ['cancelled']);
  const id = await call(people);
  await world.as(people.bob, 'call.answer', { call: id });
  await world.server.calls.look();
  world.clock.advance(29_000);
  await world.server.calls.look();
  assert.equal(world.callsOf(people.ann).length, 1);
  world.clock.advance(1000);
  await world.server.calls.look();
  assert.deepEqual(await world.lines(people.bob, people.chat), ['cancelled', 'ended']);
});

test('[CA8] [CA9] a group: members see that a call goes on, join, and are out with their membership', async () => {
  const [ann, bob, cat, dan] = await Promise.all(['Ann', 'Bob', 'Cat', 'Dan'].map((name) => world.person(name)));
  assert.ok(ann && bob && cat && dan);
  const group = await world.group(ann, bob, cat);
  const { call: id } = await world.as(ann, 'call.start', { conversation: group, mode: 'voice' });
  assert.deepEqual(await world.lines(bob, group), ['started']);
  assert.equal(await world.unread(bob, group), 0);
  await refused('call.unknown', world.as(dan, 'call.join', { call: id }));
  await world.as(ann, 'member.add', { clientId: newId('t'), conversation: group, members: [dan.user] });
  await world.server.calls.look();
  assert.equal(world.callsOf(dan)[0]?.until, undefined);
  await world.as(dan, 'call.join', { call: id });
  assert.equal(world.callsOf(dan)[0]?.device, dan.device);
  for (const member of [dan.user, cat.user]) {
    await world.as(ann, 'member.remove', { clientId: newId('t'), conversation: group, member });
  }
  await world.server.calls.look();
  assert.deepEqual([world.callsOf(dan), world.callsOf(cat)], [[], []]);
  await refused('call.unknown', world.as(dan, 'call.join', { call: id }));
  assert.deepEqual(
    world
      .callsOf(ann)[0]
      ?.people.map(({ state }) => state)
      .sort(),
    ['in', 'left', 'missed', 'ringing'],
  );
  await world.as(ann, 'conversation.dissolve', { clientId: newId('t'), conversation: group });
  await world.server.calls.look();
  assert.deepEqual([world.callsOf(ann), world.callsOf(bob)], [[], []]);
});

test('[CA10] [CA12] who is invited from elsewhere learns who is in, not where', async () => {
  const people = await pair();
  const { ann, bob } = people;
  const id = await call(people);
  await world.as(bob, 'call.answer', { call: id });
  const cat = await world.person('Cat');
  for (const name of ['call.answer', 'call.join', 'call.leave', 'call.decline', 'call.video', 'call.get'] as const) {
    await refused('call.unknown', world.as(cat, name, { call: id }));
  }
  await refused('call.unknown', world.as(cat, 'call.invite', { call: id, users: [cat.user] }));
  await refused('people.unknown', world.as(ann, 'call.invite', { call: id, users: [newId('u')] }));
  await world.as(ann, 'call.invite', { call: id, users: [cat.user] });
  const [told] = world.callsOf(cat);
  assert.deepEqual([told?.conversation, told?.people.length], [undefined, 3]);
  await world.as(cat, 'call.answer', { call: id });
  await world.as(ann, 'call.leave', { call: id });
  assert.equal(world.callsOf(bob).length, 1);
  await world.as(bob, 'call.leave', { call: id });
  assert.deepEqual([world.callsOf(cat), await world.lines(ann, people.chat)], [[], ['ended']]);
  const { calls } = await world.as(cat, 'call.log', {});
  assert.deepEqual(
    calls.map(({ call, conversation }) => [call, conversation]),
    [[id, undefined]],
  );
});

test('[CA21] who is blocked calls in vain, and is not told', async () => {
  const people = await pair();
  const { ann, bob, chat } = people;
  await world.as(bob, 'contact.block', { user: ann.user });
  const id = await call(people);
  assert.deepEqual(world.callsOf(bob), []);
  assert.deepEqual(world.callsOf(ann)[0]?.people.at(-1), { user: bob.user, state: 'ringing' });
  await refused('call.unknown', world.as(bob, 'call.answer', { call: id }));
  world.clock.advance(LIMITS.callRingMs);
  await world.server.calls.look();
  assert.deepEqual([await world.lines(ann, chat), await world.lines(bob, chat)], [['no-answer'], []]);
  assert.equal(await world.unread(bob, chat), 0);
  assert.deepEqual((await world.as(bob, 'call.log', {})).calls, []);
});

test('[CA1] who may not call: strangers, muted members, in channels nobody, in large groups nobody', async () => {
  const [ann, bob, eve] = await Promise.all(['Ann', 'Bob', 'Eve'].map((name) => world.person(name)));
  assert.ok(ann && bob && eve);
  const group = await world.group(ann, bob);
  const voice = (conversation: ConversationId) => ({ conversation, mode: 'voice' as const });
  await refused('conversation.unknown', world.as(eve, 'call.start', voice(group)));
  const mute = { clientId: newId('t'), conversation: group, member: bob.user, until: world.clock.now() + 1000 };
  await world.as(ann, 'member.mute', mute);
  await refused('member.muted', world.as(bob, 'call.start', voice(group)));
  const channel = await world.as(ann, 'channel.create', { clientId: newId('t'), title: newId('t').slice(2, 12) });
  await refused('access.denied', world.as(ann, 'call.start', voice(channel.summary.id)));
  assert.deepEqual(world.callsOf(ann), []);
});

test('[CA30] nobody makes lines of calls themself, and nobody changes them', async () => {
  const people = await pair();
  const { ann, chat } = people;
  const content = { type: 'call', call: newId('v'), mode: 'voice', outcome: 'no-answer' } as const;
  const made = { clientId: newId('t'), conversation: chat, text: '', content };
  await refused('request.invalid', world.as(ann, 'message.send', made));
  await world.as(ann, 'call.leave', { call: await call(people) });
  const { summary } = await world.as(ann, 'conversation.get', { conversation: chat });
  const target = { clientId: newId('t'), conversation: chat, seq: summary.lastSeq };
  await refused('access.denied', world.as(ann, 'message.recall', target));
  await refused('access.denied', world.as(ann, 'message.edit', { ...target, clientId: newId('t'), text: 'x' }));
  const copy = { clientId: newId('t'), conversation: chat, seqs: [summary.lastSeq], to: chat };
  await refused('message.fixed', world.as(ann, 'message.forward', copy));
});

test('[CA32] the log has one’s own calls, newest first, by pages, and those that were missed', async () => {
  const people = await pair();
  const { ann, bob } = people;
  for (let n = 0; n < LIMITS.callPage + 1; n += 1) {
    const id = await call(people);
    if (n === 0) await world.as(bob, 'call.decline', { call: id });
    else await world.as(ann, 'call.leave', { call: id });
    world.clock.advance(30_000);
  }
  const first = await world.as(bob, 'call.log', {});
  assert.equal(first.calls.length, LIMITS.callPage);
  assert.deepEqual(
    first.people.map(({ nickname }) => nickname),
    ['Ann'],
  );
  const { calls, next } = await world.as(bob, 'call.log', { page: first.next ?? '' });
  assert.deepEqual(
    calls.map(({ outcome, state }) => [outcome, state]),
    [['declined', 'declined']],
  );
  assert.equal(next, undefined);
  assert.equal((await world.as(bob, 'call.log', { missed: true })).calls.length, LIMITS.callPage);
  assert.deepEqual((await world.as(ann, 'call.log', { missed: true })).calls, []);
  await refused('request.invalid', world.as(bob, 'call.log', { page: 'x' }));
});

test('[CA13] calling without end is refused for a while', async () => {
  const people = await pair();
  const calls = async () => {
    for (;;) await world.as(people.ann, 'call.leave', { call: await call(people) });
  };
  await refused('rate.limited', calls());
});

test('[CA40] the room is there while the call goes on, and no longer', async () => {
  const people = await pair();
  const id = await call(people);
  const { room } = await world.server.database.read
    .selectFrom('calls')
    .select('room')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  assert.deepEqual(
    (await world.rooms.listRooms([room])).map(({ name }) => name),
    [room],
  );
  await world.as(people.ann, 'call.leave', { call: id });
  assert.deepEqual(await world.rooms.listRooms([room]), []);
});
