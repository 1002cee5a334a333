import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allowance } from './allowance.ts';

test('a burst at once, then so much a second, and never more than a burst', () => {
  const allowance = new Allowance(10, 2);
  assert.ok(allowance.isWhole(1000));
  assert.ok(allowance.take(8, 1000));
  assert.equal(allowance.take(3, 1000), false);
  assert.ok(allowance.take(2, 1000), 'what was refused took nothing');
  assert.equal(allowance.isWhole(1000), false);
  assert.equal(allowance.take(2, 1900), false);
  assert.ok(allowance.take(2, 2000));
  assert.equal(allowance.isWhole(6900), false);
  assert.ok(allowance.isWhole(7000));
  assert.equal(allowance.take(11, 1_000_000), false);
  assert.ok(allowance.take(10, 1_000_000));
});

test('a clock that is set back gives nothing and takes nothing', () => {
  const allowance = new Allowance(2, 1);
  assert.ok(allowance.take(2, 10_000));
  assert.equal(allowance.take(1, 5000), false);
  assert.ok(allowance.take(1, 6000));
});
