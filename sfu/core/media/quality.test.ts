import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMeeting } from '../testing/meeting.ts';
import { QualityMeter } from './quality.ts';

test('a good line is excellent, loss makes it worse, and it recovers', () => {
  const meeting = startMeeting({ seed: 1 });
  const meter = new QualityMeter(() => [meeting.peers.publishing]);
  const told: string[] = [];
  meeting.simulation.every(200, (nowMs) => {
    const judged = meter.tick(nowMs);
    if (judged) told.push(judged.quality);
  });
  meeting.simulation.runFor(12_000);
  assert.deepEqual(told, ['excellent']);
  assert.ok(meter.current.score > 4);
  for (const path of meeting.paths) path.loss = 0.45;
  meeting.simulation.runFor(16_000);
  assert.notEqual(told.at(-1), 'excellent');
  for (const path of meeting.paths) path.loss = 0;
  meeting.simulation.runFor(40_000);
  assert.equal(told.at(-1), 'excellent');
});

test('a client that is not heard of any more is lost', () => {
  const meeting = startMeeting({ seed: 2 });
  const meter = new QualityMeter(() => [meeting.peers.receiving]);
  meeting.simulation.every(200, (nowMs) => meter.tick(nowMs));
  meeting.simulation.runFor(11_000);
  assert.equal(meter.current.quality, 'excellent');
  for (const path of meeting.paths.slice(2)) path.loss = 1;
  meeting.simulation.runFor(11_000);
  assert.equal(meter.current.quality, 'lost');
});

test('a line too short for what is wanted shows, although nothing is lost', () => {
  const meeting = startMeeting({ seed: 3 });
  const meter = new QualityMeter(() => [meeting.peers.receiving]);
  meeting.simulation.every(200, (nowMs) => meter.tick(nowMs));
  meeting.simulation.runFor(11_000);
  assert.equal(meter.current.quality, 'excellent');
  meeting.peers.receiving.limitLine(100_000);
  meeting.simulation.runFor(16_000);
  assert.equal(meeting.down.layer, 0);
  assert.equal(meter.current.quality, 'good');
  meeting.peers.receiving.limitLine(10_000);
  meeting.simulation.runFor(16_000);
  assert.equal(meter.current.quality, 'poor');
});
