import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import { PresenceWorld } from './presence-world.ts';

test('[PR1] a person is as their most active connection is, or busy when they chose so', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const eyes = world.arrive(bob);
  const { commands } = world.presence;
  await world.subscribe(eyes, [ann]);
  assert.deepEqual(eyes.take(), [{ [ann]: 'offline' }]);
  const phone = world.arrive(ann);
  const laptop = world.arrive(ann);
  await world.pass(500);
  assert.deepEqual(eyes.take(), [{ [ann]: 'online' }]);
  await commands['presence.report'](phone.caller, { active: false }, phone);
  await world.pass(1000);
  assert.deepEqual(eyes.take(), [], 'somebody is at the laptop');
  await commands['presence.report'](laptop.caller, { active: false }, laptop);
  await world.pass(500);
  assert.deepEqual(eyes.take(), [{ [ann]: 'away' }]);
  await commands['presence.settings'](phone.caller, { availability: 'busy' }, phone);
  await world.pass(500);
  assert.deepEqual(eyes.take(), [{ [ann]: 'busy' }]);
  await commands['presence.settings'](phone.caller, { availability: 'auto' }, phone);
  await commands['presence.report'](laptop.caller, { active: true }, laptop);
  await world.pass(500);
  assert.deepEqual(eyes.take(), [{ [ann]: 'online' }]);
});

test('[PR2] when somebody was last there is told while they are away for good, unless they hide it', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const seat = world.arrive(ann);
  const eyes = world.arrive(bob);
  await world.pass(60_000);
  const leftAt = world.clock.now();
  world.presence.left(seat);
  await world.pass(5_000);
  await world.subscribe(eyes, [ann]);
  assert.deepEqual(eyes.frames, [[{ user: ann, state: 'offline', seenAt: leftAt }]]);
  const again = world.arrive(ann);
  await world.pass(500);
  const told = await world.presence.commands['presence.settings'](again.caller, { showLastSeen: false }, again);
  assert.deepEqual(told, { availability: 'auto', showLastSeen: false });
  world.presence.left(again);
  await world.pass(3_000);
  assert.deepEqual(eyes.frames.at(-1), [{ user: ann, state: 'offline' }]);
});

test('[PR3] a clean leave is told within three seconds, a reload is not told at all', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const eyes = world.arrive(bob);
  let seat = world.arrive(ann);
  await world.subscribe(eyes, [ann]);
  eyes.take();
  for (let n = 0; n < 20; n += 1) {
    world.presence.left(seat);
    await world.pass(500);
    seat = world.arrive(ann);
    await world.pass(500);
  }
  assert.deepEqual(eyes.take(), []);
  world.presence.left(seat);
  await world.pass(3_000);
  assert.deepEqual(eyes.take(), [{ [ann]: 'offline' }]);
});

test('[PR3] a connection that went silent does not count, until it is heard again', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const eyes = world.arrive(bob);
  const seat = world.arrive(ann);
  await world.subscribe(eyes, [ann]);
  eyes.take();
  world.presence.silent(seat);
  await world.pass(3_000);
  assert.deepEqual(eyes.take(), [{ [ann]: 'offline' }]);
  world.presence.heard(seat);
  await world.pass(500);
  assert.deepEqual(eyes.take(), [{ [ann]: 'online' }]);
  world.presence.left(seat);
  world.presence.heard(seat);
  await world.pass(3_000);
  assert.deepEqual(eyes.take(), [{ [ann]: 'offline' }], 'what left is not heard again');
});

test('[PR4] only those in view are told, and nothing after leaving', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob, cat] = [world.person(), world.person(), world.person()];
  const eyes = world.arrive(bob);
  await world.subscribe(eyes, [ann]);
  await world.subscribe(eyes, [cat]);
  eyes.take();
  const seat = world.arrive(ann);
  await world.pass(1000);
  assert.deepEqual(eyes.take(), []);
  world.presence.left(eyes);
  world.arrive(cat);
  await world.pass(1000);
  assert.deepEqual(eyes.take(), []);
  await world.subscribe(eyes, [ann]);
  assert.deepEqual(eyes.take(), [], 'a seat that has left watches nobody');
  await world.subscribe(seat, [cat, newId('u')]);
  assert.deepEqual(seat.take(), [{ [cat]: 'online' }], 'who does not exist is left out');
});

test('[PR5] many changes are one frame, and whoever looked in between ends with the newest too', async (context) => {
  const world = await PresenceWorld.open(context);
  const people = Array.from({ length: LIMITS.presenceInView }, () => world.person());
  const [first, late] = [world.arrive(world.person()), world.arrive(world.person())];
  await world.subscribe(first, people);
  first.take();
  const seats = people.map((user) => world.arrive(user));
  await world.subscribe(late, people);
  for (const seat of seats.slice(1)) world.presence.left(seat);
  await world.pass(500);
  assert.equal(first.frames.length, 1);
  await world.pass(3_000);
  const now = people.map((user, n) => [user, n === 0 ? 'online' : 'offline']);
  for (const seat of [first, late]) assert.deepEqual(Object.assign({}, ...seat.take()), Object.fromEntries(now));
});

