import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionsOf, UsageError } from './options.ts';

const refused = (args: string[], why: RegExp) =>
  assert.throws(
    () => optionsOf(args),
    (error: unknown) => error instanceof UsageError && why.test(error.message),
  );

test('what is not said has defaults', () => {
  const options = optionsOf([]);
  assert.equal(options?.users, 100);
  assert.equal(options?.profile, 'office');
  assert.equal(options?.rate, undefined);
  assert.deepEqual(options?.servers, []);
});

test('servers are origins', () => {
  const options = optionsOf(['--server', 'http://127.0.0.1:8080/x,https://chat.example.org', '--users', '7']);
  assert.deepEqual(options?.servers, ['http://127.0.0.1:8080', 'https://chat.example.org']);
  assert.equal(options?.users, 7);
});

test('help is asked for', () => assert.equal(optionsOf(['--help']), undefined));

test('what cannot be is refused, and why is said', () => {
  refused(['--users', '0'], /--users/);
  refused(['--users', '1.5'], /--users/);
  refused(['--seconds', 'x'], /--seconds/);
  refused(['--rate', '-1'], /--rate/);
  refused(['--profile', 'nobody'], /no profile/);
  refused(['--server', 'chat.example.org'], /http/);
  refused(['--server', 'http://a', '--processes', '2'], /own ones/);
  refused(['--processes', '2', '--redis', 'redis://a'], /go together/);
  refused(['--accounts', 'x.json'], /--server/);
  refused(['--server', 'http://a', '--admin', 'me'], /LOGIN:PASSWORD/);
  refused(['--profile', 'idle', '--rate', '5'], /no --rate/);
  refused(['--nonsense'], /nonsense/);
  refused(['something'], /something/);
});
