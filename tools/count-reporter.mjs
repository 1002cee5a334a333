import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Reporter of node:test: a passed test in one line, a failed one in full, the counts as JSON in the file named by
 * TEST_COUNTS_FILE once the file has ended. Suites are not counted, nor a parent that only its subtests failed.
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of events) {
    if (event.type === 'test:diagnostic' && event.data.level !== 'info') yield `  ${event.data.message}\n`;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { data } = event;
    const indent = '  '.repeat(data.nesting + 1);
    if (isSet(data.skip) || isSet(data.todo)) {
      counts.skipped += 1;
      yield `${indent}skipped: ${data.name}\n`;
    } else if (event.type === 'test:fail') {
      const error = event.data.details.error;
      if (isOfSubtests(error)) continue;
      counts.failed += 1;
      yield `${indent}FAILED: ${data.name}${placeOf(data)}\n${inspect(error.cause ?? error, { depth: 6 })}\n`;
    } else if (data.details.type !== 'suite') {
      counts.passed += 1;
      yield `${indent}ok: ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    }
  }
  const target = process.env['TEST_COUNTS_FILE'];
  if (target) writeFileSync(target, JSON.stringify(counts));
}

/** @param {string | boolean | undefined} mark */
function isSet(mark) {
  return mark !== undefined && mark !== false;
}

/** @param {object} error */
function isOfSubtests(error) {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

/** @param {{ file?: string | undefined, line?: number | undefined }} data */
function placeOf(data) {
  return data.file === undefined ? '' : ` (${path.relative(process.cwd(), data.file)}:${data.line})`;
}
