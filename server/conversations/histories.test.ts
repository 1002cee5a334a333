import { test } from 'node:test';
import { assertHolds } from '../testing/properties.ts';

test('[CV30] old snapshot + events = fresh snapshot, whatever happens and whatever is lost', { timeout: 280_000 }, () =>
  assertHolds(new URL('testing/histories.ts', import.meta.url), 1_000),
);
