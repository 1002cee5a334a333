import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeXml, panelsChart } from './chart.ts';
import type { Result } from './figures.ts';
import { tableOf } from './result.ts';

const result: Result = {
  bench: 'b',
  title: 'Fish & <chips>',
  quick: false,
  parameters: {},
  figures: [
    { name: 'speed', unit: '1/s', better: 'higher' },
    { name: 'rest', unit: 'ms', better: 'lower' },
  ],
  contenders: [
    { name: 'ours', version: '1', about: '', rounds: [{ speed: 10, rest: 1 }, { speed: 30 }, { speed: 20 }] },
    { name: 'theirs', version: '2', about: '', rounds: [{ speed: 5 }] },
  ],
  notes: [],
};

test('a chart holds a bar for each figure that somebody has, drawn to scale, with text escaped', () => {
  const svg = panelsChart(result, 'then & there');
  const bars = [...svg.matchAll(/<rect x="150" [^>]*width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width));
  assert.equal(bars.length, 3);
  const [ours = 0, theirs = 0] = bars;
  assert.ok(Math.abs(ours / theirs - 4) < 0.01);
  assert.match(svg, /Fish &amp; &lt;chips&gt;/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
});

test('a table tells medians and how ours compares', () => {
  const lines = tableOf(result).split('\n');
  assert.match(lines[1] ?? '', /speed \(1\/s\)\s+20\s+5 \(ours ×4\.00\)/);
  assert.match(lines[2] ?? '', /rest \(ms\)\s+1\s+–/);
});

test('what means something in XML is escaped', () => {
  assert.equal(escapeXml('a<b>&"c"'), 'a&lt;b&gt;&amp;&quot;c&quot;');
});
