import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestStep, findSteps } from './ramp.ts';

interface Tried {
  rate: number;
  well: boolean;
}
const well = (step: Tried) => step.well;

test('a ramp ends within 6 % below what goes well at most', async () => {
  const limit = 7345;
  const steps = await findSteps<Tried>(500, async (rate) => ({ rate, well: rate <= limit }), well);
  const best = bestStep(steps, well)?.rate ?? 0;
  assert.ok(best <= limit && best > limit * 0.94, String(best));
});

test('one failure of a rate is forgiven', async () => {
  let calls = 0;
  const steps = await findSteps<Tried>(
    500,
    async (rate) => {
      calls += 1;
      return { rate, well: rate < 1000 && calls !== 2 };
    },
    well,
  );
  assert.ok((bestStep(steps, well)?.rate ?? 0) > 900);
});

test('a first rate that is too high is eased', async () => {
  const steps = await findSteps<Tried>(500, async (rate) => ({ rate, well: rate <= 90 }), well);
  const best = bestStep(steps, well)?.rate ?? 0;
  assert.ok(best <= 90 && best > 80, String(best));
});

test('when nothing goes well there is no best, and an end', async () => {
  const steps = await findSteps<Tried>(500, async (rate) => ({ rate, well: false }), well);
  assert.equal(steps.length, 10);
  assert.equal(bestStep(steps, well), undefined);
});
