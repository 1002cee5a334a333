import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionsOf, USAGE, UsageError } from './options.ts';
import { KINDS } from './plan.ts';

test('what is not said is as the usage says', () => {
  const { seed, ...options } = optionsOf([]) ?? {};
  assert.ok(Number.isInteger(seed));
  assert.deepEqual(options, {
    minutes: 3,
    processes: 3,
    users: 16,
    only: KINDS,
    embedded: false,
    longestMs: Number.POSITIVE_INFINITY,
    betweenMs: [300, 7_000],
    out: undefined,
  });
  assert.equal(optionsOf(['--help']), undefined);
  assert.match(USAGE, /default 3; hours/);
});

test('what is said is taken', () => {
  const args = ['--minutes', '0.5', '--seed', '9', '--embedded', '--users', '4', '--only', 'kill,freeze'];
  const options = optionsOf(args);
  assert.deepEqual(
    [options?.minutes, options?.seed, options?.processes, options?.users, options?.only],
    [0.5, 9, 1, 4, ['kill', 'freeze']],
  );
});

for (const args of [
  ['--minutes', '0'],
  ['--minutes', 'many'],
  ['--users', '3'],
  ['--processes', '1'],
  ['--embedded', '--processes', '2'],
  ['--only', 'kill,floods'],
  ['--floods'],
  ['--seed', '-1'],
]) {
  test(`${args.join(' ')} is refused in words`, () => assert.throws(() => optionsOf(args), UsageError));
}
