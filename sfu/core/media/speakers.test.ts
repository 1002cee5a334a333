import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioLevel } from './audio-level.ts';

/** `count` packets of 20 ms at `level`; returns when they end. */
function speak(level: AudioLevel, value: number, count: number, fromMs: number): number {
  for (let i = 0; i < count; i++) level.observe(value, 20, fromMs + i * 20);
  return fromMs + count * 20;
}

test('who speaks at −35 dBov or louder for 40 % of 400 ms is active', () => {
  const quiet = new AudioLevel();
  const loud = new AudioLevel();
  assert.equal(quiet.current(speak(quiet, 36, 40, 0)), 0);
  assert.ok(loud.current(speak(loud, 20, 40, 0)) > 0);
});

test('a short noise is not speech', () => {
  const level = new AudioLevel();
  let now = speak(level, 10, 7, 0);
  now = speak(level, 90, 13, now);
  assert.equal(level.current(now), 0);
});

test('the level comes in steps of one eighth, is smoothed, and never exceeds 1', () => {
  const level = new AudioLevel();
  let now = speak(level, 0, 20, 0);
  const first = level.current(now);
  assert.equal(first, 6 / 8);
  for (let i = 0; i < 10; i++) now = speak(level, 0, 20, now);
  assert.equal(level.current(now), 1);
});

test('nothing heard for 800 ms is silence', () => {
  const level = new AudioLevel();
  const now = speak(level, 10, 40, 0);
  assert.ok(level.current(now + 700) > 0);
  assert.equal(level.current(now + 800), 0);
});
