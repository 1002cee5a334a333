import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateMeter } from './rate-meter.ts';

const START = 1_760_000_000_000;

function feed(meter: RateMeter, fromMs: number, toMs: number): void {
  for (let at = fromMs; at < toMs; at += 10) meter.add(125, START + at);
}

test('a steady stream is measured over its window', () => {
  const meter = new RateMeter(1000);
  feed(meter, 0, 3000);
  assert.ok(Math.abs(meter.bitsPerSecond(START + 3000) / 100_000 - 1) < 0.12);
});

test('a young stream counts in full, and a stopped one fades', () => {
  const meter = new RateMeter(4000);
  feed(meter, 0, 1000);
  assert.ok(Math.abs(meter.bitsPerSecond(START + 1000) / 100_000 - 1) < 0.1);
  assert.ok(meter.bitsPerSecond(START + 3000) < 40_000);
  assert.equal(meter.bitsPerSecond(START + 6000), 0);
});

test('a stream that comes back after long silence is young again', () => {
  const meter = new RateMeter(1000);
  feed(meter, 0, 1000);
  feed(meter, 10_000, 10_500);
  assert.ok(Math.abs(meter.bitsPerSecond(START + 10_500) / 100_000 - 1) < 0.2);
});
