import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDecodable, ScalableStage } from '../testing/scalable-stage.ts';
import { FrameFates } from './frame-fates.ts';

const SMALL = { paused: false, width: 320, height: 180 };
const MIDDLE = { paused: false, width: 640, height: 360 };

/** Layers of resolution of each of the last pictures that carry something, as text: `012`. */
function pictures(stage: ScalableStage, count: number): string[] {
  const layers = new Map<number, string>();
  for (const { filled, end, timestamp, spatial } of stage.seen) {
    if (filled && end) layers.set(timestamp, `${layers.get(timestamp) ?? ''}${spatial}`);
  }
  return [...layers.values()].slice(-count);
}

test('AV1: what is late is passed on although a keyframe came meanwhile: its picture is whole and ends with a marker', () => {
  const stage = new ScalableStage('av1', 'L3T3');
  stage.run(20);
  stage.down.setWanted(MIDDLE);
  stage.run(8);
  stage.holding = [2, 3];
  stage.run(1);
  stage.holding = [];
  stage.publisher.keyframeAsked = true;
  stage.run(3);
  stage.release();
  stage.run(2);
  assert.deepEqual(pictures(stage, 6), ['01', '01', '01', '01', '01', '01']);
  assertDecodable(stage.seen);
});

test('AV1: another decode target does not begin with a frame one of whose references has not come', () => {
  const stage = new ScalableStage('av1', 'L3T3_KEY');
  stage.run(20);
  stage.hearsKeyframeRequests = false;
  stage.keyframeRequests = 0;
  stage.down.setWanted(SMALL);
  stage.holding = [0, 1];
  stage.run(1);
  stage.holding = [];
  stage.run(3);
  stage.release();
  stage.run(4);
  assertDecodable(stage.seen);
  assert.deepEqual(pictures(stage, 4), ['2', '2', '2', '2'], 'the one that flows goes on');
  assert.ok(stage.keyframeRequests > 0, 'a keyframe is asked for');
  stage.hearsKeyframeRequests = true;
  stage.run(40);
  assertDecodable(stage.seen);
  assert.deepEqual(pictures(stage, 4), ['0', '0', '0', '0']);
});

for (const codec of ['av1', 'vp9'] as const) {
  test(`${codec}: a picture of which nothing had come when layers were dropped keeps those that it had then`, () => {
    const stage = new ScalableStage(codec, 'L3T3');
    stage.run(20);
    stage.holding = [0, 1, 2, 3, 4, 5];
    stage.run(1);
    stage.holding = [];
    stage.down.setWanted(SMALL);
    stage.run(2);
    stage.release();
    stage.run(1);
    assert.deepEqual(pictures(stage, 5), ['012', '012', '0', '0', '0']);
    assertDecodable(stage.seen);
    assert.ok(stage.seen.every(({ filled }) => filled));
  });
}

test('AV1: a keyframe whose first packet is overtaken by another keyframe leaves no hole', () => {
  const stage = new ScalableStage('av1', 'L3T3');
  stage.run(20);
  stage.publisher.keyframeAsked = true;
  stage.holding = [0, 3];
  stage.run(1);
  stage.holding = [];
  stage.run(3);
  stage.publisher.keyframeAsked = true;
  stage.run(3);
  stage.release();
  stage.run(2);
  assertDecodable(stage.seen);
  assert.deepEqual(pictures(stage, 6), ['012', '012', '012', '012', '012', '012']);
});

test('AV1: what never comes of the highest layer breaks its chain: the lower ones go on, until a keyframe', () => {
  const stage = new ScalableStage('av1', 'L3T3');
  stage.run(20);
  stage.hearsKeyframeRequests = false;
  stage.keyframeRequests = 0;
  stage.holding = [4, 5];
  stage.run(1);
  stage.holding = [];
  stage.run(40);
  assert.deepEqual(pictures(stage, 2), ['012', '012'], 'it may still come');
  stage.run(20);
  const recent = stage.seen.slice(-16);
  assert.deepEqual(pictures(stage, 4), ['01', '01', '01', '01']);
  assert.deepEqual(
    recent.map(({ marker }) => marker),
    recent.map(({ spatial, end }) => spatial === 1 && end),
  );
  assert.ok(recent.every(({ activeTargets }) => activeTargets === 0b111111));
  assert.ok(stage.keyframeRequests > 0, 'a keyframe is asked for');
  stage.hearsKeyframeRequests = true;
  stage.run(40);
  assert.deepEqual(pictures(stage, 4), ['012', '012', '012', '012']);
});

test('AV1: after a frame of the lowest layer that never comes nothing is passed on, until a keyframe', () => {
  const stage = new ScalableStage('av1', 'L3T3');
  stage.run(20);
  stage.hearsKeyframeRequests = false;
  stage.keyframeRequests = 0;
  stage.holding = [0, 1];
  stage.run(1);
  stage.holding = [];
  stage.run(60);
  const before = stage.seen.length;
  stage.run(10);
  assert.equal(stage.seen.length, before);
  assert.ok(stage.keyframeRequests > 0, 'a keyframe is asked for');
  stage.hearsKeyframeRequests = true;
  stage.run(40);
  const after = stage.seen.slice(before);
  assertDecodable(after);
  assert.deepEqual([after[0]?.spatial, after[0]?.references], [0, []]);
  assert.deepEqual(pictures(stage, 4), ['012', '012', '012', '012']);
});

test('AV1: a late frame of which a reference was left out takes those that were predicted from it along', () => {
  const fates = new FrameFates();
  fates.note(1, false);
  fates.note(3, true, [1], 0);
  fates.note(4, true, [1], 0);
  fates.note(5, true, [5], 0);
  assert.equal(fates.hasReferences(6, [2], false), true);
  fates.note(2, fates.hasReferences(2, [1], false), [1], 0);
  assert.deepEqual(
    [2, 3, 4, 5].map((unit) => fates.passed(unit)),
    [false, false, false, true],
  );
  assert.equal(fates.hasReferences(6, [2], false), false);
});
