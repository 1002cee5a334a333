import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertContinuous } from '../testing/continuous.ts';
import { LAYERS, type Meeting, startMeeting } from '../testing/meeting.ts';

/** Ends loss, lets the last repairs come, and then what is still on its way. */
function settle(meeting: Meeting): void {
  for (const path of meeting.paths) path.loss = 0;
  meeting.simulation.runFor(1000);
  for (const stream of meeting.publisher.streams) stream.on = false;
  meeting.simulation.runFor(500);
}

function forwardedLayer(meeting: Meeting): number | undefined {
  return meeting.receiver.inOrder().at(-1)?.layerSsrc;
}

test('a subscriber gets the highest layer within moments, from a keyframe on', () => {
  const meeting = startMeeting({ seed: 1 });
  meeting.simulation.runFor(3000);
  const packets = meeting.receiver.inOrder();
  assert.equal(packets[0]?.keyframeStart, true);
  assert.equal(forwardedLayer(meeting), 1002);
  assert.equal(meeting.receiver.repeated, 0);
  assertContinuous(packets);
});

test('the layer follows the size of the tile, at keyframes only, in one continuous stream', () => {
  const meeting = startMeeting({ seed: 2 });
  const sizes = [
    [320, 180, 1000],
    [1280, 720, 1002],
    [600, 340, 1001],
    [100, 60, 1000],
    [3000, 2000, 1002],
  ] as const;
  meeting.simulation.runFor(2000);
  for (const [width, height, ssrc] of sizes) {
    meeting.down.setWanted({ paused: false, width, height });
    meeting.simulation.runFor(2500);
    assert.equal(forwardedLayer(meeting), ssrc, `${width}×${height}`);
  }
  assertContinuous(meeting.receiver.inOrder());
});

for (const seed of [3, 4, 5]) {
  test(`10 % loss in every direction: every packet arrives in the end (seed ${seed})`, () => {
    const meeting = startMeeting({ seed, loss: 0.1, jitterMs: 15 });
    meeting.simulation.runFor(4000);
    meeting.down.setWanted({ paused: false, width: 320, height: 180 });
    meeting.simulation.runFor(4000);
    meeting.down.setWanted({ paused: false, width: 1280, height: 720 });
    meeting.simulation.runFor(4000);
    settle(meeting);
    assert.ok(meeting.receiver.viaRtx > 50);
    const packets = meeting.receiver.inOrder();
    assertContinuous(packets);
  });
}

test('pause and resume go on where the stream stopped, at a keyframe', () => {
  const meeting = startMeeting({ seed: 6 });
  meeting.simulation.runFor(2000);
  const before = meeting.receiver.packets.size;
  meeting.down.setWanted({ paused: true });
  meeting.simulation.runFor(100);
  const paused = meeting.receiver.packets.size;
  assert.ok(paused - before < 20);
  meeting.simulation.runFor(900);
  assert.equal(meeting.receiver.packets.size, paused);
  meeting.down.setWanted({ paused: false });
  meeting.simulation.runFor(2000);
  assert.ok(meeting.receiver.packets.size > paused + 100);
  const packets = meeting.receiver.inOrder();
  assert.equal(packets[paused]?.keyframeStart, true);
  assertContinuous(packets);
});

test('a layer that falls silent is replaced by the next lower one, and comes back', () => {
  const meeting = startMeeting({ seed: 7 });
  meeting.simulation.runFor(3000);
  meeting.publisher.stream('f').on = false;
  meeting.simulation.runFor(3000);
  assert.equal(forwardedLayer(meeting), 1001);
  meeting.publisher.stream('f').on = true;
  meeting.simulation.runFor(3000);
  assert.equal(forwardedLayer(meeting), 1002);
  assertContinuous(meeting.receiver.inOrder());
});

test('padding leaves no hole', () => {
  const meeting = startMeeting({ seed: 8 });
  meeting.simulation.every(50, (nowMs) => meeting.publisher.padding('f', nowMs));
  meeting.simulation.runFor(4000);
  assert.equal(forwardedLayer(meeting), 1002);
  assertContinuous(meeting.receiver.inOrder());
});

