import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#kernel/failure.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { EMPTY_OUTBOX, find, type OutboxEffect, type OutboxInput, type OutboxState, step } from './outbox-machine.ts';
import type { OutboxItem } from './store/store.ts';

function item(n: number, conversation = 'c_1'): OutboxItem {
  return { clientId: `client-${n}`, conversation, text: `${n}`, at: 0, order: n, owner: 'me' };
}

function run(inputs: readonly OutboxInput[], state: OutboxState = EMPTY_OUTBOX) {
  const effects: OutboxEffect[] = [];
  for (const input of inputs) {
    const [next, more] = step(state, input);
    state = next;
    effects.push(...more);
  }
  return { state, effects, told: effects.map(tell) };
}

function tell(effect: OutboxEffect): string {
  if (effect.do === 'wake') return `wake ${effect.at}`;
  return `${effect.do} ${effect.do === 'remove' ? effect.clientId.slice(7) : effect.item.order}`;
}

const written = (n: number, conversation?: string): OutboxInput => ({
  on: 'written',
  now: 0,
  item: item(n, conversation),
});
const stored = (n: number): OutboxInput => ({ on: 'stored', now: 0, clientId: `client-${n}` });
const confirmed = (n: number): OutboxInput => ({ on: 'confirmed', now: 0, clientId: `client-${n}`, seq: n });
const refused = (n: number, code: FailureCode, retryAfterMs?: number): OutboxInput => {
  const failure = new Failure(code, retryAfterMs === undefined ? {} : { retryAfterMs });
  return { on: 'refused', now: 0, clientId: `client-${n}`, failure, random: 0.5 };
};
const ONLINE: OutboxInput = { on: 'online', now: 0 };
const OFFLINE: OutboxInput = { on: 'offline', now: 0 };

test('[RT19] nothing is sent before it is stored', () => {
  assert.deepEqual(run([ONLINE, written(1)]).told, ['store 1']);
  assert.deepEqual(run([ONLINE, written(1), stored(1)]).told, ['store 1', 'send 1']);
});

test('those of one conversation go out one after another, of several at once', () => {
  const before = [ONLINE, written(1), written(2), written(3, 'c_2'), stored(2), stored(1), stored(3)];
  const { told, state } = run(before);
  assert.deepEqual(told.slice(3), ['send 1', 'send 3']);
  assert.deepEqual(run([confirmed(1)], state).told, ['remove 1', 'send 2']);
});

test('offline, they wait; what was under way is asked again', () => {
  const { state } = run([ONLINE, written(1), stored(1), OFFLINE, written(2), stored(2)]);
  assert.deepEqual(run([ONLINE], state).told, ['send 1']);
});

test('a refusal for good fails the line and lets the next ones go', () => {
  const { told, state } = run([ONLINE, written(1), written(2), stored(1), stored(2), refused(1, 'access.denied')]);
  assert.deepEqual(told.slice(2), ['send 1', 'store 1', 'send 2']);
  assert.equal(find(state, 'client-1')?.item.failure?.code, 'access.denied');
  const again = run([{ on: 'retry', now: 0, clientId: 'client-1' }, stored(1), confirmed(2)], state);
  assert.deepEqual(again.told, ['store 1', 'remove 2', 'send 1']);
  assert.deepEqual(run([{ on: 'discard', now: 0, clientId: 'client-1' }], state).told, ['remove 1']);
});

test('a refusal that passes is tried again, not before the server wants it', () => {
  const { told, state } = run([ONLINE, written(1), stored(1), refused(1, 'rate.limited', 5_000)]);
  assert.deepEqual(told.slice(2), ['wake 5000']);
  assert.deepEqual(run([{ on: 'tick', now: 4_999 }], state).told, ['wake 5000']);
  assert.deepEqual(run([{ on: 'tick', now: 5_000 }], state).told, ['send 1']);
});

test('what holds the server up is told, and not kept once it has passed', () => {
  const { state } = run([ONLINE, written(1), stored(1), refused(1, 'server.disk-full')]);
  assert.equal(find(state, 'client-1')?.at, 'waiting');
  assert.equal(find(state, 'client-1')?.item.failure?.code, 'server.disk-full');
  const again = run([{ on: 'tick', now: 9e9 }, refused(1, 'network.unreachable')], state).state;
  assert.equal(find(again, 'client-1')?.item.failure, undefined);
});

test('a fault of the server itself is not tried for ever', () => {
  let { state } = run([ONLINE, written(1), stored(1)]);
  for (let n = 0; n < 6; n += 1) state = run([refused(1, 'server.bug'), { on: 'tick', now: 9e9 }], state).state;
  assert.equal(find(state, 'client-1')?.at, 'failed');
});

test('a confirmed line stays until its event is shown', () => {
  const { state } = run([ONLINE, written(1), stored(1), confirmed(1)]);
  assert.equal(find(state, 'client-1')?.at, 'done');
  const shown = run([{ on: 'shown', now: 0, conversation: 'c_1', seq: 1, changesTo: 0 }], state).state;
  assert.equal(find(shown, 'client-1'), undefined);
});

test('a confirmed change stays until the lines have it; a refused one is given up', () => {
  const change: OutboxItem = { ...item(1), change: { type: 'recalled', target: 7 } };
  const writtenChange: OutboxInput = { on: 'written', now: 0, item: change };
  const { state } = run([ONLINE, writtenChange, stored(1), confirmed(1)]);
  const shown = (changesTo: number): OutboxInput => ({ on: 'shown', now: 0, conversation: 'c_1', seq: 9, changesTo });
  assert.equal(find(run([shown(0)], state).state, 'client-1')?.at, 'done');
  assert.equal(find(run([shown(1)], state).state, 'client-1'), undefined);
  const refusal = run([ONLINE, writtenChange, stored(1), refused(1, 'message.too-late')]);
  assert.deepEqual(refusal.told.slice(-2), ['remove 1', 'give-up 1']);
  assert.equal(find(refusal.state, 'client-1'), undefined);
});

test('whatever happens, each is sent in order of writing, one at a time, and none is lost', () => {
  const act = fc.constantFrom('write', 'store', 'online', 'offline', 'confirm', 'busy');
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
      let state = EMPTY_OUTBOX;
      let count = 0;
      const done: number[] = [];
      const flying = new Set<number>();
      const input = (each: OutboxInput) => {
        const [next, effects] = step(state, each);
        state = next;
        for (const effect of effects) if (effect.do === 'send') flying.add(effect.item.order);
        assert.ok(flying.size <= 1);
      };
      const settle = (each: (n: number) => OutboxInput) => {
        const [n] = flying;
        if (n === undefined) return;
        flying.delete(n);
        if (each === confirmed) done.push(n);
        input(each(n));
      };
      for (const name of acts) {
        if (name === 'write') input(written(++count));
        else if (name === 'store') for (let n = 1; n <= count; n += 1) input(stored(n));
        else if (name === 'online') input(ONLINE);
        else if (name === 'offline') {
          flying.clear();
          input(OFFLINE);
        } else settle(name === 'confirm' ? confirmed : (n) => refused(n, 'server.busy'));
        input({ on: 'tick', now: 9e12 });
      }
      for (let n = 1; n <= count; n += 1) input(stored(n));
      input(ONLINE);
      while (flying.size > 0) settle(confirmed);
      assert.deepEqual(
        done,
        Array.from({ length: count }, (_, n) => n + 1),
      );
    }),
  );
});
