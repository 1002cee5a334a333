import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS, type PlanOptions, planOf, wordsOf } from './plan.ts';

const OPTIONS: PlanOptions = {
  seed: 7,
  minutes: 10,
  processes: 3,
  users: 16,
  only: KINDS,
  embedded: false,
  longestMs: Number.POSITIVE_INFINITY,
  betweenMs: [300, 7_000],
};

test('the same seed makes the same plan, another one another', () => {
  assert.deepEqual(planOf(OPTIONS), planOf(OPTIONS));
  assert.notDeepEqual(planOf(OPTIONS), planOf({ ...OPTIONS, seed: 8 }));
});

test('every kind of fault comes, those wanted and no others; each can be told', () => {
  const plan = planOf(OPTIONS);
  assert.deepEqual(new Set(plan.map(({ kind }) => kind)), new Set(KINDS));
  const some = planOf({ ...OPTIONS, only: ['redis', 'kill'] });
  assert.deepEqual([...new Set(some.map(({ kind }) => kind))].sort(), ['kill', 'redis']);
  assert.equal(new Set(plan.map(({ n }) => n)).size, plan.length);
  for (const fault of plan) assert.doesNotMatch(wordsOf(fault), /undefined|NaN|Infinity/);
});

test('a plan is as long as is wanted, and never empty', () => {
  const lengthOf = (minutes: number) => planOf({ ...OPTIONS, minutes }).reduce((sum, { afterMs }) => sum + afterMs, 0);
  assert.ok(lengthOf(10) <= 600_000 && lengthOf(10) > 590_000);
  assert.equal(planOf({ ...OPTIONS, minutes: 0.000_1 }).length, 1);
});

test('a single process on its own database has no Redis and no MariaDB to lose', () => {
  const plan = planOf({ ...OPTIONS, embedded: true, processes: 1 });
  const kinds = new Set(plan.map(({ kind }) => kind));
  for (const kind of ['redis', 'database', 'partition'] as const) assert.ok(!kinds.has(kind));
  assert.ok(plan.every(({ kind, how }) => kind !== 'slow' || how === 'clients'));
});

test('faults last at most as long as they may', () => {
  assert.ok(planOf({ ...OPTIONS, longestMs: 900 }).every(({ lastsMs }) => lastsMs <= 900));
});
