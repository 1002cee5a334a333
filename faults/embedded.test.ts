import { test } from 'node:test';
import { assertHolds, LIMIT_MS } from './testing/short.ts';

test(
  '[PC32] a process on its own database, killed, frozen and cut off, loses, doubles and reorders nothing',
  {
    timeout: LIMIT_MS,
  },
  (context) => assertHolds(context, { embedded: true, processes: 1 }),
);
