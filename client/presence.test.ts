import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { LIMITS } from '#protocol/limits.ts';
import { PresenceInView } from './presence.ts';
import type { Call } from './sync.ts';
import { Typing } from './typing.ts';

/** Timers that run when told to. */
class Time {
  #now = 1_700_000_000_000;
  #due = new Map<object, { at: number; callback: () => void }>();

  readonly timers = {
    now: () => this.#now,
    after: (delayMs: number, callback: () => void) => {
      const key = {};
      this.#due.set(key, { at: this.#now + delayMs, callback });
      return () => void this.#due.delete(key);
    },
  };

  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const [key, { at, callback }] of [...this.#due]) {
      if (at > this.#now) continue;
      this.#due.delete(key);
      callback();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function inView() {
  const time = new Time();
  const asked: { name: string; params: unknown }[] = [];
  const call = (async (name: string, params: unknown) => {
    asked.push({ name, params });
    return {};
  }) as Call;
  const take = () => asked.splice(0).map(({ params }) => params);
  return { time, call, take, presence: new PresenceInView({ call, timers: time.timers }) };
}

test('[PR4] those in view are asked for together, once, and again after a reconnect', async () => {
  const { time, take, presence } = inView();
  const [ann, bob] = [newId('u'), newId('u')];
  presence.watch(ann);
  await time.pass(1_000);
  assert.deepEqual(take(), [], 'not without connection');
  presence.handleOnline();
  presence.watch(bob);
  presence.watch(ann);
  await time.pass(100);
  assert.deepEqual(take(), [{ users: [bob, ann] }]);
  await time.pass(1_000);
  assert.deepEqual(take(), []);
  presence.handlePush([{ user: ann, state: 'online' }]);
  presence.handleOffline();
  assert.equal(presence.get(ann), undefined);
  presence.handleOnline();
  await time.pass(100);
  assert.deepEqual(take(), [{ users: [bob, ann] }]);
});

test('who went out of view lingers for half a minute, and is known at once when back', async () => {
  const { time, take, presence } = inView();
  const [ann, bob] = [newId('u'), newId('u')];
  presence.handleOnline();
  const stop = presence.watch(ann);
  presence.watch(bob);
  await time.pass(100);
  presence.handlePush([{ user: ann, state: 'busy' }]);
  stop();
  stop();
  await time.pass(20_000);
  assert.equal(presence.get(ann)?.state, 'busy');
  const again = presence.watch(ann);
  await time.pass(20_000);
  again();
  take();
  await time.pass(30_000);
  await time.pass(100);
  assert.deepEqual(take(), [{ users: [bob] }]);
  assert.equal(presence.get(ann), undefined);
});

test('[PR4] of too many, those that came into view last are followed', async () => {
  const { time, take, presence } = inView();
  const users = Array.from({ length: LIMITS.presenceInView + 5 }, () => newId('u'));
  presence.handleOnline();
  for (const user of users) presence.watch(user);
  await time.pass(100);
  assert.deepEqual(take(), [{ users: users.slice(5) }]);
});

test('[PR1] being idle is told, and told again to a new connection', async () => {
  const { time, take, presence } = inView();
  presence.handleOnline();
  presence.setActive(true);
  presence.setActive(false);
  presence.setActive(false);
  assert.deepEqual(take(), [{ active: false }]);
  presence.handleOffline();
  presence.handleOnline();
  assert.deepEqual(take(), [{ active: false }]);
  presence.setActive(true);
  await time.pass(0);
  assert.deepEqual(take(), [{ active: true }]);
});

test('[PR8] writing is told every three seconds at most, and at once after sending', async () => {
  const { time, call, take } = inView();
  const typing = new Typing({ call, timers: time.timers });
  const conversation = newId('c');
  for (let n = 0; n < 5; n += 1) typing.tell(conversation);
  assert.equal(take().length, 1);
  await time.pass(3_000);
  typing.tell(conversation);
  typing.handleSent(conversation);
  typing.tell(conversation);
  assert.equal(take().length, 2);
});

test('[PR8] who is told to write is shown for six seconds from the last time', async () => {
  const { time, call } = inView();
  const typing = new Typing({ call, timers: time.timers });
  const [conversation, ann, bob] = [newId('c'), newId('u'), newId('u')];
  typing.handlePush(conversation, ann);
  await time.pass(4_000);
  typing.handlePush(conversation, bob);
  typing.handlePush(conversation, ann);
  assert.deepEqual(typing.of(conversation), [ann, bob]);
  await time.pass(4_000);
  assert.deepEqual(typing.of(conversation), [ann, bob]);
  typing.handleStopped(conversation, ann);
  assert.deepEqual(typing.of(conversation), [bob]);
  await time.pass(2_000);
  assert.deepEqual(typing.of(conversation), []);
});
