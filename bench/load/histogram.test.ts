import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram } from './histogram.ts';

const near = (have: number, want: number) => assert.ok(Math.abs(have / want - 1) <= 0.051, `${have} for ${want}`);

test('percentiles are exact to 5 %', () => {
  const times = new Histogram();
  for (let ms = 1000; ms > 0; ms -= 1) times.record(ms);
  assert.equal(times.total, 1000);
  for (const q of [0.5, 0.9, 0.99, 1]) near(times.quantile(q), q * 1000);
  assert.equal(times.worstMs, 1000);
});

test('those of several processes are added, and what is taken is gone', () => {
  const [one, other] = [new Histogram(), new Histogram()];
  for (let n = 0; n < 99; n += 1) one.record(10);
  other.record(500);
  one.add(other.take());
  assert.equal(other.total, 0);
  assert.equal(one.total, 100);
  near(one.quantile(0.5), 10);
  near(one.quantile(1), 500);
});

test('nothing has no percentile, and no time is too short', () => {
  const times = new Histogram();
  assert.ok(Number.isNaN(times.quantile(0.99)) && Number.isNaN(times.worstMs));
  times.record(0);
  assert.ok(times.quantile(0.5) <= 0.1);
});
