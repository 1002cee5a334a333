import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../testing/emulated-path.ts';
import { LineEstimate } from './line-estimate.ts';

const NEEDED_BPS = 2_000_000;

/** A line of `bps` with a long queue, on which media is sent at the rate that the estimate allows. */
class Line {
  nowMs = 1_760_000_000_000;
  bps: number;
  loss = 0;
  readonly estimate: LineEstimate;
  readonly #random = seededRandom(9);
  #sequence = 65_000;
  #freeAt = 0;
  #debtBytes = 0;
  #onTheWay: { sequence: number; atMs: number }[] = [];

  constructor(bps: number) {
    this.bps = bps;
    this.estimate = new LineEstimate(seededRandom(1));
  }

  /** Runs for `seconds`; every 50 ms the estimate is told what arrived. Media never takes more than `mediaBps`. */
  drive(mediaBps: number, seconds: number): void {
    const end = this.nowMs + seconds * 1000;
    for (let turn = 0; this.nowMs < end; turn++) {
      this.nowMs += 10;
      this.#debtBytes += Math.min(mediaBps, this.estimate.limitBps) / 800;
      for (; this.#debtBytes >= 500; this.#debtBytes -= 500) this.#send(500);
      const padding = this.estimate.probe(mediaBps, this.nowMs);
      for (let sent = 0; sent < padding; sent += 500) this.#send(500);
      if (turn % 5 === 0) this.#tell();
    }
  }

  #send(bytes: number): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.estimate.sent(this.#sequence, bytes, this.nowMs);
    this.#freeAt = Math.max(this.#freeAt, this.nowMs) + (bytes * 8000) / this.bps;
    const lost = this.#random() / 2 ** 32 < this.loss;
    this.#onTheWay.push({ sequence: this.#sequence, atMs: lost ? -1 : this.#freeAt + 20 });
  }

  #tell(): void {
    const arrived = this.#onTheWay.filter(({ atMs }) => atMs <= this.nowMs);
    this.#onTheWay = this.#onTheWay.filter(({ atMs }) => atMs > this.nowMs);
    const theirClock = arrived.map(({ sequence, atMs }) => ({
      sequence,
      atMs: atMs < 0 ? -1 : (atMs + 777_000) % 2 ** 29,
    }));
    this.estimate.feedback(theirClock, this.nowMs);
  }
}

test('a line with room is not limited', () => {
  const line = new Line(10_000_000);
  line.drive(NEEDED_BPS, 20);
  assert.equal(line.estimate.limitBps, Number.POSITIVE_INFINITY);
  assert.equal(line.estimate.probe(NEEDED_BPS, line.nowMs), 0, 'and not probed');
});

test('a line that becomes narrow is followed within a second, and again when it is wide', () => {
  const line = new Line(10_000_000);
  line.drive(NEEDED_BPS, 5);
  line.bps = 600_000;
  line.drive(NEEDED_BPS, 1);
  assert.ok(line.estimate.limitBps < 600_000, `${line.estimate.limitBps}`);
  line.drive(NEEDED_BPS, 20);
  assert.ok(line.estimate.limitBps > 350_000 && line.estimate.limitBps < 660_000, `${line.estimate.limitBps}`);
  assert.ok(line.estimate.queueMs < 100);
  line.bps = 10_000_000;
  line.drive(NEEDED_BPS, 9);
  assert.ok(line.estimate.limitBps >= NEEDED_BPS, `${line.estimate.limitBps}`);
});

test('a narrow line that stays narrow keeps its rate and a short queue on the whole', () => {
  const line = new Line(800_000);
  line.drive(NEEDED_BPS, 10);
  const limits: number[] = [];
  const queues: number[] = [];
  for (let i = 0; i < 120; i++) {
    line.drive(NEEDED_BPS, 0.5);
    limits.push(line.estimate.limitBps);
    queues.push(line.estimate.queueMs);
  }
  limits.sort((a, b) => a - b);
  queues.sort((a, b) => a - b);
  assert.ok((limits[12] ?? 0) > 400_000 && (limits.at(-12) ?? 0) < 850_000, `${limits[12]} … ${limits.at(-12)}`);
  assert.ok((queues[90] ?? 0) < 100, `${queues[90]} ms`);
});

for (const loss of [0.05, 0.1, 0.2, 0.3]) {
  test(`${loss * 100} % of loss which has nothing to do with the rate limits for a while at most`, () => {
    const line = new Line(10_000_000);
    line.loss = loss;
    line.drive(NEEDED_BPS, 20);
    assert.ok(line.estimate.limitBps > NEEDED_BPS * 0.7, `${line.estimate.limitBps}`);
  });
}

test('without transport-cc, REMB and the loss of receiver reports limit', () => {
  const estimate = new LineEstimate(seededRandom(1));
  estimate.remb(700_000, 1000);
  assert.equal(estimate.limitBps, 700_000);
  estimate.remb(5_000_000, 2000);
  assert.equal(estimate.limitBps, 5_000_000);
  for (let nowMs = 3000; nowMs <= 6000; nowMs += 1000) {
    estimate.sent(-1, 125_000, nowMs);
    estimate.report(0.3, nowMs);
  }
  const limited = estimate.limitBps;
  assert.ok(limited < 800_000 && limited > 300_000, `${limited}`);
  for (let nowMs = 7000; nowMs <= 30_000; nowMs += 1000) estimate.report(0, nowMs);
  assert.ok(estimate.limitBps > limited * 2);
});

test('whatever feedback says, the limit stays a number within reason', () => {
  const random = seededRandom(3);
  const estimate = new LineEstimate(random);
  let nowMs = 1_760_000_000_000;
  for (let i = 0; i < 20_000; i++) {
    nowMs += random() % 60;
    estimate.sent(random() % 3 === 0 ? -1 : i & 0xffff, random() % 1500, nowMs);
    const atMs = [-1, random() % 2 ** 30, nowMs % 2 ** 29, 0][random() % 4] ?? 0;
    estimate.feedback([{ sequence: (i - (random() % 50)) & 0xffff, atMs }], nowMs);
    if (random() % 50 === 0) estimate.remb(random(), nowMs);
    if (random() % 50 === 0) estimate.report((random() % 256) / 256, nowMs);
    const padding = estimate.probe(random() % 5_000_000, nowMs);
    assert.ok(estimate.limitBps >= 100_000 && padding >= 0 && padding < 10_000_000, `${estimate.limitBps}, ${padding}`);
  }
});
