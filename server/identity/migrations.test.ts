import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import { openTestDatabase } from '#server/testing/test-database.ts';
import { insertAccount, searchPeople } from './account-store.ts';
import { identityMigrations } from './migrations.ts';
import type { IdentityTables } from './tables.ts';

const READINGS_OF_BEFORE = 'identity-0007-readings-of-before';

test('[SE40] names that were there before readings were kept are found by pinyin after the update', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-identity-'));
  const file = join(folder, 'yiqi.db');
  const { [READINGS_OF_BEFORE]: _, ...before } = identityMigrations;
  try {
    const old = await openTestDatabase<IdentityTables>({ file, migrations: before, log: silentLog });
    await old.write((db) =>
      insertAccount(db, {
        ...{ id: 'u_before', nickname: '刘婷', passwordHash: '', role: 'member', createdAt: 0 },
        login: { kind: 'username', value: 'someone', shown: 'someone' },
      }),
    );
    // As a program without readings has left it.
    await old.write((db) => db.updateTable('account').set({ nickname_read: '' }).execute());
    await old.close();

    const database = await openTestDatabase<IdentityTables>({ file, migrations: identityMigrations, log: silentLog });
    const query = { words: 'liut', login: undefined, after: undefined, limit: 5 };
    const found = await searchPeople(database.read, query, 0);
    assert.deepEqual(
      found.map(({ nickname }) => nickname),
      ['刘婷'],
    );
    await database.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
