import type { Kysely, Transaction } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { ContactState } from '#protocol/contacts.ts';
import type { EntryBody } from '#protocol/personal.ts';
import { type Place, prepared } from '../adapters/sql/prepared.ts';
import { upsert } from '../adapters/sql/upsert.ts';
import type { ContactRow, DirectoryTables } from './tables.ts';

type Db = Kysely<DirectoryTables>;

/** What one person keeps of another, as the rules see it. */
export interface Contact {
  state: ContactState;
  remark: string;
  blocked: boolean;
  word: string;
  at: number;
}

const STRANGER: Contact = { state: 'none', remark: '', blocked: false, word: '', at: 0 };

export async function findContact(db: Db, owner: UserId, other: UserId): Promise<Contact> {
  const row = await db
    .selectFrom('contacts')
    .selectAll()
    .where('owner', '=', owner)
    .where('other', '=', other)
    .executeTakeFirst();
  return row === undefined ? STRANGER : contactOf(row);
}

function contactOf({ state, remark, blocked, word, changed_at: at }: ContactRow): Contact {
  return { state, remark: remark ?? '', blocked: blocked === 1, word: word ?? '', at };
}

/** Stores what `owner` keeps of `other` from now on; nothing, when there is nothing to say. */
export async function putContact(
  db: Transaction<DirectoryTables>,
  owner: UserId,
  other: UserId,
  { state, remark, blocked, word, at }: Contact,
): Promise<void> {
  if (state === 'none' && remark === '' && !blocked) {
    await db.deleteFrom('contacts').where('owner', '=', owner).where('other', '=', other).execute();
    return;
  }
  const kept = { state, remark: remark || null, blocked: blocked ? 1 : 0, word: word || null, changed_at: at };
  await upsert(db, 'contacts', { owner, other, ...kept }, ['owner', 'other']);
}

/** How it is told to the owner's devices. */
export function contactEntry(other: UserId, { state, remark, blocked, word, at }: Contact): EntryBody {
  const gone = state === 'none' && remark === '' && !blocked;
  return {
    type: 'contact',
    user: other,
    state,
    at,
    ...(gone ? { gone: true as const } : {}),
    ...(remark === '' ? {} : { remark }),
    ...(blocked ? { blocked: true as const } : {}),
    ...(word === '' ? {} : { word }),
  };
}

/** How many people the owner has in each state, and in all. */
export async function countContacts(db: Db, owner: UserId): Promise<Record<ContactState | 'all', number>> {
  const rows = await db
    .selectFrom('contacts')
    .select((is) => ['state', is.fn.countAll<number>().as('count')])
    .where('owner', '=', owner)
    .groupBy('state')
    .execute();
  const counts = { none: 0, asked: 0, asking: 0, contact: 0, all: 0 };
  for (const { state, count } of rows) {
    counts[state] = Number(count);
    counts.all += Number(count);
  }
  return counts;
}

/** Whether `blocker` has blocked `blocked`. Any view of the database that holds the directory will do. */
export async function hasBlocked(reader: Kysely<never>, blocker: UserId, blocked: UserId): Promise<boolean> {
  const { rows } = await selectBlocked(reader as unknown as Db, { blocker, blocked });
  return rows[0]?.blocked === 1;
}

/** Asked with every message between two people. */
const selectBlocked = prepared((db: Db, place: Place<{ blocker: UserId; blocked: UserId }>) =>
  db
    .selectFrom('contacts')
    .select('blocked')
    .where('owner', '=', place('blocker'))
    .where('other', '=', place('blocked')),
);

/** Those among `users` who have blocked `blocked`. */
export async function blockersAmong(db: Db, users: readonly UserId[], blocked: UserId): Promise<Set<UserId>> {
  if (users.length === 0) return new Set();
  const rows = await db
    .selectFrom('contacts')
    .select('owner')
    .where('other', '=', blocked)
    .where('blocked', '=', 1)
    .where('owner', 'in', users)
    .execute();
  return new Set(rows.map((row) => row.owner));
}
