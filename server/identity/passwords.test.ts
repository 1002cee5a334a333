import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { type HashingOptions, Passwords } from './passwords.ts';

async function using(options: HashingOptions, run: (passwords: Passwords) => Promise<void>) {
  const passwords = new Passwords(options);
  try {
    await run(passwords);
  } finally {
    await passwords.close();
  }
}

test('passwords are hashed by Argon2id with the cost that OWASP asks for', () =>
  using({}, async (passwords) => {
    const hash = await passwords.hash('correct horse 9');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await passwords.verify(hash, 'correct horse 9'), true);
    assert.equal(await passwords.verify(hash, 'correct horse 8'), false);
    assert.notEqual(await passwords.hash('correct horse 9'), hash, 'salted');
  }));

test('nobody has no password, whatever is tried', () =>
  using({ memoryKiB: 8, passes: 1 }, async (passwords) => {
    assert.equal(await passwords.verify(undefined, ''), false);
  }));

test('more passwords than may wait are refused at once, and it goes on afterwards', () =>
  using({ memoryKiB: 8, passes: 1, threads: 1, queue: 3 }, async (passwords) => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => passwords.hash('x')));
    const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.equal(refused.length, 6);
    for (const { reason } of refused) {
      assert.ok(reason instanceof Failure && reason.code === 'server.busy');
      assert.ok((reason.detail.retryAfterMs ?? 0) > 0);
    }
    assert.ok(await passwords.hash('x'));
  }));
