import type { Kysely, Transaction } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { PresenceSettings } from '#protocol/presence.ts';
import { upsert, upsertAll } from '#server/adapters/sql/upsert.ts';
import type { PresenceRecord } from './api.ts';
import type { PresenceTables } from './tables.ts';

/** People without a record are left out. */
export async function findRecords(
  db: Kysely<PresenceTables>,
  users: readonly UserId[],
): Promise<Map<UserId, PresenceRecord>> {
  if (users.length === 0) return new Map();
  const rows = await db.selectFrom('presence').selectAll().where('account', 'in', users).execute();
  return new Map(
    rows.map((row) => [
      row.account,
      { availability: row.availability, showLastSeen: row.show_seen === 1, seenAt: row.seen_at ?? undefined },
    ]),
  );
}

/** In the order of people, so that processes that store the same ones wait for each other instead of both. */
export async function saveSeen(
  db: Transaction<PresenceTables>,
  seen: readonly (readonly [user: UserId, seenAt: number])[],
): Promise<void> {
  const rows = seen.map(([account, seen_at]) => ({ account, seen_at }));
  rows.sort((a, b) => (a.account < b.account ? -1 : 1));
  await upsertAll(db, 'presence', rows, ['account']);
}

export async function saveSettings(
  db: Transaction<PresenceTables>,
  user: UserId,
  { availability, showLastSeen }: Partial<PresenceSettings>,
): Promise<void> {
  const row = {
    account: user,
    ...(availability === undefined ? {} : { availability }),
    ...(showLastSeen === undefined ? {} : { show_seen: showLastSeen ? 1 : 0 }),
  };
  await upsert(db, 'presence', row, ['account']);
}
