import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReport } from './suite.ts';

test('what became of the tests is read from the report', () => {
  const one = (status: string, failureMessages: string[] = []) => ({
    fullName: `a ${status} test`,
    status,
    failureMessages,
  });
  const testResults = [
    { assertionResults: [one('passed'), one('failed', ['Error: no audio\n at x'])] },
    { assertionResults: [one('passed'), one('pending')] },
  ];
  assert.deepEqual(readReport(JSON.stringify({ testResults })), {
    passed: 2,
    failed: [{ name: 'a failed test', reason: 'Error: no audio\n at x' }],
    skipped: 1,
  });
  assert.deepEqual(readReport('{"testResults":[]}'), { passed: 0, failed: [], skipped: 0 });
});
