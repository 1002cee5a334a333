import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SavedResult, withFigures } from './readme.ts';

const saved: SavedResult = {
  bench: 'b',
  title: 'Title',
  date: '2026-01-02',
  machine: { loadBefore: 0.5 },
  figures: [{ name: 'speed', unit: '1/s', better: 'higher' }],
  contenders: [
    { name: 'ours', version: '1', about: 'a', median: { speed: 1234.5 }, rounds: [1, 2, 3] },
    { name: 'theirs', version: '', about: 'b', median: { speed: null }, rounds: [1] },
  ],
  notes: '',
};

test('figures replace what was between the marks, and nothing else', () => {
  const page = 'before\n<!-- figures: written by the benches -->\nold\n<!-- end of figures -->\nafter\n';
  const once = withFigures(page, [saved]);
  assert.match(once, /^before\n/);
  assert.match(once, /\nafter\n$/);
  assert.doesNotMatch(once, /old/);
  assert.match(once, /\| {2}\| ours 1 \| theirs \|\n\| --- \| --: \| --: \|\n\| speed, 1\/s \| 1,23[45] \| – \|/);
  assert.equal(withFigures(once, [saved]), once);
});

test('a page without marks is refused', () => {
  assert.throws(() => withFigures('nothing', [saved]), /no place/);
});
