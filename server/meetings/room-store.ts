import type { Kysely, Transaction } from 'kysely';
import type { Breakout } from '#kernel/breakout.ts';
import { ALL_MAY, type MeetingRoom, type Seat } from '#kernel/meeting-room.ts';
import { insertIfAbsent, type SqlValue, upsert } from '#server/adapters/sql/upsert.ts';
import { findBreakout } from './breakout/store.ts';
import { findMeeting, type StoredMeeting } from './store.ts';
import type { MeetingTables } from './tables.ts';

type Db = Kysely<MeetingTables>;
type Writing = Transaction<MeetingTables>;
type RoomRow = MeetingTables['meeting_rooms'];
type SeatRow = MeetingTables['meeting_seats'];

/** A meeting with everything that is decided in it. */
export interface StoredRoom {
  meeting: StoredMeeting;
  room: MeetingRoom;
  /** Empty: none. */
  passcode: string;
  breakout: Breakout;
  revision: number;
  watchUntil: number;
}

/** Holds the meeting until the transaction ends. */
export async function lockRoom(db: Writing, number: string): Promise<StoredRoom | undefined> {
  if ((await findMeeting(db, number)) === undefined) return undefined;
  const fresh = { host: null, handed: 0, lobby: 'nobody', passcode: '', may: JSON.stringify(ALL_MAY) };
  await insertIfAbsent(db, 'meeting_rooms', { meeting: number, ...fresh, revision: 0, changes: 0, watch_until: 0 });
  await db
    .updateTable('meeting_rooms')
    .set((is) => ({ changes: is('changes', '+', 1) }))
    .where('meeting', '=', number)
    .execute();
  return findRoom(db, number);
}

export async function findRoom(db: Db, number: string): Promise<StoredRoom | undefined> {
  const meeting = await findMeeting(db, number);
  if (meeting === undefined) return undefined;
  const row = await db.selectFrom('meeting_rooms').selectAll().where('meeting', '=', number).executeTakeFirst();
  const seats = await db.selectFrom('meeting_seats').selectAll().where('meeting', '=', number).execute();
  return {
    meeting,
    room: roomFrom(meeting, row, seats),
    passcode: row?.passcode ?? '',
    breakout: await findBreakout(db, number),
    revision: row?.revision ?? 0,
    watchUntil: row?.watch_until ?? 0,
  };
}

/** Higher each time that `seenOf` is another. */
export async function revisionOf(db: Db, number: string): Promise<number> {
  const row = db.selectFrom('meeting_rooms').select('revision').where('meeting', '=', number);
  return (await row.executeTakeFirst())?.revision ?? 0;
}

function roomFrom(meeting: StoredMeeting, row: RoomRow | undefined, seats: readonly SeatRow[]): MeetingRoom {
  const host = row?.host ?? undefined;
  return {
    organiser: meeting.host,
    lobby: row?.lobby ?? 'nobody',
    locked: meeting.locked_at !== null,
    may: row === undefined ? ALL_MAY : { ...ALL_MAY, ...JSON.parse(row.may) },
    people: seats.map(seatFrom).sort((a, b) => a.since - b.since || (a.identity < b.identity ? -1 : 1)),
    ...(host !== undefined && { host }),
    ...(row?.handed === 1 && { handed: true }),
    ...(meeting.ended_at !== null && { over: meeting.ended_at }),
  };
}

function seatFrom(row: SeatRow): Seat {
  const { identity, name, state, since, until_at, missing_at } = row;
  return {
    identity,
    name,
    guest: row.guest === 1,
    state,
    since,
    ...(until_at !== null && { until: until_at }),
    ...(missing_at !== null && { missing: missing_at }),
    ...(row.cohost === 1 && { cohost: true }),
    ...(row.admitted === 1 && { admitted: true }),
    ...(row.voiced === 1 && { voiced: true }),
    ...(row.refused === 1 && { refused: true }),
    ...(row.barred === 1 && { barred: true }),
  };
}

const MARKS = ['cohost', 'admitted', 'voiced', 'refused', 'barred'] as const;

