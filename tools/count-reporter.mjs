import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ name: string, error: string }} FailedTest with its place in the name */
/** @typedef {Counts & { failures: FailedTest[] }} Outcome of one file */

/** What node:test sums up itself at the end, and we do not repeat. */
const totals = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

/**
 * Reporter of node:test: a test that begins and one that passed in one line each, a failed one in full, the outcome as
 * JSON in the file named by TEST_COUNTS_FILE once the file has ended. Suites are not counted, nor a parent that only its
 * subtests failed.
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* report(events) {
  /** @type {Outcome} */
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const event of events) {
    // Of a file that is killed, the last one that began and did not end is the one that hangs.
    if (event.type === 'test:dequeue') yield `${'  '.repeat(event.data.nesting + 1)}begins: ${event.data.name}\n`;
    if (event.type === 'test:diagnostic' && !totals.test(event.data.message)) yield `  ${event.data.message}\n`;
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
      const failure = { name: `${data.name}${placeOf(data)}`, error: inspect(error.cause ?? error, { depth: 6 }) };
      counts.failures.push(failure);
      save(counts);
      yield `${indent}FAILED: ${failure.name}\n${failure.error}\n`;
    } else if (data.details.type !== 'suite') {
      counts.passed += 1;
      yield `${indent}ok: ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    }
  }
  save(counts);
}

/** Also after each failure: a file that is killed later has said that much. @param {Outcome} counts */
function save(counts) {
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
