import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptsContract } from './attempts-contract.ts';
import { MemoryAttempts } from './memory-attempts.ts';

attemptsContract('attempts in memory', async () => {
  const attempts = new MemoryAttempts();
  return { here: attempts, there: attempts, close: async () => {} };
});

const rule = { name: 'sign-in', free: 3, windowMs: 60_000, firstWaitMs: 1000, maxWaitMs: 4000 };

test('attempts wait only after the free failures, twice as long each time, up to the most', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_700_000_000_000 });
  const attempts = new MemoryAttempts();
  const waits: number[] = [];
  for (let round = 0; round < 6; round++) {
    await attempts.failed(rule, 'a');
    waits.push(await attempts.waitMs(rule, 'a'));
    t.mock.timers.tick(4000);
    assert.equal(await attempts.waitMs(rule, 'a'), 0, 'the wait is over');
  }
  assert.deepEqual(waits, [0, 0, 1000, 2000, 4000, 4000]);
  assert.equal(await attempts.failures(rule, 'a'), 6);
  assert.equal(await attempts.waitMs(rule, 'b'), 0, 'another key knows nothing of it');
});

test('attempts are forgotten after the window, or when told', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_700_000_000_000 });
  const attempts = new MemoryAttempts();
  for (let round = 0; round < 3; round++) await attempts.failed(rule, 'a');
  await attempts.forget(rule, 'a');
  assert.equal(await attempts.waitMs(rule, 'a'), 0);
  assert.equal(await attempts.failures(rule, 'a'), 0);
  assert.equal(await attempts.failed(rule, 'a'), 1);
  t.mock.timers.tick(60_000);
  assert.equal(await attempts.failures(rule, 'a'), 0);
  assert.equal(await attempts.failed(rule, 'a'), 1, 'a new window starts');
});

test('attempts of rules with other names are counted apart', async () => {
  const attempts = new MemoryAttempts();
  for (let round = 0; round < 3; round++) await attempts.failed(rule, 'a');
  assert.ok((await attempts.waitMs(rule, 'a')) > 0);
  assert.equal(await attempts.waitMs({ ...rule, name: 'lookup' }, 'a'), 0);
});
