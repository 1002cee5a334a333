import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arrival } from '../rtcp/packets.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import { Arrivals } from './arrivals.ts';

const NOW = 1_760_000_000_000;

function take(arrivals: Arrivals, nowMs: number): Arrival[] {
  return arrivals
    .take(1, 2, nowMs)
    .flatMap((bytes) => parseRtcp(bytes))
    .flatMap((packet) => (packet.type === 'transport-cc' ? packet.arrivals : []));
}

function sequences(told: readonly Arrival[], received = true): number[] {
  return told.filter(({ atMs }) => atMs >= 0 === received).map(({ sequence }) => sequence);
}

test('each packet is told of once, missing ones too, over the wrap', () => {
  const arrivals = new Arrivals();
  for (const sequence of [65_534, 65_535, 1]) arrivals.add(sequence, NOW);
  const told = take(arrivals, NOW);
  assert.deepEqual(sequences(told), [65_534, 65_535, 1]);
  assert.deepEqual(sequences(told, false), [0]);
  assert.deepEqual(take(arrivals, NOW + 60), []);
  arrivals.add(2, NOW + 60);
  assert.deepEqual(sequences(take(arrivals, NOW + 60)), [2]);
});

test('feedback leaves at once after a pause, then every 50 ms', () => {
  const arrivals = new Arrivals();
  assert.equal(arrivals.nextAt, Number.POSITIVE_INFINITY);
  arrivals.add(1, NOW);
  assert.equal(arrivals.nextAt, NOW);
  take(arrivals, NOW);
  arrivals.add(2, NOW + 10);
  assert.equal(arrivals.nextAt, NOW + 50);
  assert.deepEqual(take(arrivals, NOW + 49), []);
  assert.equal(take(arrivals, NOW + 50).length, 1);
});

test('when a track begins, feedback leaves every 20 ms for a while', () => {
  const arrivals = new Arrivals();
  arrivals.hurry();
  let told = 0;
  for (let i = 0; i < 1000; i++) {
    arrivals.add(i, NOW + i * 10);
    told += arrivals.take(1, 2, NOW + i * 10).length;
  }
  assert.ok(told >= 150 + (10_000 - 3000) / 50 - 3 && told <= 150 + (10_000 - 3000) / 50 + 3, `${told}`);
});

test('a late packet corrects what was told, a very late one does not', () => {
  const arrivals = new Arrivals();
  for (const sequence of [10, 12]) arrivals.add(sequence, NOW);
  assert.deepEqual(sequences(take(arrivals, NOW), false), [11]);
  arrivals.add(11, NOW + 20);
  assert.deepEqual(sequences(take(arrivals, NOW + 60)), [11, 12]);
  arrivals.add(700, NOW + 100);
  take(arrivals, NOW + 120);
  arrivals.add(13, NOW + 200);
  assert.deepEqual(take(arrivals, NOW + 300), []);
});

test('repeated numbers and jumps beyond the window are borne', () => {
  const arrivals = new Arrivals();
  arrivals.add(1, NOW);
  arrivals.add(1, NOW + 1);
  arrivals.add(20_000, NOW + 2);
  const told = take(arrivals, NOW + 2);
  assert.deepEqual(sequences(told), [20_000]);
  assert.ok(told.length <= 4096);
});
