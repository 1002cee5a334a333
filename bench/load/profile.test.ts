import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROFILES } from './profile.ts';
import { randomFrom, weighted } from './random.ts';
import { townOf } from './town.ts';

test('a town has the shares of its profile, and conversations of every size', () => {
  const { kinds, rooms } = townOf(1000, PROFILES.office, 7);
  const count = (kind: string) => kinds.filter((one) => one === kind).length;
  assert.deepEqual([count('chatty'), count('active'), count('idle')], [50, 350, 600]);
  const sizes = new Set(rooms.map(({ members }) => members.length));
  assert.deepEqual(
    [...sizes].sort((a, b) => a - b),
    [2, 8, 30, 200],
  );
  for (const { members } of rooms) assert.equal(new Set(members).size, members.length);
  const seats = rooms.reduce((sum, { members }) => sum + members.length, 0);
  assert.ok(seats > 6000 && seats < 7000, String(seats));
});

test('two people have one conversation of their own', () => {
  const { rooms } = townOf(4, PROFILES.office, 1);
  const pairs = rooms.filter(({ members, weight }) => members.length === 2 && weight === 60);
  assert.equal(new Set(pairs.map(({ members }) => [...members].sort().join())).size, pairs.length);
});

test('the same seed makes the same town, another seed another', () => {
  assert.deepEqual(townOf(60, PROFILES.busy, 3), townOf(60, PROFILES.busy, 3));
  assert.notDeepEqual(townOf(60, PROFILES.busy, 3), townOf(60, PROFILES.busy, 4));
});

test('small towns and the idle profile are possible', () => {
  assert.equal(townOf(1, PROFILES.office, 1).rooms.length, 0);
  assert.ok(townOf(2, PROFILES.office, 1).rooms.length > 0);
  const idle = townOf(10, PROFILES.idle, 1);
  assert.equal(idle.rooms.length, 0);
  assert.ok(idle.kinds.every((kind) => kind === 'idle'));
});

test('choices follow their weights', () => {
  const random = randomFrom(5);
  const counts = [0, 0, 0];
  for (let n = 0; n < 4000; n += 1) {
    const chosen = weighted([0, 1, 2], (item) => [1, 3, 0][item] ?? 0, random());
    counts[chosen ?? 2] = (counts[chosen ?? 2] ?? 0) + 1;
  }
  assert.equal(counts[2], 0);
  assert.ok(Math.abs((counts[1] ?? 0) / (counts[0] ?? 1) - 3) < 0.4, String(counts));
  assert.equal(
    weighted([1, 2], () => 0, 0.5),
    undefined,
  );
});
