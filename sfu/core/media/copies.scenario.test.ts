import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conference, receivedBps } from '../testing/conference.ts';
import { assertContinuous } from '../testing/continuous.ts';
import { type Meeting, startMeeting } from '../testing/meeting.ts';

const DELAY_MS = 100;
/** Less than the round trip that a question and its answer take. */
const LATE_MS = 60;

/** A subscriber far away, with a small or a large picture, whose line loses packets both ways. */
function farAway(seed: number, loss: number, height: number): Meeting {
  const meeting = startMeeting({ seed, delayMs: DELAY_MS });
  const [, , toReceiver, fromReceiver] = meeting.paths;
  assert.ok(toReceiver && fromReceiver);
  meeting.down.setWanted({ paused: false, width: (height * 16) / 9, height });
  meeting.simulation.runFor(3000);
  toReceiver.loss = fromReceiver.loss = loss;
  meeting.simulation.runFor(8000);
  return meeting;
}

/** The share of packets that came later than others by a question's time, since `sinceMs`. */
function lateShare({ receiver }: Meeting, sinceMs: number): number {
  const recent = receiver.inOrder().filter(({ atMs, filler }) => atMs > sinceMs && !filler);
  const waits = recent.map(({ atMs, timestamp }) => atMs - timestamp / 90);
  const least = Math.min(...waits);
  assert.ok(waits.length > 200, `${waits.length} packets`);
  return waits.filter((wait) => wait - least > LATE_MS).length / waits.length;
}

const [, SMALL, LARGE] = [0, 180, 720];

for (const { loss, height, mostLate } of [
  { loss: 0.05, height: SMALL, mostLate: 0.01 },
  { loss: 0.1, height: SMALL, mostLate: 0.025 },
  { loss: 0.1, height: LARGE, mostLate: 0.035 },
  // Two copies: 1.6 % are lost three times.
  { loss: 0.25, height: SMALL, mostLate: 0.06 },
]) {
  test(`${loss * 100} % lost, 200 ms away, ${height} lines: most losses are mended without being asked for`, () => {
    for (const seed of [11, 12, 13]) {
      const meeting = farAway(seed, loss, height);
      const { nowMs } = meeting.simulation;
      meeting.simulation.runFor(8000);
      const late = lateShare(meeting, nowMs);
      assert.ok(late < mostLate, `seed ${seed}: ${(late * 100).toFixed(1)} % came late`);
      for (const path of meeting.paths) path.loss = 0;
      meeting.simulation.runFor(1000);
      for (const stream of meeting.publisher.streams) stream.on = false;
      meeting.simulation.runFor(500);
      assert.deepEqual(meeting.receiver.missing(), []);
      assertContinuous(meeting.receiver.inOrder());
    }
  });
}

test('no copies where nothing is lost, nor when loss is over', () => {
  const meeting = farAway(21, 0.1, SMALL);
  const during = meeting.receiver.padding;
  assert.ok(during > 100, `${during} copies`);
  for (const path of meeting.paths) path.loss = 0;
  meeting.simulation.runFor(10_000);
  const after = meeting.receiver.padding;
  meeting.simulation.runFor(5000);
  assert.equal(meeting.receiver.padding, after);
  assert.equal(farAway(22, 0, SMALL).down.stats.copies, 0);
});

test('of a large picture no more is copied than it has', () => {
  const { down, simulation } = farAway(31, 0.2, LARGE);
  const before = { ...down.stats };
  simulation.runFor(6000);
  const [copies, sent] = [down.stats.copies - before.copies, down.stats.packets - before.packets];
  assert.ok(copies > sent / 2 && copies < sent * 1.2, `${copies} for ${sent}`);
});

test('a short line that loses packets as well has its room for pictures, not for copies', () => {
  const rates = [0, 0.05].map((loss) => {
    const conference = new Conference(41, 1);
    const seat = conference.sit();
    const { simulation } = conference;
    seat.line.bitsPerSecond = 700_000;
    seat.line.queueMs = 300;
    simulation.runFor(8000);
    seat.line.loss = loss;
    simulation.runFor(8000);
    const { nowMs } = simulation;
    let longestMs = 0;
    for (let step = 0; step < 200; step++) {
      simulation.runFor(50);
      longestMs = Math.max(longestMs, seat.line.waitMs);
    }
    assert.ok(longestMs < 250, `${longestMs} ms of queue with ${loss * 100} % lost`);
    return receivedBps(seat, nowMs, simulation.nowMs);
  });
  const [whole = 0, lossy = 0] = rates;
  assert.ok(lossy > whole * 0.85, rates.join());
});

test('copies begin wherever the stream’s numbers are by then', () => {
  const meeting = farAway(86, 0.1, LARGE);
  const [first] = meeting.receiver.inOrder();
  assert.ok(
    first && (first.extended & 0xffff) < 0x8000 && first.extended + 500 > 0x18000,
    'its numbers pass 2¹⁵ before the loss',
  );
  assert.ok(meeting.down.stats.copies > 100, `${meeting.down.stats.copies} copies`);
});
