import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Where among the histories of a seed to begin: what a failure says, to repeat just that one. */
const PATH = process.env['YIQI_FUZZ_PATH'];

/** The same histories every time, so that a change is judged by itself; another `YIQI_FUZZ_SEED` looks further. */
const USUAL_SEED = 1;

/** Of the usual histories, MariaDB has this many: each takes it many times longer, and they are the same. */
const MARIADB_SHARE = 1 / 20;

/** On every machine, so that the histories are the same. */
const WORKERS = 2;

/** What a worker is asked to do. */
export interface PropertyTask {
  /** A module that exports a `property` of fast-check. */
  module: string;
  runs: number;
  seed: number;
  path: string | undefined;
}

/** Text at once when something fails, and again when the counterexample has been made small; and that this was all. */
export type PropertyReport = { failed: string } | 'over';

/**
 * Tries the property which the module exports on as many histories as `YIQI_HISTORY_RUNS` says, in workers: node:test
 * follows every promise of its own thread, which takes as long as the histories themselves.
 */
export async function assertHolds(module: URL, usualRuns: number): Promise<void> {
  const share = process.env['YIQI_TEST_MARIADB'] === undefined ? 1 : MARIADB_SHARE;
  const total = Number(process.env['YIQI_HISTORY_RUNS'] ?? Math.ceil(usualRuns * share));
  const seed = Number(process.env['YIQI_FUZZ_SEED'] ?? USUAL_SEED);
  const workers = PATH === undefined ? WORKERS : 1;
  console.log(`${total} histories from seed ${seed}`);
  const runs = Math.ceil(total / workers);
  const tasks = Array.from({ length: workers }, (_, index) => ({
    module: module.href,
    runs,
    seed: seed + index,
    path: PATH,
  }));
  const failures = await Promise.all(tasks.map(failuresOf));
  assert.deepEqual(failures.flat(), []);
}

async function failuresOf(task: PropertyTask): Promise<string[]> {
  const worker = new Worker(new URL('property-worker.ts', import.meta.url), { workerData: task });
  let failure: string[] = [];
  let over = false;
  worker.on('message', (report: PropertyReport) => {
    if (report === 'over') {
      over = true;
      // Connections to a database would keep it.
      void worker.terminate();
      return;
    }
    failure = [report.failed];
    console.log(report.failed);
  });
  const [code] = await once(worker, 'exit');
  return over || code === 0 ? failure : [...failure, `the worker ended with exit code ${code}`];
}
