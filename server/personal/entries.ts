import type { Kysely, Transaction } from 'kysely';
import { slotOf } from '#kernel/personal-fold.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { EntryBody, EntryOf, StateEntry, UserEntry } from '#protocol/personal.ts';
import { upsert } from '../adapters/sql/upsert.ts';
import type { PersonalTables, UserEntryRow } from './tables.ts';

/** Adds to the person's log, in place of an older entry about the same thing. */
export async function addEntry<Tables extends PersonalTables>(
  transaction: Transaction<Tables>,
  user: UserId,
  body: EntryBody,
): Promise<UserEntry> {
  const db = transaction as unknown as Transaction<PersonalTables>;
  const seq = await nextSeq(db, user);
  const row = { user_id: user, slot: slotOf(body), seq, body: JSON.stringify(body) };
  await upsert(db, 'user_entries', row, ['user_id', 'slot']);
  return { ...body, seq };
}

/** The entries of the person's log after `seq`, in order, and its last place. */
export async function entriesSince<Tables extends PersonalTables>(
  reader: Kysely<Tables>,
  user: UserId,
  seq: Seq,
): Promise<{ entries: UserEntry[]; last: Seq }> {
  const db = reader as unknown as Kysely<PersonalTables>;
  const log = await db.selectFrom('user_logs').select('last_seq').where('user_id', '=', user).executeTakeFirst();
  const last = log?.last_seq ?? 0;
  if (last <= seq) return { entries: [], last };
  const rows = await entryQuery(db, user).where('seq', '>', seq).execute();
  return { entries: rows.map(entryFromRow), last };
}

/** The person's state as it is: every entry of it that has not ended, in order. */
export async function stateEntries<Tables extends PersonalTables>(
  reader: Kysely<Tables>,
  user: UserId,
): Promise<StateEntry[]> {
  const db = reader as unknown as Kysely<PersonalTables>;
  const rows = await entryQuery(db, user)
    .where('slot', 'not like', 'membership:%')
    .where('slot', 'not like', 'read:%')
    .execute();
  return (rows.map(entryFromRow) as StateEntry[]).filter((entry) => !entry.gone);
}

/** What the person's state says in one slot; undefined when it says nothing, or no more. */
export async function findEntry<Tables extends PersonalTables>(
  reader: Kysely<Tables>,
  user: UserId,
  slot: string,
): Promise<StateEntry | undefined> {
  const db = reader as unknown as Kysely<PersonalTables>;
  const row = await entryQuery(db, user).where('slot', '=', slot).executeTakeFirst();
  const entry = row && (entryFromRow(row) as StateEntry);
  return entry?.gone ? undefined : entry;
}

function entryQuery(db: Kysely<PersonalTables>, user: UserId) {
  return db.selectFrom('user_entries').select(['seq', 'body']).where('user_id', '=', user).orderBy('seq');
}

function entryFromRow(row: Pick<UserEntryRow, 'seq' | 'body'>): UserEntry {
  return { seq: row.seq, ...JSON.parse(row.body) } as UserEntry;
}

async function nextSeq(db: Transaction<PersonalTables>, user: UserId): Promise<Seq> {
  const [updated] = await db
    .updateTable('user_logs')
    .set((is) => ({ last_seq: is('last_seq', '+', 1) }))
    .where('user_id', '=', user)
    .execute();
  if (updated?.numUpdatedRows === 0n) {
    await db.insertInto('user_logs').values({ user_id: user, last_seq: 1 }).execute();
    return 1;
  }
  const log = db.selectFrom('user_logs').select('last_seq').where('user_id', '=', user);
  return (await log.executeTakeFirstOrThrow()).last_seq;
}

/** The person's state of a type that has many slots, without what has ended, in order. */
export async function entriesOf<Tables extends PersonalTables, Name extends StateEntry['type']>(
  reader: Kysely<Tables>,
  user: UserId,
  type: Name,
): Promise<EntryOf<Name>[]> {
  const db = reader as unknown as Kysely<PersonalTables>;
  const rows = await entryQuery(db, user).where('slot', 'like', `${type}:%`).execute();
  return (rows.map(entryFromRow) as EntryOf<Name>[]).filter((entry) => !(entry as StateEntry).gone);
}
