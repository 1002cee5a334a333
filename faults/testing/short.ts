import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Options } from '../options.ts';
import { KINDS } from '../plan.ts';
import { textOf } from '../report.ts';
import { runFaults } from '../run.ts';

/** Faults come as soon as people have gone on after the one before, and are over soon. */
const SHORT: Options = {
  minutes: 0.075,
  seed: 54,
  processes: 2,
  users: 6,
  only: KINDS,
  embedded: false,
  longestMs: 700,
  betweenMs: [300, 900],
  out: undefined,
};

/** Each server that is started anew takes its time on a busy machine. */
export const LIMIT_MS = 280_000;

/** A short run in which nothing may be wrong. */
export async function assertHolds(context: TestContext, options: Partial<Options>): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), 'yiqi-faults-logs-'));
  context.after(() => rmSync(logs, { recursive: true, force: true }));
  const say = (line: string) => context.diagnostic(line);
  const report = await runFaults({ options: { ...SHORT, ...options }, logs, say, stopped: () => false });
  assert.ok(report.well, textOf(report));
  assert.ok((report.acknowledged['message.send'] ?? 0) > 30, textOf(report));
  assert.ok(report.faults.length >= 5, textOf(report));
}
