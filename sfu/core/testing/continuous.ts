import assert from 'node:assert/strict';
import { sequenceDelta, timestampDelta } from '../rtp/sequence.ts';
import type { Received } from './receiver.ts';

/** What a decoder needs: no hole, picture ids without a gap, timestamps that go on, layers changing at keyframes only. */
export function assertContinuous(packets: readonly Received[]): void {
  let last: Received | undefined;
  for (const packet of packets) {
    if (last && packet.filler) {
      assert.equal(packet.extended, last.extended + 1, 'sequence numbers have no hole');
      last = { ...last, extended: packet.extended };
      continue;
    }
    if (last) assertFollows(last, packet);
    last = packet;
  }
}

function assertFollows(last: Received, packet: Received): void {
  assert.equal(packet.extended, last.extended + 1, 'sequence numbers have no hole');
  const step = sequenceDelta(packet.pictureId << 1, last.pictureId << 1) >> 1;
  assert.ok(step === 0 || step === 1, `picture id goes on: ${last.pictureId} → ${packet.pictureId}`);
  const ticks = timestampDelta(packet.timestamp, last.timestamp);
  if (step === 0) assert.equal(ticks, 0, 'one timestamp in a picture');
  else assert.ok(ticks > 0, `timestamps go on: ${ticks}`);
  if (packet.layerSsrc !== last.layerSsrc) assert.ok(packet.keyframeStart, 'switched at a keyframe');
  if (step === 1 && packet.temporalId === 0) assert.equal((packet.tl0PicIdx - last.tl0PicIdx) & 0xff, 1, 'TL0PICIDX');
}
