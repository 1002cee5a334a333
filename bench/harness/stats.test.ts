import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, quantile, rounded } from './stats.ts';

test('quantiles take the nearest rank of values in any order', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(quantile(values, 0.5), 50);
  assert.equal(quantile(values, 0.99), 99);
  assert.equal(quantile(values, 1), 100);
  assert.equal(quantile(values, 0), 1);
  assert.equal(quantile([7], 0.99), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('medians of odd and even numbers of values', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('numbers for people have three digits that count', () => {
  assert.equal(rounded(123_456.7), '123,457');
  assert.equal(rounded(12.345), '12.3');
  assert.equal(rounded(0.001234), '0.00123');
  assert.equal(rounded(Number.NaN), '–');
});
