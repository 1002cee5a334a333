import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPeers } from './peers.ts';
import type { SavedResult } from './readme.ts';

const PAGE = 'before\n<!-- peers: written by the benches -->\nold\n<!-- end of peers -->\nafter\n';

function saved(
  bench: string,
  figure: string,
  unit: string,
  values: Readonly<Record<string, number | null>>,
): SavedResult {
  return {
    bench,
    title: bench,
    date: '2026-01-01',
    machine: { loadBefore: 0 },
    figures: [{ name: figure, unit, better: 'lower' }],
    contenders: Object.entries(values).map(([name, value]) => {
      return { name, version: '1', about: 'x', median: { [figure]: value }, rounds: [] };
    }),
    notes: '',
  };
}

test('figures of several benches come into one table, a column for each that takes part in any', () => {
  const text = withPeers(PAGE, [
    saved('idle-connections', 'memory a connection', 'KiB', { yiqi: 13, Tinode: 30 }),
    saved('fan-out', 'CPU a delivery, full load', 'µs', { yiqi: 11.6, 'raw ws': 8.85, Tinode: null }),
    saved('start', 'start to ready', 'ms', { yiqi: 1, 'Prosody, sqlite': 2 }),
  ]);
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  assert.deepEqual(lines, [
    '|  | yiqi 1 | Tinode 1 | raw ws 1 |',
    '| --- | --: | --: | --: |',
    '| group of 1,000, CPU a delivery, µs | 11.6 | – | 8.85 |',
    '| 4,000 idle, memory a connection, KiB | 13 | 30 | – |',
  ]);
  assert.ok(text.startsWith('before\n') && text.endsWith('after\n') && !text.includes('old'));
});

test('a page without a place for the table stays as it is', () => {
  assert.equal(withPeers('text', []), 'text');
});
