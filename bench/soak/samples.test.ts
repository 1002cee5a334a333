import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesChart } from './lines-chart.ts';
import { growthOf, type Sample } from './samples.ts';

function sample(joins: number, rssMiB: number): Sample {
  return { joins, seconds: joins, rssMiB, threads: 11, descriptors: 30 };
}

test('growth is that of the second half, for a thousand joins', () => {
  const samples = [0, 100, 200, 300, 400, 500].map((joins) => sample(joins, joins < 300 ? 0 : 100 + joins / 10));
  assert.ok(Math.abs(growthOf(samples, 'rssMiB') - 100) < 1e-6);
  assert.equal(growthOf(samples, 'threads'), 0);
  assert.equal(growthOf([sample(5, 1)], 'rssMiB'), 0);
});

test('the chart has a line for each server in each panel, and nothing that is not a number', () => {
  const run = (name: string) => ({ name, samples: [sample(0, 100), sample(50, 120), sample(100, 121)] });
  const svg = linesChart('Title <1>', [run('a'), run('b')], 'foot');
  assert.equal(svg.match(/<polyline/g)?.length, 6);
  assert.doesNotMatch(svg, /NaN|Infinity|<1>/);
});
