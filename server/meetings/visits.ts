import type { Kysely, Transaction } from 'kysely';
import type { MeetingRoom } from '#kernel/meeting-room.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Visit } from '#protocol/meeting-rules.ts';
import { upsert } from '#server/adapters/sql/upsert.ts';
import type { MeetingTables } from './tables.ts';

/** [ME40] Notes who came in and who went out between two states of a meeting. */
export async function noteVisits(
  db: Transaction<MeetingTables>,
  meeting: string,
  { before, after, now }: { before: MeetingRoom; after: MeetingRoom; now: number },
): Promise<void> {
  const here = new Map(after.people.filter(({ state }) => state === 'in').map((seat) => [seat.identity, seat]));
  for (const { identity, state, missing = now } of before.people) {
    if (state !== 'in') continue;
    if (here.delete(identity)) continue;
    await db
      .updateTable('meeting_visits')
      .set({ out_at: missing })
      .where('meeting', '=', meeting)
      .where('identity', '=', identity)
      .where('out_at', 'is', null)
      .execute();
  }
  for (const { identity, name, guest, since } of here.values()) {
    const visit = { meeting, identity, in_at: since, out_at: null, name, guest: guest ? 1 : 0 };
    await upsert(db, 'meeting_visits', visit, ['meeting', 'identity', 'in_at']);
  }
}

/** The last of them, in the order of coming. */
export async function visitsOf(db: Kysely<MeetingTables>, meeting: string): Promise<Visit[]> {
  const rows = await db
    .selectFrom('meeting_visits')
    .selectAll()
    .where('meeting', '=', meeting)
    .orderBy('in_at', 'desc')
    .orderBy('identity')
    .limit(LIMITS.meetingVisits)
    .execute();
  return rows.reverse().map(({ identity, name, guest, in_at, out_at }) => {
    return { identity, name, guest: guest === 1, from: in_at, ...(out_at !== null && { to: out_at }) };
  });
}
