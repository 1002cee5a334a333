import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertContinuous } from '../testing/continuous.ts';
import { type Meeting, startMeeting } from '../testing/meeting.ts';

/** Large and small tiles in turn, 4 s each; then loss ends, the last repairs come, and what is still on its way. */
function turnPages(meeting: Meeting): void {
  meeting.simulation.runFor(4000);
  meeting.down.setWanted({ paused: false, width: 320, height: 180 });
  meeting.simulation.runFor(4000);
  meeting.down.setWanted({ paused: false, width: 1280, height: 720 });
  meeting.simulation.runFor(4000);
  for (const path of meeting.paths) path.loss = 0;
  meeting.simulation.runFor(1000);
  for (const stream of meeting.publisher.streams) stream.on = false;
  meeting.simulation.runFor(500);
}

for (const loss of [0.2, 0.25, 0.3]) {
  test(`${loss * 100} % of what a publisher sends is lost: every packet arrives in the end`, () => {
    for (const seed of [60, 61, 82, 446]) {
      const meeting = startMeeting({ seed, jitterMs: 15 });
      const [, fromPublisher] = meeting.paths;
      assert.ok(fromPublisher);
      fromPublisher.loss = loss;
      turnPages(meeting);
      assert.ok(fromPublisher.lost > 300 && meeting.publisher.nacked.length > 300, `seed ${seed}`);
      assertContinuous(meeting.receiver.inOrder());
    }
  });
}

test('20 % are lost both ways on both sides: no hole stays, although layers that are too much end at once', () => {
  let cuts = 0;
  for (const seed of [21, 22, 40, 65, 97, 116]) {
    const meeting = startMeeting({ seed, jitterMs: 15 });
    for (const path of meeting.paths) path.loss = 0.2;
    meeting.down.events.on('layer', (layer) => {
      if (layer === undefined) cuts++;
    });
    // As when the line has become shorter, mostly while the server itself waits for packets of what ends.
    meeting.simulation.every(1507, () => meeting.down.setLevel({ spatial: 0, temporal: 0 }, true));
    turnPages(meeting);
    assert.deepEqual(meeting.receiver.missing(), [], `seed ${seed}`);
    assertContinuous(meeting.receiver.inOrder());
  }
  assert.ok(cuts >= 12, `${cuts}`);
});

test('a video that is paused while packets are late: they still come, and it goes on without a hole', () => {
  for (let seed = 700; seed < 704; seed++) {
    const meeting = startMeeting({ seed, jitterMs: 15 });
    const [, fromPublisher] = meeting.paths;
    assert.ok(fromPublisher);
    fromPublisher.loss = 0.2;
    for (let step = 0; step < 6; step++) {
      meeting.simulation.runFor(1500);
      meeting.down.setWanted({ paused: true });
      meeting.simulation.runFor(step % 2 === 0 ? 40 : 2500);
      if (step % 2 === 1) assert.deepEqual(meeting.receiver.missing(), [], `seed ${seed}, step ${step}`);
      meeting.down.setWanted({ paused: false, width: 1280, height: 720, fps: step % 3 === 0 ? 15 : 30 });
    }
    turnPages(meeting);
    assert.deepEqual(meeting.receiver.missing(), [], `seed ${seed}`);
    assertContinuous(meeting.receiver.inOrder());
  }
});

test('a frame rate limited while packets are late: what is left out leaves no hole, early or late', () => {
  let fillers = 0;
  for (let seed = 500; seed < 520; seed++) {
    const meeting = startMeeting({ seed, jitterMs: 15 });
    const [, fromPublisher] = meeting.paths;
    assert.ok(fromPublisher);
    fromPublisher.loss = 0.2;
    for (let step = 0; step < 8; step++) {
      const fps = step % 2 === 0 ? 15 : 30;
      const height = step % 3 === 2 ? 180 : 720;
      meeting.down.setWanted({ paused: false, width: (height * 16) / 9, height, fps });
      meeting.simulation.runFor(700);
    }
    turnPages(meeting);
    assertContinuous(meeting.receiver.inOrder());
    fillers += meeting.receiver.inOrder().filter(({ filler }) => filler).length;
  }
  assert.ok(fillers > 20, `${fillers}`);
});

test('an empty packet that was lost is sent again', () => {
  for (const seed of [600, 601, 602]) {
    const meeting = startMeeting({ seed, jitterMs: 15 });
    const [, fromPublisher, toReceiver] = meeting.paths;
    assert.ok(fromPublisher && toReceiver);
    meeting.down.setWanted({ paused: false, fps: 15 });
    fromPublisher.loss = 0.2;
    toReceiver.loss = 0.05;
    meeting.simulation.runFor(8000);
    meeting.down.setWanted({ paused: false, fps: 30 });
    turnPages(meeting);
    assertContinuous(meeting.receiver.inOrder());
  }
});
