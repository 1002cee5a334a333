import { type Kysely, sql, type Transaction } from 'kysely';
import type { DeviceId, UserId } from '#protocol/common.ts';
import { insertIfAbsent, upsert } from '#server/adapters/sql/upsert.ts';
import type { MeetingTables } from './tables.ts';

type Db = Kysely<MeetingTables>;
type Writing = Transaction<MeetingTables>;

/** Meetings of one host that are listed. */
const LISTED = 50;
/** Of the meetings somebody was let into last, the ones where they are looked for. */
const LOOKED_THROUGH = 20;

export interface StoredMeeting {
  number: string;
  room: string;
  title: string;
  host: UserId;
  created_at: number;
  ended_at: number | null;
  locked_at: number | null;
}

/** @returns false when the number or the room's name is in use */
export async function insertMeeting(
  db: Writing,
  meeting: Omit<StoredMeeting, 'ended_at' | 'locked_at'>,
): Promise<boolean> {
  return insertIfAbsent(db, 'meeting', { ...meeting, ended_at: null, locked_at: null });
}

export async function findMeeting(db: Db, number: string): Promise<StoredMeeting | undefined> {
  return db.selectFrom('meeting').selectAll().where('number', '=', number).executeTakeFirst();
}

/** Running ones first, then by time, newest first. Not those whose number stays, or that are planned. */
export async function meetingsOf(db: Db, host: UserId): Promise<StoredMeeting[]> {
  return db
    .selectFrom('meeting')
    .selectAll()
    .where('host', '=', host)
    .where(sql<boolean>`number not in (select number from kept_numbers)`)
    .orderBy((column) => column.case().when('ended_at', 'is', null).then(0).else(1).end())
    .orderBy('created_at', 'desc')
    .orderBy('number')
    .limit(LISTED)
    .execute();
}

/** Rooms of meetings that ended after `since`. */
export async function roomsEndedSince(db: Db, since: number): Promise<string[]> {
  const rows = await db.selectFrom('meeting').select('room').where('ended_at', '>', since).execute();
  return rows.map(({ room }) => room);
}

/** Running meetings that a member was let into after `since`. */
export async function meetingsUsedSince(db: Db, since: number): Promise<string[]> {
  const rows = await db
    .selectFrom('meeting')
    .innerJoin('meeting_pass', 'meeting_pass.meeting', 'meeting.number')
    .select('number')
    .distinct()
    .where('ended_at', 'is', null)
    .where('minted_at', '>', since)
    .execute();
  return rows.map(({ number }) => number);
}

/** Somebody was let into a meeting. */
export interface Pass {
  account: UserId;
  meeting: string;
  device: DeviceId;
  minted_at: number;
}

export async function putPass(db: Writing, pass: Pass): Promise<void> {
  await upsert(db, 'meeting_pass', { ...pass }, ['account', 'meeting']);
}

export async function deletePass(db: Db, { account, meeting, minted_at }: Pass): Promise<void> {
  await db
    .deleteFrom('meeting_pass')
    .where('account', '=', account)
    .where('meeting', '=', meeting)
    .where('minted_at', '=', minted_at)
    .execute();
}

/** The person's passes for meetings that are running, newest first. */
export async function passesOf(db: Db, account: UserId): Promise<(Pass & StoredMeeting)[]> {
  return db
    .selectFrom('meeting_pass')
    .innerJoin('meeting', 'meeting.number', 'meeting_pass.meeting')
    .selectAll()
    .where('account', '=', account)
    .where('ended_at', 'is', null)
    .orderBy('minted_at', 'desc')
    .limit(LOOKED_THROUGH)
    .execute();
}

/** What the device was let into, of meetings that are running. */
export async function passesOfDevice(db: Db, device: DeviceId): Promise<(Pass & StoredMeeting)[]> {
  return db
    .selectFrom('meeting_pass')
    .innerJoin('meeting', 'meeting.number', 'meeting_pass.meeting')
    .selectAll()
    .where('device', '=', device)
    .where('ended_at', 'is', null)
    .execute();
}
