import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateLayers } from './allocation.ts';
import { LineEstimate } from './line-estimate.ts';

const LAYERS = [150_000, 500_000, 1_700_000];

test('everybody gets the lowest layer first, then steps in turn while they fit', () => {
  const candidate = { layersBps: LAYERS, ideal: 2, current: 2 };
  assert.deepEqual(allocateLayers([candidate, candidate], Number.POSITIVE_INFINITY), [2, 2]);
  assert.deepEqual(allocateLayers([candidate, candidate], 2_300_000), [2, 1]);
  assert.deepEqual(allocateLayers([candidate, candidate], 1_100_000), [1, 1]);
  assert.deepEqual(allocateLayers([candidate, candidate], 700_000), [1, 0]);
  assert.deepEqual(allocateLayers([candidate, candidate], 50_000), [0, 0]);
});

test('nobody gets more than is wanted', () => {
  assert.deepEqual(allocateLayers([{ layersBps: LAYERS, ideal: 1, current: 0 }], 10_000_000), [1]);
});

test('a layer is gained only with some room to spare, but kept without', () => {
  assert.deepEqual(allocateLayers([{ layersBps: LAYERS, ideal: 1, current: 0 }], 510_000), [0]);
  assert.deepEqual(allocateLayers([{ layersBps: LAYERS, ideal: 1, current: 1 }], 510_000), [1]);
});

/** A line of `bps` with a long queue. */
class Line {
  nowMs = 1_760_000_000_000;
  bps: number;
  #sequence = 65_000;
  #freeAt = 0;
  #onTheWay: { sequence: number; atMs: number }[] = [];

  constructor(bps: number) {
    this.bps = bps;
  }

  /** Sends packets of 1,000 bytes at `rateBps` for `seconds`; every 50 ms the estimate is told what arrived. */
  drive(estimate: LineEstimate, rateBps: () => number, seconds: number): void {
    const end = this.nowMs + seconds * 1000;
    let tellAt = this.nowMs + 50;
    while (this.nowMs < end) {
      this.nowMs += 8_000_000 / rateBps();
      this.#sequence = (this.#sequence + 1) & 0xffff;
      estimate.sent(this.#sequence, 1000, this.nowMs);
      this.#freeAt = Math.max(this.#freeAt, this.nowMs) + 8_000_000 / this.bps;
      this.#onTheWay.push({ sequence: this.#sequence, atMs: this.#freeAt + 20 });
      if (this.nowMs < tellAt) continue;
      tellAt = this.nowMs + 50;
      const arrived = this.#onTheWay.filter(({ atMs }) => atMs <= this.nowMs);
      this.#onTheWay = this.#onTheWay.filter(({ atMs }) => atMs > this.nowMs);
      const theirClock = arrived.map(({ sequence, atMs }) => ({ sequence, atMs: (atMs + 777_000) % 2 ** 29 }));
      estimate.feedback(theirClock, this.nowMs);
    }
  }
}

test('a line with room is not limited', () => {
  const estimate = new LineEstimate();
  const line = new Line(10_000_000);
  line.drive(estimate, () => 2_000_000, 20);
  assert.equal(estimate.limitBps, Number.POSITIVE_INFINITY);
});

test('a standing queue brings the limit below what the line carries, and later it grows again', () => {
  const estimate = new LineEstimate();
  const line = new Line(1_000_000);
  line.drive(estimate, () => 500_000, 2);
  line.drive(estimate, () => Math.min(2_000_000, estimate.limitBps), 4);
  const limited = estimate.limitBps;
  assert.ok(limited < 1_000_000 && limited > 500_000, `${limited}`);
  line.bps = 10_000_000;
  line.drive(estimate, () => 700_000, 40);
  assert.ok(estimate.limitBps > limited * 1.5, `${estimate.limitBps}`);
});

test('heavy loss for two windows limits, light loss does not', () => {
  for (const [every, limits] of [
    [20, false],
    [4, true],
  ] as const) {
    const estimate = new LineEstimate();
    let now = 1_760_000_000_000;
    for (let sequence = 0; sequence < 400; sequence++) {
      now += 5;
      estimate.sent(sequence, 1000, now);
      const atMs = sequence % every === 0 ? -1 : now % 2 ** 29;
      estimate.feedback([{ sequence, atMs }], now);
    }
    assert.equal(estimate.limitBps < Number.POSITIVE_INFINITY, limits, `every ${every}th lost`);
  }
});
