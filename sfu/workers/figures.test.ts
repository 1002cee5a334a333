import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeFigures } from './figures.ts';
import { workerCount } from './worker-count.ts';

test('figures of all workers are one page: each family once, each sample with its worker', () => {
  const page = (rooms: number): string =>
    [
      '# HELP sfu_rooms Rooms',
      '# TYPE sfu_rooms gauge',
      `sfu_rooms ${rooms}`,
      '',
      '# HELP sfu_join Joins',
      '# TYPE sfu_join histogram',
      'sfu_join_bucket{le="0.1"} 1',
      'sfu_join_bucket{le="+Inf"} 2',
      'sfu_join_sum 0.5',
      '',
    ].join('\n');
  const merged = mergeFigures([
    { worker: 0, text: page(3) },
    { worker: 1, text: page(4) },
    { worker: 2, text: '' },
  ]);
  assert.equal(
    merged,
    [
      '# HELP sfu_rooms Rooms',
      '# TYPE sfu_rooms gauge',
      'sfu_rooms{worker="0"} 3',
      'sfu_rooms{worker="1"} 4',
      '',
      '# HELP sfu_join Joins',
      '# TYPE sfu_join histogram',
      'sfu_join_bucket{worker="0",le="0.1"} 1',
      'sfu_join_bucket{worker="0",le="+Inf"} 2',
      'sfu_join_sum{worker="0"} 0.5',
      'sfu_join_bucket{worker="1",le="0.1"} 1',
      'sfu_join_bucket{worker="1",le="+Inf"} 2',
      'sfu_join_sum{worker="1"} 0.5',
      '',
    ].join('\n'),
  );
});

test('as many workers as are wanted, else as the cores call for', () => {
  assert.deepEqual(
    [1, 2, 3, 8, 64].map((cores) => workerCount(0, cores)),
    [1, 1, 2, 7, 8],
  );
  assert.deepEqual([workerCount(1, 64), workerCount(4, 2), workerCount(99, 2)], [1, 4, 16]);
});
