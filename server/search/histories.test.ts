import { test } from 'node:test';
import { assertHolds } from '../testing/properties.ts';

test('[SE24] whatever happened, a search finds what reading everything one may see finds', { timeout: 280_000 }, () =>
  assertHolds(new URL('testing/histories.ts', import.meta.url), 200),
);
