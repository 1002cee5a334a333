import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { seatOf } from '#kernel/meeting-room.ts';
import type { KeptBoard } from '#protocol/boards.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PastMeeting } from '#protocol/planning.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller } from '#server/identity/api.ts';
import { findRoom } from '../room-store.ts';
import type { MeetingTables } from '../tables.ts';
import { BoardDocument } from './document.ts';
import { type BoardHead, type BoardRow, base64Of, findBoard, storedBoard } from './store.ts';

/** [BO12] What was made in meetings, for the members who were in them. */
export class KeptBoards {
  readonly #database: Database<MeetingTables>;

  constructor(database: Database<MeetingTables>) {
    this.#database = database;
  }

  /** @throws Failure 'board.unknown', also when it may not be seen */
  async read({ user }: Caller, id: string): Promise<KeptBoard> {
    const db = this.#database.read;
    const row = /^b_[0-9a-z]{20}$/.test(id) ? await findBoard(db, id) : undefined;
    if (row === undefined || !(await wasThere(db, row, user))) throw new Failure('board.unknown');
    const stored = await findRoom(db, row.meeting);
    if (stored === undefined || seatOf(stored.room, user)?.state === 'removed') throw new Failure('board.unknown');
    const update = base64Of(await this.#whole(row));
    return { board: row.id, kind: row.kind, title: stored.meeting.title, update };
  }

  async #whole(row: BoardRow): Promise<Uint8Array> {
    const stored = await storedBoard(this.#database.read, row.id);
    const document = new BoardDocument(row.kind, stored?.all ?? [], Number.POSITIVE_INFINITY);
    try {
      return document.whole();
    } finally {
      document.close();
    }
  }
}

/** Whether somebody was in the meeting while it was made. */
async function wasThere(
  db: Kysely<MeetingTables>,
  { meeting, opened_at, changed_at }: BoardHead,
  user: string,
): Promise<boolean> {
  const visits = db.selectFrom('meeting_visits').select('in_at').where('meeting', '=', meeting);
  const own = visits.where('identity', '=', user).where('guest', '=', 0).where('in_at', '<=', changed_at);
  const found = await own
    .where((is) => is.or([is('out_at', 'is', null), is('out_at', '>=', opened_at)]))
    .executeTakeFirst();
  return found !== undefined;
}

type Visit = Pick<MeetingTables['meeting_visits'], 'in_at' | 'out_at'>;

/** [BO12] Of what was made, what somebody sees who was in the meeting at these times. */
export function boardsShown(
  made: readonly BoardHead[],
  number: string,
  visits: readonly Visit[],
): Pick<PastMeeting, 'boards'> {
  const seen = made.filter(
    ({ meeting, opened_at, changed_at }) =>
      meeting === number &&
      visits.some(({ in_at, out_at }) => in_at <= changed_at && (out_at === null || out_at >= opened_at)),
  );
  if (seen.length === 0) return {};
  return { boards: seen.slice(-LIMITS.meetingBoards).map(({ id, kind }) => ({ board: id, kind })) };
}
