import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import type { PropertyReport, PropertyTask } from './properties.ts';

/** How long a counterexample is made smaller, in ms. */
const SHRINK_MS = 20_000;

const { module, runs, seed, path } = workerData as PropertyTask;
const { property } = (await import(module)) as { property: fc.IAsyncProperty<unknown> };

function tell(failed: string): void {
  parentPort?.postMessage({ failed } satisfies PropertyReport);
}

// First without making it smaller, which may take longer than anybody waits: the seed must not be lost.
const found = await fc.check(property, {
  numRuns: runs,
  seed,
  endOnFailure: true,
  ...(path === undefined ? {} : { path }),
});
if (found.failed) {
  const again = `YIQI_FUZZ_SEED=${found.seed} YIQI_FUZZ_PATH=${found.counterexamplePath} repeats it`;
  tell(`${again}\n${inspect(found.errorInstance)}`);
  const small = await fc.check(property, {
    seed: found.seed,
    path: found.counterexamplePath ?? '',
    interruptAfterTimeLimit: SHRINK_MS,
  });
  const last = small.failed ? small : found;
  tell(`${again}\n${inspect(last.errorInstance)}\n${await fc.asyncDefaultReportMessage(last)}`);
}
parentPort?.postMessage('over' satisfies PropertyReport);
