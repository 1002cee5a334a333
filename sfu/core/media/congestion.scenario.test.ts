import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conference, receivedBps, type Seat } from '../testing/conference.ts';
import { assertContinuous } from '../testing/continuous.ts';

/** The layers of a seat's videos, one letter each, `-` for none. */
function layers(seat: Seat): string {
  return seat.videos.map(({ down }) => 'qhf'[down.layer ?? -1] ?? '-').join('');
}

function assertSound(seat: Seat, sinceMs: number, longestGapMs: number): void {
  for (const arrivals of seat.audio) {
    const recent = arrivals.filter((atMs) => atMs > sinceMs);
    assert.ok(recent.length > 50, `${recent.length} packets of sound`);
    for (let i = 1; i < recent.length; i++) {
      const gap = (recent[i] ?? 0) - (recent[i - 1] ?? 0);
      assert.ok(gap < longestGapMs, `no sound for ${gap} ms`);
    }
  }
}

for (const queueMs of [150, 1000]) {
  test(`3 Mbit/s → 500 kbit/s → 3 Mbit/s: down within 2 s, up again within seconds (a queue of ${queueMs} ms)`, () => {
    const conference = new Conference(1, 1);
    const seat = conference.sit();
    const { simulation } = conference;
    seat.line.bitsPerSecond = 3_000_000;
    seat.line.queueMs = queueMs;
    simulation.runFor(5000);
    assert.equal(layers(seat), 'f');
    seat.line.bitsPerSecond = 500_000;
    simulation.runFor(2000);
    assert.match(layers(seat), /[qh]/);
    simulation.runFor(1500);
    assert.ok(seat.line.waitMs < 60, `${seat.line.waitMs} ms of queue`);
    const changes: string[] = [];
    seat.videos[0]?.down.events.on('layer', () => changes.push(layers(seat)));
    const { nowMs } = simulation;
    simulation.runFor(15_000);
    assert.deepEqual(changes, [], 'no oscillation');
    assertSound(seat, nowMs, 160);
    seat.line.bitsPerSecond = 3_000_000;
    let climbedMs = 0;
    while (layers(seat) !== 'f' && climbedMs < 20_000) {
      simulation.runFor(100);
      climbedMs += 100;
    }
    assert.ok(climbedMs <= 9000, `${climbedMs} ms to climb back`);
    assert.ok(changes.length <= 3, changes.join());
    simulation.runFor(5000);
    assert.equal(layers(seat), 'f');
    for (const { sent } of seat.videos) assertContinuous(sent.inOrder());
  });
}

test('cameras that do not fit are paused, told so, and come back; sound goes on', () => {
  const conference = new Conference(2, 4);
  const seat = conference.sit();
  const { simulation } = conference;
  const told: string[] = [];
  for (const [i, { down }] of seat.videos.entries()) down.events.on('paused', (paused) => told.push(`${i} ${paused}`));
  seat.line.bitsPerSecond = 9_000_000;
  seat.line.queueMs = 300;
  simulation.runFor(4000);
  assert.equal(layers(seat), 'ffff');
  seat.line.bitsPerSecond = 350_000;
  simulation.runFor(4000);
  const { nowMs } = simulation;
  simulation.runFor(6000);
  const flowing = [...layers(seat)].filter((layer) => layer === 'q').length;
  assert.ok(flowing === 1 || flowing === 2, layers(seat));
  assert.match(layers(seat), /^q+-+$/, 'those at the end are paused');
  assertSound(seat, nowMs, 200);
  assert.ok(told.includes('3 true') && !told.includes('0 true'), told.join());
  seat.line.bitsPerSecond = 9_000_000;
  simulation.runFor(12_000);
  assert.equal(layers(seat), 'ffff');
  assert.ok(told.includes('3 false'));
});

test('with everything paused and no sound, nothing flows that feedback could tell of: it comes back all the same', () => {
  const conference = new Conference(8, 2, false);
  const seat = conference.sit();
  const { simulation } = conference;
  seat.line.bitsPerSecond = 5_000_000;
  seat.line.queueMs = 300;
  simulation.runFor(3000);
  seat.line.bitsPerSecond = 60_000;
  simulation.runFor(10_000);
  assert.equal(layers(seat), '--');
  seat.line.bitsPerSecond = 5_000_000;
  simulation.runFor(15_000);
  assert.equal(layers(seat), 'ff');
});

