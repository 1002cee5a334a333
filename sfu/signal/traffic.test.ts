import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compound, writeNack, writePli, writeReceiverReport } from '../core/rtcp/writer.ts';
import { Traffic } from './traffic.ts';

test('packets, bytes, packets asked for again and keyframe requests are counted; broken RTCP is not trusted', () => {
  const traffic = new Traffic();
  traffic.note(Uint8Array.of(0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2));
  const feedback = compound([writeReceiverReport(1, []), writeNack(1, 2, [10, 11, 14, 500]), writePli(1, 2)]);
  traffic.note(feedback);
  for (const length of [2, 4, 7, 20, 21, 30]) traffic.note(feedback.subarray(0, length));
  const { rtpPackets, rtpBytes, rtcpPackets } = traffic;
  assert.deepEqual([rtpPackets, rtpBytes, rtcpPackets], [1, 14, 7]);
  assert.ok(traffic.nackedPackets >= 4 && traffic.nackedPackets <= 12);
  const one = new Traffic();
  one.note(feedback);
  assert.deepEqual([one.nackedPackets, one.keyframeRequests], [4, 1]);
});
