import type { Kysely, Transaction } from 'kysely';
import { upsert } from '#server/adapters/sql/upsert.ts';
import type { MeetingTables } from './tables.ts';

type Db = Kysely<MeetingTables>;

export type Removed = MeetingTables['meeting_removed'];

export async function putRemoved(db: Transaction<MeetingTables>, removed: Removed): Promise<void> {
  await upsert(db, 'meeting_removed', { ...removed }, ['meeting', 'identity']);
}

export async function deleteRemoved(db: Db, meeting: string, identity: string): Promise<void> {
  await db.deleteFrom('meeting_removed').where('meeting', '=', meeting).where('identity', '=', identity).execute();
}

export async function isRemoved(db: Db, meeting: string, identity: string): Promise<boolean> {
  const row = await db
    .selectFrom('meeting_removed')
    .select('identity')
    .where('meeting', '=', meeting)
    .where('identity', '=', identity)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whom the host keeps out, who was removed last first. */
export async function removedFrom(db: Db, meeting: string): Promise<Removed[]> {
  return db
    .selectFrom('meeting_removed')
    .selectAll()
    .where('meeting', '=', meeting)
    .orderBy('removed_at', 'desc')
    .orderBy('identity')
    .execute();
}

/** Who was removed after `since` from meetings that are running, and from which room. */
export async function removedSince(db: Db, since: number): Promise<{ room: string; identity: string }[]> {
  return db
    .selectFrom('meeting_removed')
    .innerJoin('meeting', 'meeting.number', 'meeting_removed.meeting')
    .select(['meeting.room', 'meeting_removed.identity'])
    .where('removed_at', '>', since)
    .where('ended_at', 'is', null)
    .execute();
}

/** @returns whether it is running */
export async function lockMeeting(db: Db, number: string, lockedAt: number | null): Promise<boolean> {
  const result = await db
    .updateTable('meeting')
    .set({ locked_at: lockedAt })
    .where('number', '=', number)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