test('[PR5] whatever happens in whatever order, the last thing told is how it is', async (context) => {
  const world = await PresenceWorld.open(context);
  const people = Array.from({ length: 6 }, () => world.person());
  const eyes = [world.arrive(world.person()), world.arrive(world.person())];
  const seats = new Map<string, ReturnType<PresenceWorld['arrive']>>();
  const known = eyes.map(() => ({}) as Record<string, string>);
  for (const eye of eyes) await world.subscribe(eye, people);
  let random = 12345;
  const below = (n: number) => {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
    return random % n;
  };
  for (let run = 0; run < 600; run += 1) {
    const user = people[below(people.length)] ?? '';
    const seat = seats.get(user);
    const what = below(5);
    if (what === 0) for (const [n, eye] of eyes.entries()) if (below(2) === n) await world.subscribe(eye, people);
    if (what === 1 && seat === undefined) seats.set(user, world.arrive(user));
    if (what === 2 && seat !== undefined && seats.delete(user)) world.presence.left(seat);
    if (what === 3 && seat)
      await world.presence.commands['presence.report'](seat.caller, { active: below(2) > 0 }, seat);
    if (what === 4) await world.pass(500 * below(3));
  }
  await world.pass(10_000);
  for (const [n, eye] of eyes.entries()) Object.assign(known[n] ?? {}, ...eye.take());
  const fresh = world.arrive(world.person());
  await world.subscribe(fresh, people);
  const now = fresh.take()[0];
  assert.deepEqual(known, [now, now]);
});

test('[PF3] cards come with those who come into view, and when they change', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const eyes = world.arrive(world.person());
  await world.subscribe(eyes, [ann]);
  await world.subscribe(eyes, [ann, bob]);
  assert.deepEqual(eyes.cards, [ann, bob]);
  world.bus.publish('person-changed', { person: { id: ann, nickname: 'Ann' } });
  world.bus.publish('person-changed', { person: { id: world.person(), nickname: 'Cat' } });
  await world.settle();
  assert.deepEqual(eyes.cards.slice(2), ['Ann']);
});

test('[PR6] settings and the time of last sight survive a restart', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const seat = world.arrive(ann);
  await world.presence.commands['presence.settings'](seat.caller, { availability: 'busy' }, seat);
  await world.pass(1_000);
  const closedAt = world.clock.now();
  await world.presence.close();
  world.sightings.remove(ann, seat.id);
  world.clock.advance(5_000);
  const next = world.another();
  context.after(() => next.close());
  const eyes = world.arrive(bob);
  next.arrived(eyes, eyes.caller);
  assert.deepEqual(await next.commands['presence.settings'](seat.caller, {}, seat), {
    availability: 'busy',
    showLastSeen: true,
  });
  await next.commands['presence.subscribe'](eyes.caller, { users: [ann] }, eyes);
  assert.deepEqual(eyes.frames.at(-1), [{ user: ann, state: 'offline', seenAt: closedAt }]);
});

test('[PR6] two settings changed at once are both kept', async (context) => {
  const world = await PresenceWorld.open(context);
  const seat = world.arrive(world.person());
  const change = (params: object) => world.presence.commands['presence.settings'](seat.caller, params, seat);
  await Promise.all([change({ availability: 'busy' }), change({ showLastSeen: false })]);
  assert.deepEqual(await change({}), { availability: 'busy', showLastSeen: false });
});

test('[PR7] one sees which of one’s own devices are connected, and no one else’s', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const [phone, laptop] = [world.arrive(ann), world.arrive(ann)];
  world.arrive(bob);
  const { devices } = await world.presence.commands['presence.devices'](phone.caller, {}, phone);
  assert.deepEqual(devices.sort(), [phone.caller.device, laptop.caller.device].sort());
});

test('[PR8] typing is told of members, once in two seconds, in groups that are not too large', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const [small, large] = [newId('c'), newId('c')];
  world.members.set(small, [ann]);
  world.members.set(large, [ann, ...Array.from({ length: LIMITS.typingMembers }, () => world.person())]);
  const told: object[] = [];
  world.bus.subscribe('typing', (news) => told.push(news));
  const [mine, stranger] = [world.arrive(ann), world.arrive(bob)];
  const type = (seat: typeof mine, conversation: string) =>
    world.presence.commands['presence.typing'](seat.caller, { conversation }, seat);
  for (let n = 0; n < 5; n += 1) await type(mine, small);
  await type(mine, large);
  assert.deepEqual(told, [{ conversation: small, user: ann }]);
  await world.pass(2_000);
  await type(mine, small);
  assert.equal(told.length, 2);
  for (const conversation of [small, newId('c')]) {
    await assert.rejects(type(stranger, conversation), (error) => {
      return error instanceof Failure && error.code === 'conversation.unknown';
    });
  }
  assert.equal(told.length, 2);
});
