import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NackGenerator } from './nack.ts';

const RTT = 50;

test('missing packets are asked for at once, then again after a round trip', () => {
  const nack = new NackGenerator(1500);
  nack.skipped(10, 13, 0);
  assert.deepEqual(nack.collect(0, RTT), [10, 11, 12]);
  assert.deepEqual(nack.collect(40, RTT), []);
  nack.arrived(11, true, 45);
  assert.deepEqual(nack.collect(66, RTT), [10, 12]);
});

test('twenty tries, then no more', () => {
  const nack = new NackGenerator(60_000);
  nack.skipped(1, 2, 0);
  let asked = 0;
  for (let now = 0; now < 60_000; now += 10) asked += nack.collect(now, RTT).length;
  assert.equal(asked, 20);
  assert.equal(nack.size, 0);
});

test('what is too old to be of use is given up', () => {
  const nack = new NackGenerator(400);
  nack.skipped(1, 2, 0);
  assert.deepEqual(nack.collect(401, RTT), []);
  assert.equal(nack.size, 0);
});

test('a gap too large is refused and everything forgotten', () => {
  const nack = new NackGenerator(1500);
  assert.equal(nack.skipped(0, 200, 0), true);
  assert.equal(nack.skipped(300, 500, 0), false);
  assert.equal(nack.size, 0);
});

test('where packets overtake each other, questions wait a little; not for ever', () => {
  const nack = new NackGenerator(1500);
  nack.skipped(1, 2, 0);
  nack.arrived(1, false, 12);
  nack.skipped(5, 6, 100);
  assert.deepEqual(nack.collect(105, RTT), []);
  assert.deepEqual(nack.collect(112, RTT), [5]);
  nack.skipped(7, 8, 200);
  nack.arrived(7, false, 5000);
  nack.skipped(9, 10, 6000);
  assert.deepEqual(nack.collect(6041, RTT), [9]);
});

test('the time to an answer is learnt from first tries', () => {
  const nack = new NackGenerator(1500);
  nack.skipped(1, 2, 0);
  nack.collect(0, RTT);
  nack.arrived(1, true, 80);
  assert.equal(nack.answerMs, 80);
});

test('where much is lost each question is asked twice, and counts once', () => {
  const nack = new NackGenerator(60_000);
  nack.isLossy = true;
  nack.skipped(10, 12, 0);
  assert.deepEqual(nack.collect(0, RTT), [10, 11]);
  assert.equal(nack.nextAt, 20);
  assert.deepEqual(nack.collect(10, RTT), []);
  nack.arrived(11, true, 15);
  assert.deepEqual(nack.collect(20, RTT), [10]);
  assert.deepEqual(nack.collect(40, RTT), []);
  assert.deepEqual(nack.collect(66, RTT), [10]);
  let asked = 4;
  for (let now = 70; now < 60_000; now += 10) asked += nack.collect(now, RTT).length;
  // 10 twenty times and all but the last time twice, 11 once.
  assert.equal(asked, 40);
});

test('without RTX what comes after it was asked for is an answer, unless it comes sooner than one can', () => {
  const nack = new NackGenerator(1500);
  nack.hasRtx = false;
  nack.skipped(1, 2, 0);
  nack.collect(0, RTT);
  nack.arrived(1, false, 60);
  assert.equal(nack.answerMs, 60);
  nack.skipped(5, 6, 100);
  assert.deepEqual(nack.collect(100, RTT), [5], 'no time is lost');
  nack.arrived(5, false, 112);
  assert.equal(nack.answerMs, 60);
  nack.skipped(7, 8, 200);
  assert.deepEqual(nack.collect(205, RTT), [], 'it was overtaken');
  assert.deepEqual(nack.collect(212, RTT), [7]);
  assert.equal(nack.asked, 3);
});
