import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf } from './mysql-kind.ts';
import { DatabaseOpenError } from './open-error.ts';

test('a server is known by its version', () => {
  assert.deepEqual(kindOf('10.11.6-MariaDB-0+deb12u1'), { isolation: 'tx_isolation', collation: 'utf8mb4_nopad_bin' });
  assert.deepEqual(kindOf('8.4.3'), { isolation: 'transaction_isolation', collation: 'utf8mb4_0900_bin' });
});

test('servers whose transactions overtake each other are refused, and told why', () => {
  for (const version of ['8.0.11-TiDB-v8.5.0', '8.0.30-Vitess']) {
    assert.throws(
      () => kindOf(version),
      (error) => error instanceof DatabaseOpenError && /has no SERIALIZABLE/.test(error.message),
    );
  }
});
