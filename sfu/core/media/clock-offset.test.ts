import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClockOffset } from './clock-offset.ts';

const NOW = 1_760_000_000_000;

test('the least delay counts; longer ones pull it up slowly', () => {
  const clock = new ClockOffset();
  assert.equal(clock.offsetMs, undefined);
  clock.note(NOW - 1050, NOW);
  clock.note(NOW - 1020, NOW);
  assert.equal(clock.offsetMs, 1020);
  clock.note(NOW - 1200, NOW);
  assert.equal(clock.offsetMs, 1020.5);
});

test('a clock that is set is followed at once, either way', () => {
  const clock = new ClockOffset();
  clock.note(NOW, NOW + 20);
  clock.note(NOW - 3_600_000, NOW + 20);
  assert.equal(clock.offsetMs, 3_600_020);
  clock.note(NOW + 3_600_000, NOW + 20);
  assert.equal(clock.offsetMs, -3_599_980);
});
