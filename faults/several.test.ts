import { test } from 'node:test';
import { missingStores } from './machines/machines.ts';
import { assertHolds, LIMIT_MS } from './testing/short.ts';

const missing = missingStores();
if (missing !== undefined) process.stdout.write(`NOT TRIED: ${missing}\n`);

test(
  '[PC13] [PC30] [PC31] two on MariaDB and Redis neither, whichever is hurt, and nobody is shown what is not theirs',
  {
    timeout: LIMIT_MS,
    skip: missing ?? false,
  },
  (context) => assertHolds(context, {}),
);
