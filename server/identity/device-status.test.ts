import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import type { DeviceId } from '#protocol/common.ts';
import { DeviceStatus } from './device-status.ts';

const DEVICE: DeviceId = `d_${'0'.repeat(20)}`;

test('the database is asked again after a while, and after the clock was set back', async () => {
  const clock = new ManualClock();
  let asked = 0;
  const status = new DeviceStatus(clock, async () => ++asked > 0);
  await status.isActive(DEVICE);
  clock.advance(29_999);
  await status.isActive(DEVICE);
  assert.equal(asked, 1);
  clock.advance(1);
  await status.isActive(DEVICE);
  assert.equal(asked, 2);
  clock.advance(-60_000);
  await status.isActive(DEVICE);
  assert.equal(asked, 3);
});

test('a revocation that comes while the database answers wins', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const status = new DeviceStatus(new ManualClock(), () => promise);
  const answer = status.isActive(DEVICE);
  status.revoked(DEVICE);
  resolve(true);
  assert.equal(await answer, false);
  assert.equal(await status.isActive(DEVICE), false);
});