test('keyframe requests reach the publisher at most every 0.5, 1, 1 s by layer', () => {
  const meeting = startMeeting({ seed: 9 });
  meeting.simulation.every(10, () => meeting.receiver.askKeyframe());
  meeting.simulation.runFor(5000);
  meeting.down.setWanted({ paused: false, width: 320, height: 180 });
  meeting.simulation.runFor(5000);
  for (const [i, rid] of (['q', 'h', 'f'] as const).entries()) {
    const { plis } = meeting.publisher.stream(rid);
    const least = [500, 1000, 1000][i] ?? 0;
    for (let j = 1; j < plis.length; j++) assert.ok((plis[j] ?? 0) - (plis[j - 1] ?? 0) >= least - 0.001);
  }
  assert.ok(meeting.publisher.stream('q').plis.length >= 8);
});

test('a sender that starts anew with other sequence numbers is followed', () => {
  const meeting = startMeeting({ seed: 10, rids: ['f'] });
  meeting.simulation.runFor(2000);
  const stream = meeting.publisher.stream('f');
  stream.sequence = (stream.sequence + 20_000) & 0xffff;
  const before = meeting.receiver.packets.size;
  meeting.simulation.runFor(2000);
  assert.ok(meeting.receiver.packets.size > before + 30);
  assertContinuous(meeting.receiver.inOrder());
});

test('announced layers are mapped to RIDs by order: two layers', () => {
  const meeting = startMeeting({ seed: 11, rids: ['q', 'h'] });
  meeting.up.setLayers([LAYERS[2], LAYERS[0]]);
  meeting.down.setWanted({ paused: false, width: 300, height: 170 });
  meeting.simulation.runFor(2500);
  assert.equal(forwardedLayer(meeting), 1000);
  meeting.down.setWanted({ paused: false, width: 700, height: 400 });
  meeting.simulation.runFor(2500);
  assert.equal(forwardedLayer(meeting), 1001);
});

test('unsubscribing and subscribing again under the same SSRCs continues the stream', () => {
  const meeting = startMeeting({ seed: 12 });
  meeting.simulation.runFor(2000);
  const before = meeting.receiver.packets.size;
  meeting.down.close();
  meeting.simulation.runFor(1000);
  assert.ok(meeting.receiver.packets.size < before + 20);
  const again = meeting.peers.receiving.addDownTrack(meeting.up, meeting.down.section);
  meeting.simulation.runFor(2500);
  assert.equal(again.layer, 2);
  assert.ok(meeting.receiver.packets.size > before + 200);
  assertContinuous(meeting.receiver.inOrder());
});

test('a lower frame rate leaves the upper temporal layer out, without a hole, and comes back', () => {
  const meeting = startMeeting({ seed: 13, loss: 0.02, rids: ['f'] });
  meeting.simulation.runFor(3000);
  meeting.down.setWanted({ paused: false, fps: 15 });
  meeting.simulation.runFor(500);
  const limitedFrom = meeting.simulation.nowMs;
  meeting.simulation.runFor(2000);
  const limitedTo = meeting.simulation.nowMs;
  meeting.down.setWanted({ paused: false });
  meeting.simulation.runFor(2000);
  settle(meeting);
  const packets = meeting.receiver.inOrder();
  const limited = packets.filter((packet) => packet.atMs > limitedFrom && packet.atMs < limitedTo);
  const upper = limited.filter((packet) => packet.temporalId > 0);
  assert.ok(limited.length > 20 && upper.length < limited.length / 10, `${upper.length} of ${limited.length}`);
  assert.ok(packets.slice(-30).some((packet) => packet.temporalId > 0));
  assertContinuous(packets);
});

test('after a mute the publisher’s encoder starts low: subscribers follow it up again', () => {
  const meeting = startMeeting({ seed: 14 });
  meeting.simulation.runFor(3000);
  meeting.up.setMuted(true);
  for (const stream of meeting.publisher.streams) stream.on = false;
  meeting.simulation.runFor(3000);
  meeting.publisher.stream('q').on = true;
  meeting.up.setMuted(false);
  meeting.simulation.runFor(700);
  assert.equal(forwardedLayer(meeting), 1000);
  for (const stream of meeting.publisher.streams) stream.on = true;
  meeting.simulation.runFor(2000);
  assert.equal(forwardedLayer(meeting), 1002);
  assert.ok(
    meeting.receiver
      .inOrder()
      .every((packet, i, all) => i === 0 || packet.extended === (all[i - 1]?.extended ?? 0) + 1),
  );
});