test('a screen keeps its layer while cameras give theirs up', () => {
  const conference = new Conference(3, 3);
  const seat = conference.sit();
  const { simulation } = conference;
  seat.videos[2]?.down.setWanted({ paused: false, priority: 255 });
  seat.line.bitsPerSecond = 8_000_000;
  seat.line.queueMs = 300;
  simulation.runFor(4000);
  seat.line.bitsPerSecond = 2_900_000;
  simulation.runFor(10_000);
  assert.match(layers(seat), /^[qh][qh]f$/);
});

for (const loss of [0.05, 0.1, 0.2]) {
  test(`${loss * 100} % of random loss without congestion does not collapse the rate`, () => {
    const conference = new Conference(4, 1);
    const seat = conference.sit();
    seat.line.bitsPerSecond = 10_000_000;
    seat.line.loss = loss;
    conference.simulation.runFor(10_000);
    const { nowMs } = conference.simulation;
    conference.simulation.runFor(20_000);
    assert.equal(layers(seat), 'f');
    const rate = receivedBps(seat, nowMs, conference.simulation.nowMs);
    assert.ok(rate > 1_500_000, `${rate}`);
  });
}

test('two subscribers behind one line get as much as each other, whoever came first', () => {
  const conference = new Conference(5, 1);
  const { simulation } = conference;
  const first = conference.sit();
  first.line.bitsPerSecond = 1_600_000;
  first.line.queueMs = 300;
  simulation.runFor(8000);
  const second = conference.sit({ shares: first });
  simulation.runFor(15_000);
  const { nowMs } = simulation;
  simulation.runFor(20_000);
  const rates = [first, second].map((seat) => receivedBps(seat, nowMs, simulation.nowMs));
  const [one = 0, other = 0] = rates;
  assert.ok(Math.min(one, other) / Math.max(one, other) > 0.5, rates.join());
  assert.ok(one + other > 700_000, rates.join());
});

test('a path that has become longer is not taken for a queue for good', () => {
  const conference = new Conference(6, 1);
  const seat = conference.sit({ delayMs: 20 });
  seat.line.bitsPerSecond = 5_000_000;
  conference.simulation.runFor(4000);
  seat.line.extraDelayMs = 120;
  conference.simulation.runFor(20_000);
  assert.equal(layers(seat), 'f');
});

/** The longest time without a packet of any video since then, milliseconds. */
function longestGap(seat: Seat, sinceMs: number, nowMs: number): number {
  const times = seat.videos.flatMap(({ receiver }) => [...receiver.packets.values()].map(({ atMs }) => atMs));
  const marks = [sinceMs, ...times.filter((atMs) => atMs > sinceMs).sort((a, b) => a - b), nowMs];
  return marks.reduce((longest, at, i) => Math.max(longest, at - (marks[i - 1] ?? at)), 0);
}

for (const [longerMs, loss] of [
  [100, 0],
  [100, 0.1],
  [300, 0],
  [300, 0.05],
] as const) {
  test(`a path that becomes ${longerMs} ms longer at once does not pause the only small video, with ${loss * 100} % lost`, () => {
    for (let seed = 30; seed < 36; seed++) {
      const conference = new Conference(seed, 1, false);
      const { simulation } = conference;
      const seat = conference.sit({ delayMs: 2 });
      seat.videos[0]?.down.setWanted({ paused: false, width: 320, height: 180 });
      simulation.runFor(3000);
      seat.line.extraDelayMs = longerMs;
      seat.line.loss = loss;
      const { nowMs } = simulation;
      simulation.runFor(12_000);
      assert.ok(longestGap(seat, nowMs, simulation.nowMs) < 1200, `seed ${seed}`);
    }
  });
}

