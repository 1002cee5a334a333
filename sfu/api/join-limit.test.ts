import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JoinLimit } from './join-limit.ts';

test('one identity comes into one room thirty times at once, then once a second; others are free', () => {
  const limit = new JoinLimit();
  for (let i = 0; i < 30; i++) assert.ok(limit.mayJoin('room', 'ann', 1000));
  assert.equal(limit.mayJoin('room', 'ann', 1000), false);
  assert.ok(limit.mayJoin('room', 'bob', 1000));
  assert.ok(limit.mayJoin('other', 'ann', 1000));
  assert.ok(limit.mayJoin('room', 'ann', 2000));
  assert.equal(limit.mayJoin('room', 'ann', 2000), false);
});

test('what is remembered is bounded, and who is whole is forgotten first', () => {
  const limit = new JoinLimit();
  for (let i = 0; i < 16_000; i++) limit.mayJoin('room', `early ${i}`, 0);
  for (let i = 0; i < 30; i++) limit.mayJoin('room', 'busy', 60_000);
  for (let i = 0; i < 10_000; i++) limit.mayJoin('room', `late ${i}`, 60_000);
  assert.ok(limit.size < 16_384, `${limit.size}`);
  assert.equal(limit.mayJoin('room', 'busy', 60_000), false);
  for (let i = 0; i < 50_000; i++) limit.mayJoin('room', `crowd ${i}`, 60_000);
  assert.ok(limit.size <= 16_384, `${limit.size}`);
});