function seatRow(meeting: string, seat: Seat): Record<Exclude<keyof SeatRow, 'ticket' | 'origin'>, SqlValue> {
  const { identity, name, state, since, until = null, missing = null } = seat;
  const [cohost, admitted, voiced, refused, barred] = MARKS.map((mark) => (seat[mark] ? 1 : 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const marks = { guest: seat.guest ? 1 : 0, cohost, admitted, voiced, refused, barred };
  return { meeting, identity, name, state, since, until_at: until, missing_at: missing, ...marks };
}

/** Stores what `after` is since `before`. `told`: hosts and people see something else. */
export async function updateRoom(db: Writing, before: StoredRoom, after: StoredRoom, told: boolean): Promise<void> {
  const { number } = after.meeting;
  const { room, passcode } = after;
  await db
    .updateTable('meeting_rooms')
    .set({
      host: room.host ?? null,
      handed: room.handed ? 1 : 0,
      lobby: room.lobby,
      passcode,
      may: JSON.stringify(room.may),
      watch_until: after.watchUntil,
      ...(told && { revision: before.revision + 1 }),
    })
    .where('meeting', '=', number)
    .execute();
  const { locked_at, ended_at } = after.meeting;
  if (locked_at !== before.meeting.locked_at || ended_at !== before.meeting.ended_at) {
    await db.updateTable('meeting').set({ locked_at, ended_at }).where('number', '=', number).execute();
  }
  const known = new Map(before.room.people.map((seat) => [seat.identity, seat]));
  for (const seat of room.people) {
    if (known.get(seat.identity) !== seat)
      await upsert(db, 'meeting_seats', seatRow(number, seat), ['meeting', 'identity']);
    known.delete(seat.identity);
  }
  for (const identity of known.keys()) {
    await db.deleteFrom('meeting_seats').where('meeting', '=', number).where('identity', '=', identity).execute();
  }
}

/** Running meetings in which somebody may be, or may come with a token, or waits. */
export async function watchedMeetings(db: Db, now: number): Promise<string[]> {
  const rows = await db
    .selectFrom('meeting_rooms as r')
    .innerJoin('meeting as m', 'm.number', 'r.meeting')
    .select('m.number')
    .where('m.ended_at', 'is', null)
    .where((is) =>
      is.or([
        is('r.watch_until', '>', now),
        is.exists(
          is
            .selectFrom('meeting_seats as s')
            .select('s.identity')
            .whereRef('s.meeting', '=', 'r.meeting')
            .where('s.state', 'in', ['waiting', 'let', 'in']),
        ),
      ]),
    )
    .execute();
  return rows.map(({ number }) => number);
}

/** What hosts and those who wait see of it. */
export function seenOf({ room, passcode, breakout }: StoredRoom): string {
  const { people, ...rest } = room;
  const seats = people.map(({ identity, name, state, cohost, refused }) => [identity, name, state, cohost, refused]);
  return JSON.stringify([rest, seats, passcode, breakout.revision]);
}

/** The seat of the guest who has the ticket. */
export async function identityByTicket(db: Db, meeting: string, ticket: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('meeting_seats')
    .select('identity')
    .where('meeting', '=', meeting)
    .where('ticket', '=', ticket)
    .executeTakeFirst();
  return row?.identity;
}

export interface GuestMarks {
  ticket: string;
  origin: string;
}

export async function markGuest(db: Writing, meeting: string, identity: string, marks: GuestMarks): Promise<void> {
  await db
    .updateTable('meeting_seats')
    .set({ ...marks })
    .where('meeting', '=', meeting)
    .where('identity', '=', identity)
    .execute();
}

/** [ME8] Whether a guest was removed who came from there. */
export async function wasRemovedFrom(db: Db, meeting: string, origin: string): Promise<boolean> {
  const row = await db
    .selectFrom('meeting_seats')
    .select('identity')
    .where('meeting', '=', meeting)
    .where('origin', '=', origin)
    .where('state', '=', 'removed')
    .executeTakeFirst();
  return row !== undefined;
}
