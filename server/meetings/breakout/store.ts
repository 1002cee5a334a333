import type { Kysely, Transaction } from 'kysely';
import {
  type Breakout,
  engineRoom,
  MAIN,
  NO_BREAKOUT,
  placedOf,
  placeIn,
  placeOf,
  placesOf,
  roomAt,
} from '#kernel/breakout.ts';
import { insertIfAbsent, upsert } from '#server/adapters/sql/upsert.ts';
import type { MeetingTables } from '../tables.ts';

type Db = Kysely<MeetingTables>;

export async function findBreakout(db: Db, meeting: string): Promise<Breakout> {
  const found = db.selectFrom('meeting_breakouts').select('state').where('meeting', '=', meeting);
  const row = await found.executeTakeFirst();
  return row === undefined ? NO_BREAKOUT : { ...NO_BREAKOUT, ...JSON.parse(row.state) };
}

/** Long after the last token for a room has ended. */
const KEPT_MS = 24 * 3600_000;

interface Change {
  before: Breakout;
  after: Breakout;
  now: number;
}

/** Stores what `after` is, and which rooms of the engine were opened and closed. `main`: the meeting's room there. */
export async function putBreakout(
  db: Transaction<MeetingTables>,
  { number, room: main }: { number: string; room: string },
  { before, after, now }: Change,
): Promise<void> {
  await upsert(db, 'meeting_breakouts', { meeting: number, state: JSON.stringify(after) }, ['meeting']);
  const [were, are] = [openPlaces(before), openPlaces(after)];
  for (const place of are.filter((one) => !were.includes(one))) {
    await insertIfAbsent(db, 'breakout_rooms', { room: engineRoom(main, place), meeting: number, closed_at: null });
  }
  const closed = were.filter((one) => !are.includes(one)).map((place) => engineRoom(main, place));
  if (closed.length === 0) return;
  const old = db.deleteFrom('breakout_rooms').where('meeting', '=', number);
  await old.where('closed_at', '<', now - KEPT_MS).execute();
  await db.updateTable('breakout_rooms').set({ closed_at: now }).where('room', 'in', closed).execute();
}

function openPlaces(breakout: Breakout): string[] {
  return breakout.at === 'made' ? [] : breakout.rooms.map(({ id }) => placeIn(breakout, id));
}

/** Rooms of the engine that were closed between two moments, by themselves or with their meeting. */
export async function breakoutsClosed(db: Db, since: number, until: number): Promise<string[]> {
  const rows = await db
    .selectFrom('breakout_rooms as b')
    .innerJoin('meeting as m', 'm.number', 'b.meeting')
    .select('b.room')
    .where((is) =>
      is.or([is.and([is('b.closed_at', '>', since), is('b.closed_at', '<=', until)]), is('m.ended_at', '>', since)]),
    )
    .execute();
  return rows.map(({ room }) => room);
}

/** A meeting with its breakout rooms. */
interface Held {
  meeting: { room: string };
  breakout: Breakout;
}

/** Every room of the engine in which people of the meeting may be, with its place: the main one first. */
export function engineRooms({ meeting, breakout }: Held): { room: string; place: string }[] {
  return placesOf(breakout).map((place) => ({ room: engineRoom(meeting.room, place), place }));
}

/** [BR1] The room of the engine in which somebody belongs. */
export function engineRoomOf({ meeting, breakout }: Held, identity: string): string {
  return engineRoom(meeting.room, placeOf(breakout, identity));
}

/** The breakout room in which somebody belongs, if it is one. */
export function breakoutOf({ breakout }: Held, identity: string): { id: string; name: string } | undefined {
  const room = roomAt(breakout, placeOf(breakout, identity));
  return room && { id: room.id, name: room.name };
}

/** Where somebody is to be looked for: that, the room that they are leaving, and the main one. */
export function engineRoomsOf({ meeting, breakout }: Held, identity: string): string[] {
  const { at = MAIN, from = MAIN } = placedOf(breakout, identity) ?? {};
  return [...new Set([at, from, MAIN])].map((place) => engineRoom(meeting.room, place));
}