/** Cameras, the height of their tiles, and what the line carries. */
for (const [cameras, height, bitsPerSecond] of [
  [1, 720, Number.POSITIVE_INFINITY],
  [1, 180, Number.POSITIVE_INFINITY],
  [1, 720, 3_000_000],
  [4, 360, 12_000_000],
] as const) {
  for (const longerMs of [120, 300]) {
    test(`${longerMs} ms more at once neither pause nor lessen ${cameras} × ${height} lines on ${bitsPerSecond} bit/s`, () => {
      for (let seed = 40; seed < 42; seed++) {
        const conference = new Conference(seed, cameras);
        const { simulation } = conference;
        const seat = conference.sit({ delayMs: 5 });
        seat.line.bitsPerSecond = bitsPerSecond;
        for (const { down } of seat.videos) down.setWanted({ paused: false, width: (height * 16) / 9, height });
        simulation.runFor(4000);
        const before = layers(seat);
        const changes: string[] = [];
        for (const { down } of seat.videos) down.events.on('layer', () => changes.push(layers(seat)));
        seat.line.extraDelayMs = longerMs;
        const { nowMs } = simulation;
        simulation.runFor(6000);
        assert.ok(longestGap(seat, nowMs, simulation.nowMs) < longerMs + 200, `seed ${seed}`);
        assert.deepEqual(changes, [], `seed ${seed}: ${before}`);
      }
    });
  }
}

test('a line that becomes narrow at the same moment as it becomes longer is followed within 2 s', () => {
  for (let seed = 50; seed < 53; seed++) {
    const conference = new Conference(seed, 1);
    const { simulation } = conference;
    const seat = conference.sit({ delayMs: 5 });
    seat.line.bitsPerSecond = 4_000_000;
    seat.line.queueMs = 1000;
    simulation.runFor(4000);
    seat.line.bitsPerSecond = 500_000;
    seat.line.extraDelayMs = 200;
    simulation.runFor(2000);
    assert.match(layers(seat), /[qh]/, `seed ${seed}`);
    simulation.runFor(2500);
    assert.ok(seat.line.waitMs < 100, `seed ${seed}: ${seat.line.waitMs} ms of queue`);
  }
});

test('20 s without any line: media flows within a second of its return, and is what it was within seconds', () => {
  for (const bitsPerSecond of [Number.POSITIVE_INFINITY, 3_000_000]) {
    const conference = new Conference(9, 1);
    const { simulation } = conference;
    const seat = conference.sit();
    seat.line.bitsPerSecond = bitsPerSecond;
    simulation.runFor(5000);
    assert.equal(layers(seat), 'f');
    seat.line.loss = 1;
    simulation.runFor(20_000);
    seat.line.loss = 0;
    const { nowMs } = simulation;
    simulation.runFor(1000);
    assert.ok(receivedBps(seat, nowMs, simulation.nowMs) > 100_000);
    assert.ok((seat.audio[0] ?? []).some((atMs) => atMs > nowMs));
    simulation.runFor(9000);
    assert.equal(layers(seat), 'f');
  }
});

test('after a second of silence nothing is taken for a queue', () => {
  const conference = new Conference(7, 1, false);
  const { simulation } = conference;
  const seat = conference.sit({ delayMs: 5 });
  simulation.runFor(3000);
  seat.videos[0]?.down.setWanted({ paused: true });
  simulation.runFor(1500);
  seat.line.extraDelayMs = 200;
  seat.videos[0]?.down.setWanted({ paused: false });
  simulation.runFor(4000);
  assert.equal(layers(seat), 'f');
});

test('any line and any wishes: every stream is continuous, sound always flows, allocations fit', () => {
  for (let seed = 100; seed < 106; seed++) {
    const conference = new Conference(seed, 2);
    const { simulation, random } = conference;
    const seat = conference.sit({ delayMs: 5 + (random() % 80) });
    seat.line.queueMs = 100 + (random() % 500);
    for (let step = 0; step < 8; step++) {
      seat.line.bitsPerSecond = 200_000 + (random() % 4_000_000);
      seat.line.loss = [0, 0, 0.02, 0.1][random() % 4] ?? 0;
      const height = [90, 180, 360, 720][random() % 4] ?? 90;
      const { down } = seat.videos[random() % 2] ?? {};
      down?.setWanted({
        paused: random() % 6 === 0,
        width: (height * 16) / 9,
        height,
        fps: random() % 3 === 0 ? 15 : 30,
      });
      const { nowMs } = simulation;
      simulation.runFor(2500);
      assertSound(seat, nowMs + 500, 900);
    }
    for (const { sent } of seat.videos) assertContinuous(sent.inOrder());
  }
});
