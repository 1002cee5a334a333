import assert from 'node:assert/strict';
import { test } from 'node:test';
import { videoSection } from '../testing/publisher.ts';
import { Demand, highestQuality } from './demand.ts';
import { arrangeLayers, availableLayer, countLayers, idealLayer, sortRids, temporalLimit } from './layer-choice.ts';
import type { Quality } from './sections.ts';

const THREE = [
  { quality: 0, width: 320, height: 180 },
  { quality: 1, width: 640, height: 360 },
  { quality: 2, width: 1280, height: 720 },
] as const;

test('the layer is the smallest that fills the tile, with a little tolerance', () => {
  const cases = [
    [100, 60, 0],
    [320, 180, 0],
    [350, 200, 0],
    [480, 270, 1],
    [640, 360, 1],
    [800, 450, 2],
    [4000, 3000, 2],
    [180, 320, 0],
  ] as const;
  for (const [width, height, layer] of cases) {
    assert.equal(idealLayer(THREE, { paused: false, width, height, quality: 0 }), layer, `${width}×${height}`);
  }
});

test('without dimensions, quality limits; without both, the highest is meant', () => {
  assert.equal(idealLayer(THREE, { paused: false }), 2);
  assert.equal(idealLayer(THREE, { paused: false, quality: 1 }), 1);
  assert.equal(idealLayer(THREE, { paused: false, quality: 0, width: 0, height: 0 }), 0);
  assert.equal(idealLayer([{ quality: 2, width: 0, height: 0 }], { paused: false, quality: 0 }), 0);
});

test('announced layers are put in order, made up where missing, and all in one for SVC', () => {
  assert.deepEqual(arrangeLayers([THREE[2], THREE[0]], 2), [THREE[0], THREE[2]]);
  assert.deepEqual(
    arrangeLayers([], 3).map((layer) => layer.quality),
    [0, 1, 2],
  );
  assert.deepEqual(arrangeLayers([], 1)[0]?.quality, 2);
  assert.deepEqual(arrangeLayers(THREE, 1), [THREE[2]]);
});

test('a missing layer is replaced by the next lower one, else by the lowest there is', () => {
  assert.equal(availableLayer([true, true, true], 1), 1);
  assert.equal(availableLayer([true, false, true], 1), 0);
  assert.equal(availableLayer([false, false, true], 1), 2);
  assert.equal(availableLayer([false, false, false], 1), -1);
});

test('temporal layers are left out while the frame rate stays high enough', () => {
  assert.equal(temporalLimit(undefined, 30, 3), Number.POSITIVE_INFINITY);
  assert.equal(temporalLimit(30, 30, 3), Number.POSITIVE_INFINITY);
  assert.equal(temporalLimit(15, 30, 3), 1);
  assert.equal(temporalLimit(7, 30, 3), 0);
  assert.equal(temporalLimit(5, 30, 1), Number.POSITIVE_INFINITY);
});

test('demand rises at once and falls after five seconds without a rise', () => {
  const told: (Quality | 'off')[] = [];
  const demand = new Demand((quality) => told.push(quality));
  demand.update(0, 0);
  demand.update(1, 3000);
  demand.update(1, 4999);
  assert.deepEqual(told, []);
  demand.update('off', 5000);
  assert.deepEqual(told, ['off']);
  demand.update(1, 5001);
  demand.update(0, 6000);
  demand.update(1, 9000);
  demand.update(0, 10_000);
  demand.update(0, 14_999);
  assert.deepEqual(told, ['off', 1]);
  demand.update(0, 15_000);
  assert.deepEqual(told, ['off', 1, 0]);
  assert.equal(highestQuality(['off', 1, 0]), 1);
  assert.equal(highestQuality([]), 'off');
});

test('RIDs are ordered by name if they are LiveKit’s, else as they stand', () => {
  assert.deepEqual(sortRids(['f', 'h', 'q']), ['q', 'h', 'f']);
  assert.deepEqual(sortRids(['h', 'q']), ['q', 'h']);
  assert.deepEqual(sortRids(['a', 'b', 'c', 'd']), ['a', 'b', 'c']);
  assert.deepEqual(sortRids(['hi', 'lo']), ['hi', 'lo']);
});

test('layers are counted by RIDs, else by declared SSRCs, one to three', () => {
  const section = videoSection([]);
  const ssrcs = Array.from({ length: 50 }, (_, i) => ({ ssrc: i + 1 }));
  assert.equal(countLayers(section), 1);
  assert.equal(countLayers({ ...section, ssrcs }), 3);
  assert.equal(countLayers({ ...section, ssrcs, rids: ['q', 'h'] }), 2);
});
