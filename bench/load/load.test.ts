import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOf } from './chart.ts';
import { optionsOf } from './options.ts';
import { textOf } from './report.ts';
import { runLoad } from './run.ts';

test('30 people write to each other, come and go; everybody has every message once', async () => {
  const options = optionsOf([
    '--users',
    '30',
    '--profile',
    'trains',
    '--seconds',
    '2',
    '--rate',
    '40',
    '--workers',
    '2',
  ]);
  assert.ok(options !== undefined);
  const lines: string[] = [];
  const report = await runLoad(options, (line) => void lines.push(line));
  const { lost, doubled, mixed, unanswered, refused, expected, arrived } = report.messages;
  const faults = { lost, doubled, mixed, unanswered, refused };
  assert.deepEqual(faults, { lost: 0, doubled: 0, mixed: 0, unanswered: 0, refused: 0 }, textOf(report));
  assert.equal(report.connections.most, 30);
  assert.equal(report.counts['acked'], 80);
  assert.ok(expected === arrived && expected > 160, textOf(report));
  assert.equal(report.times['ack']?.count, 80);
  assert.ok(lines.some((line) => /\/30 connected/.test(line)));
  assert.match(textOf(report), /connections {6}30 of 30/);
  assert.doesNotMatch(chartOf(report), /NaN|Infinity|undefined/);
});
