import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { PresenceWorld } from './presence-world.ts';

test('[DR11] who is blocked sees the blocker as offline without a time, whatever happens', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob, eve] = [world.person(), world.person(), world.person()];
  const seat = world.arrive(ann);
  const [blocked, other] = [world.arrive(bob), world.arrive(eve)];
  world.blocks.add(`${ann} ${bob}`);
  await world.subscribe(blocked, [ann, eve]);
  await world.subscribe(other, [ann]);
  assert.deepEqual(blocked.frames.flat(), [
    { user: ann, state: 'offline' },
    { user: eve, state: 'online' },
  ]);
  assert.deepEqual(other.take(), [{ [ann]: 'online' }]);
  blocked.take();
  await world.presence.commands['presence.report'](seat.caller, { active: false }, seat);
  await world.pass(1000);
  world.presence.left(seat);
  await world.pass(5000);
  assert.deepEqual(other.take(), [{ [ann]: 'away' }, { [ann]: 'offline' }]);
  assert.deepEqual(blocked.take(), []);
  await world.subscribe(blocked, [ann]);
  assert.deepEqual(blocked.frames, [[{ user: ann, state: 'offline' }]]);
});

test('[DR11] blocking and unblocking change what is seen at once; the blocker sees all as before', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob, eve] = [world.person(), world.person(), world.person()];
  const [seat, blocked, other] = [world.arrive(ann), world.arrive(bob), world.arrive(eve)];
  await world.subscribe(blocked, [ann]);
  await world.subscribe(other, [ann]);
  await world.subscribe(seat, [bob]);
  for (const watching of [seat, blocked, other]) watching.take();
  world.blocks.add(`${ann} ${bob}`);
  world.bus.publish('block-changed', { blocker: ann, blocked: bob });
  await world.pass(1000);
  assert.deepEqual(blocked.frames, [[{ user: ann, state: 'offline' }]]);
  assert.deepEqual([other.take(), seat.take()], [[], []]);
  blocked.take();
  world.blocks.clear();
  world.bus.publish('block-changed', { blocker: ann, blocked: bob });
  await world.pass(1000);
  assert.deepEqual(blocked.take(), [{ [ann]: 'online' }]);
});

test('[DR11] where one of two has blocked the other nobody is told of writing, but in a group of the two', async (context) => {
  const world = await PresenceWorld.open(context);
  const [ann, bob] = [world.person(), world.person()];
  const seats = [world.arrive(ann), world.arrive(bob)];
  const [direct, group] = [newId('c'), newId('c')];
  for (const conversation of [direct, group]) world.members.set(conversation, [ann, bob]);
  world.direct.add(direct);
  const told: string[] = [];
  world.bus.subscribe('typing', ({ conversation, user }) => told.push(`${conversation} ${user}`));
  const type = async () => {
    world.clock.advance(10_000);
    told.length = 0;
    for (const conversation of [direct, group]) {
      for (const seat of seats) await world.presence.commands['presence.typing'](seat.caller, { conversation }, seat);
    }
    await world.settle();
    return told.length;
  };
  assert.equal(await type(), 4);
  world.blocks.add(`${ann} ${bob}`);
  assert.equal(await type(), 2);
  assert.ok(told.every((one) => one.startsWith(group)));
});
