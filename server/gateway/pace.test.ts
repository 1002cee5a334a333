import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whenInTime } from './pace.ts';

/** A watch that the test moves on: `lateMs` is how much later than asked for it calls back. */
function slowWatch() {
  let now = 0;
  const waiting: { delayMs: number; callback: () => void }[] = [];
  const watch = {
    now: () => now,
    after(delayMs: number, callback: () => void) {
      waiting.push({ delayMs, callback });
      return () => {};
    },
    every: () => () => {},
  };
  const pass = (lateMs: number) => {
    const next = waiting.shift();
    now += (next?.delayMs ?? 0) + lateMs;
    next?.callback();
  };
  return { watch, pass };
}

test('work is done when its time has come, or once the event loop is in time again', () => {
  const { watch, pass } = slowWatch();
  const done: string[] = [];
  whenInTime(watch, 50, () => done.push('at once'));
  pass(5);
  assert.deepEqual(done, ['at once']);
  whenInTime(watch, 50, () => done.push('later'));
  pass(60);
  pass(200);
  assert.deepEqual(done, ['at once']);
  pass(0);
  assert.deepEqual(done, ['at once', 'later']);
});

test('an event loop that is always behind does not put it off for good', () => {
  const { watch, pass } = slowWatch();
  let done = false;
  whenInTime(watch, 50, () => {
    done = true;
  });
  for (let n = 0; n < 10; n += 1) pass(100);
  assert.equal(done, false);
  pass(100);
  assert.equal(done, true);
});
