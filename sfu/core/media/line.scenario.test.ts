import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMeeting } from '../testing/meeting.ts';

test('a receiver behind a thin line gets a lower layer, and the high one again when the line is wide', () => {
  const meeting = startMeeting({ seed: 1 });
  const toReceiver = meeting.paths[2];
  assert.ok(toReceiver);
  meeting.simulation.runFor(3000);
  assert.equal(meeting.down.layer, 2);
  // The layers need about 84, 250 and 420 kbit/s.
  toReceiver.bitsPerSecond = 300_000;
  meeting.simulation.runFor(5000);
  assert.ok(
    (meeting.down.allowed?.spatial ?? 0) < 2 || meeting.down.allowed?.temporal === 0,
    'at most half of the highest layer',
  );
  const { nowMs } = meeting.simulation;
  meeting.simulation.runFor(5000);
  const late = meeting.receiver.inOrder().filter((packet) => packet.atMs > nowMs);
  assert.ok(late.length > 100, 'video flows');
  toReceiver.bitsPerSecond = 3_000_000;
  meeting.simulation.runFor(10_000);
  assert.equal(meeting.down.layer, 2);
  assert.equal(meeting.down.allowed?.temporal, Number.POSITIVE_INFINITY);
});
