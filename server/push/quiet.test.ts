import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQuiet, isZone } from './quiet.ts';

const at = (text: string) => Date.parse(text);
const nights = { from: 22 * 60, to: 7 * 60, days: [1, 2, 3, 4, 5], zone: 'Asia/Shanghai' };

test('[PN20] hours over midnight belong to the day on which they begin', () => {
  // 20 November 2026 is a Friday; Shanghai is 8 hours ahead of UTC.
  assert.equal(isQuiet(nights, at('2026-11-20T13:59:00Z')), false);
  assert.equal(isQuiet(nights, at('2026-11-20T14:00:00Z')), true);
  assert.equal(isQuiet(nights, at('2026-11-20T22:59:00Z')), true);
  assert.equal(isQuiet(nights, at('2026-11-20T23:00:00Z')), false);
  assert.equal(isQuiet(nights, at('2026-11-21T15:00:00Z')), false, 'Saturday night is none of the days');
  assert.equal(isQuiet(nights, at('2026-11-22T18:00:00Z')), false, 'early on Monday: Sunday is none of them');
});

test('[PN20] hours within a day, and summer time', () => {
  const noon = { from: 720, to: 780, days: [0], zone: 'Europe/Berlin' };
  assert.equal(isQuiet(noon, at('2026-07-05T10:30:00Z')), true);
  assert.equal(isQuiet(noon, at('2026-12-06T10:30:00Z')), false);
  assert.equal(isQuiet(noon, at('2026-12-06T11:30:00Z')), true);
  assert.equal(isQuiet(noon, at('2026-12-06T12:00:00Z')), false);
});

test('[PN21] time zones are those of IANA', () => {
  assert.deepEqual(['Asia/Shanghai', 'UTC', 'Nowhere/Land', ''].map(isZone), [true, true, false, false]);
});
