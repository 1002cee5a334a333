import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from './backoff.ts';
import { type ConnectionInput, type ConnectionState, dueAt, step } from './connection-machine.ts';

const STOPPED = { at: 'stopped' } satisfies ConnectionState;

/** Applies inputs one after another; the effects of all of them. */
function run(state: ConnectionState, ...inputs: ConnectionInput[]) {
  const effects: string[] = [];
  for (const input of inputs) {
    const [next, more] = step(state, input);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

const lost = (now: number, more: { soon?: boolean; retryAfterMs?: number } = {}): ConnectionInput => {
  return { on: 'lost', now, random: 0.5, ...more };
};
const online = run(STOPPED, { on: 'start', now: 0 }, { on: 'greeted', now: 100 }).state;

test('connects when started, and again after a while when that fails', () => {
  const { state, effects } = run(STOPPED, { on: 'start', now: 0 }, lost(10));
  assert.deepEqual(effects, ['open', 'close']);
  assert.deepEqual(state, { at: 'waiting', until: 210, attempt: 1 });
  assert.deepEqual(step(state, { on: 'tick', now: 209 }), [state, []]);
  assert.deepEqual(run(state, { on: 'tick', now: 210 }).effects, ['open']);
});

test('waits as long as the server asks', () => {
  const { state } = run(STOPPED, { on: 'start', now: 0 }, lost(0, { retryAfterMs: 7_000 }));
  assert.equal(dueAt(state), 7_000);
});

test('a known and passed reason is met with one try at once, then with waiting', () => {
  const first = run(online, lost(200, { soon: true }));
  assert.deepEqual([first.state.at, first.effects], ['connecting', ['close', 'open']]);
  assert.equal(run(first.state, lost(300, { soon: true })).state.at, 'waiting');
});

test('waking up connects at once, or asks whether the connection lives', () => {
  const waiting = run(online, lost(200)).state;
  assert.deepEqual(run(waiting, { on: 'wake', now: 201 }).effects, ['open']);
  assert.deepEqual(run(online, { on: 'wake', now: 201 }, { on: 'wake', now: 202 }).effects, ['ping']);
});

test('[RT16] silence is met with a ping, and no answer with another connection', () => {
  assert.equal(dueAt(online), 20_100);
  const asked = run(online, { on: 'tick', now: 20_100 });
  assert.deepEqual(asked.effects, ['ping']);
  assert.deepEqual(run(asked.state, { on: 'heard', now: 20_200 }, { on: 'tick', now: 28_200 }).effects, []);
  assert.deepEqual(run(asked.state, { on: 'tick', now: 28_100 }).effects, ['close', 'open']);
});

test('a laptop that slept, or whose clock was set back, asks before it believes', () => {
  for (const now of [3_600_000, 50]) assert.deepEqual(run(online, { on: 'tick', now }).effects, ['ping']);
});

test('in a tab whose timers come once a minute, a dead connection is noticed all the same', () => {
  const minutes = (from: number, n: number) =>
    Array.from({ length: n }, (_, k): ConnectionInput => ({ on: 'tick', now: from + (k + 1) * 60_000 }));
  assert.deepEqual(run(online, ...minutes(100, 2)).effects, ['ping', 'close', 'open']);
  const [first, second] = minutes(100, 2) as [ConnectionInput, ConnectionInput];
  assert.deepEqual(run(online, first, { on: 'heard', now: 60_200 }, second).effects, ['ping', 'ping']);
});

test('an attempt that hangs is given up', () => {
  const { state } = run(STOPPED, { on: 'start', now: 0 });
  const later = run(state, { on: 'tick', now: 15_000 });
  assert.deepEqual([later.state, later.effects], [{ at: 'connecting', since: 15_000, attempt: 1 }, ['close', 'open']]);
});

test('a clock that is set back far does not keep anybody waiting', () => {
  const { state } = run(STOPPED, { on: 'start', now: 1e9 }, lost(1e9));
  assert.deepEqual(run(state, { on: 'tick', now: 0 }).effects, ['open']);
});

test('stopped, nothing happens any more', () => {
  const { state, effects } = run(
    online,
    { on: 'stop', now: 1 },
    lost(2),
    { on: 'tick', now: 9e9 },
    { on: 'wake', now: 3 },
  );
  assert.deepEqual([state, effects], [STOPPED, ['close']]);
});

test('whatever happens, it never has two sockets, and is never stuck', () => {
  const input = fc.record({
    on: fc.constantFrom('start', 'stop', 'wake', 'tick', 'greeted', 'heard', 'lost'),
    now: fc.integer({ min: 0, max: 100_000 }),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    soon: fc.boolean(),
  }) as fc.Arbitrary<ConnectionInput>;
  fc.assert(
    fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
      let state: ConnectionState = STOPPED;
      let sockets = 0;
      for (const each of inputs) {
        const [next, effects] = step(state, each);
        for (const effect of effects) {
          if (effect === 'open') sockets += 1;
          if (effect === 'close') sockets = 0;
        }
        state = next;
        assert.ok(sockets <= 1);
        assert.equal(state.at === 'stopped', dueAt(state) === undefined);
        if (state.at === 'connecting' || state.at === 'online') assert.equal(sockets, 1);
      }
    }),
  );
});

test('[RT17] the wait grows up to its cap, and is spread over its whole length', () => {
  const longest = Array.from({ length: 14 }, (_, attempt) => backoffMs(attempt, 1));
  assert.deepEqual(
    longest,
    longest.toSorted((a, b) => a - b),
  );
  assert.deepEqual([longest[0], longest.at(-1)], [400, 15_000]);
  assert.equal(backoffMs(5, 0), 0);
});
