import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../testing/emulated-path.ts';
import type { ScalabilityMode } from '../testing/scalable-publisher.ts';
import { assertDecodable, ScalableStage } from '../testing/scalable-stage.ts';

const modes: readonly (readonly ['av1' | 'vp9', ScalabilityMode])[] = [
  ['av1', 'L3T3'],
  ['av1', 'L3T3_KEY'],
  ['vp9', 'L3T3'],
];

for (const [codec, mode] of modes) {
  test(`${codec} ${mode}: the layers follow the tile, and the frame rate what is wanted`, () => {
    const stage = new ScalableStage(codec, mode);
    stage.run(30);
    assert.deepEqual(stage.layers(8), { spatial: 2, temporal: 2 });
    const steps = [
      [320, 180, 30, 0, 2],
      [640, 360, 15, 1, 1],
      [640, 360, 30, 1, 2],
      [1280, 720, 8, 2, 0],
      [320, 180, 8, 0, 0],
      [1280, 720, 30, 2, 2],
    ] as const;
    for (const [width, height, fps, spatial, temporal] of steps) {
      stage.down.setWanted({ paused: false, width, height, fps });
      stage.run(60);
      assert.deepEqual(stage.layers(8), { spatial, temporal }, `${width}×${height} at ${fps}`);
    }
    assertDecodable(stage.seen);
    assert.ok(stage.seen.every(({ filled }) => filled));
  });

  test(`${codec} ${mode}: whatever is lost on the way and wanted, what arrives is whole, without a hole, and decodable`, () => {
    for (let seed = 1; seed <= 60; seed++) {
      const stage = new ScalableStage(codec, mode, seed);
      const random = seededRandom(seed ^ 0x5555);
      stage.loss = [0, 0.02, 0.1][seed % 3] ?? 0;
      for (let step = 0; step < 12; step++) {
        const height = [180, 360, 720][random() % 3] ?? 180;
        stage.down.setWanted({ paused: false, width: (height * 16) / 9, height, fps: [8, 15, 30][random() % 3] });
        if (random() % 3 === 0)
          stage.down.setLevel({ spatial: random() % 3, temporal: random() % 3 }, random() % 2 === 0);
        stage.run(5 + (random() % 25));
      }
      stage.loss = 0;
      stage.run(40);
      const last = Math.max(...stage.seen.map(({ extended }) => extended)) - 10;
      assertDecodable(stage.seen.filter(({ extended }) => extended < last));
    }
  });
}

test('receivers are told which decode targets to expect, until the next keyframe brings all of them back', () => {
  const stage = new ScalableStage('av1', 'L3T3');
  stage.run(20);
  assert.ok(stage.seen.every(({ activeTargets }) => activeTargets === -1 || activeTargets === 0b111111111));
  stage.down.setWanted({ paused: false, width: 320, height: 180 });
  stage.run(20);
  assert.ok(stage.seen.slice(-8).every(({ activeTargets }) => activeTargets === 0b111));
  stage.down.setWanted({ paused: false, width: 1280, height: 720 });
  stage.run(40);
  assert.ok(stage.seen.slice(-8).every(({ activeTargets }) => activeTargets === -1));
});

for (const codec of ['av1', 'vp9'] as const) {
  test(`${codec} L1T3: temporal layers alone; a rise needs no keyframe`, () => {
    const stage = new ScalableStage(codec, 'L1T3');
    stage.run(20);
    stage.publisher.keyframeAsked = false;
    stage.down.setWanted({ paused: false, fps: 8 });
    stage.run(30);
    assert.equal(stage.layers(8).temporal, 0);
    stage.down.setWanted({ paused: false, fps: 30 });
    stage.run(12);
    assert.equal(stage.layers(4).temporal, 2);
    assertDecodable(stage.seen);
  });
}

test('dynacast: a publisher with layers in one stream is told how much of it anybody wants', () => {
  const stage = new ScalableStage('vp9', 'L3T3');
  stage.run(30);
  assert.equal(stage.down.up.demand, 2);
  stage.down.setWanted({ paused: false, width: 320, height: 180 });
  stage.run(180);
  assert.equal(stage.down.up.demand, 0);
});
