import type { Kysely, Transaction } from 'kysely';
import { newId } from '#kernel/ids.ts';
import type { BoardKind } from '#protocol/boards.ts';
import { insertIfAbsent } from '#server/adapters/sql/upsert.ts';
import type { MeetingTables } from '../tables.ts';
import type { BoardTables } from './tables.ts';

export type Db = Kysely<MeetingTables>;
type Writing = Transaction<MeetingTables>;
export type BoardRow = BoardTables['boards'];
export type BoardHead = Omit<BoardRow, 'snapshot'>;

const HEAD = ['id', 'meeting', 'room', 'kind', 'turn', 'opened_at', 'changed_at', 'seq', 'snapshot_seq'] as const;

/** One update of a document, in its place. */
export interface StoredUpdate {
  seq: number;
  bytes: Uint8Array;
}

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The last one of a room. */
export async function lastBoard(db: Db, room: string, kind: BoardKind): Promise<BoardHead | undefined> {
  const all = db.selectFrom('boards').select(HEAD).where('room', '=', room).where('kind', '=', kind);
  return all.orderBy('turn', 'desc').limit(1).executeTakeFirst();
}

export async function findBoard(db: Db, id: string): Promise<BoardRow | undefined> {
  return db.selectFrom('boards').selectAll().where('id', '=', id).executeTakeFirst();
}

/** An empty one, after those that the room has had; whoever comes second has the first one's. */
export async function insertBoard(
  db: Writing,
  board: Pick<BoardRow, 'meeting' | 'room' | 'kind' | 'turn'>,
  now: number,
): Promise<BoardHead> {
  const fresh = { opened_at: now, changed_at: now, seq: 0, snapshot_seq: 0, snapshot: '' };
  await insertIfAbsent(db, 'boards', { id: newId('b'), ...board, ...fresh });
  const made = await lastBoard(db, board.room, board.kind);
  if (made === undefined) throw new Error('the board was made just now');
  return made;
}

/** All of one as it was at some moment, whoever makes a snapshot of it meanwhile: `all` is the snapshot and the updates after it. */
export async function storedBoard(
  db: Db,
  id: string,
): Promise<{ all: Uint8Array[]; snapshotSeq: number; updates: StoredUpdate[] } | undefined> {
  for (;;) {
    const row = await findBoard(db, id);
    if (row === undefined) return undefined;
    const { seq, snapshot, snapshot_seq: snapshotSeq } = row;
    const updates = await updatesAfter(db, id, snapshotSeq);
    const dense = updates.every((update, index) => update.seq === snapshotSeq + 1 + index);
    if (!dense || snapshotSeq + updates.length < seq) continue;
    const all = [...(snapshot === '' ? [] : [bytesOf(snapshot)]), ...updates.map(({ bytes }) => bytes)];
    return { all, snapshotSeq, updates };
  }
}

/** What came after `seq`, in order. */
export async function updatesAfter(db: Db, board: string, seq: number): Promise<StoredUpdate[]> {
  const all = db.selectFrom('board_updates').select(['seq', 'bytes']).where('board', '=', board);
  const rows = await all.where('seq', '>', seq).orderBy('seq').execute();
  return rows.map((row) => ({ seq: row.seq, bytes: bytesOf(row.bytes) }));
}

/** Stores what comes after `seq`. Tells whether it did: another process may have been quicker. */
export async function appendUpdate(
  db: Writing,
  board: string,
  { seq, bytes, now }: StoredUpdate & { now: number },
): Promise<boolean> {
  const row = db
    .updateTable('boards')
    .set({ seq: seq + 1, changed_at: now })
    .where('id', '=', board);
  const { numUpdatedRows } = await row.where('seq', '=', seq).executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await db
    .insertInto('board_updates')
    .values({ board, seq: seq + 1, bytes: base64Of(bytes) })
    .execute();
  return true;
}

/** Puts one update in place of all up to `seq`, unless there is a later one already. */
export async function compact(db: Writing, board: string, { seq, bytes }: StoredUpdate): Promise<void> {
  const row = db
    .updateTable('boards')
    .set({ snapshot: base64Of(bytes), snapshot_seq: seq })
    .where('id', '=', board);
  const { numUpdatedRows } = await row.where('snapshot_seq', '<', seq).executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await db.deleteFrom('board_updates').where('board', '=', board).where('seq', '<=', seq).execute();
}

/** What was made in the meetings of these numbers, and is not empty. */
export async function boardsOfMeetings(db: Db, meetings: readonly string[]): Promise<BoardHead[]> {
  if (meetings.length === 0) return [];
  const all = db.selectFrom('boards').select(HEAD).where('meeting', 'in', meetings).where('seq', '>', 0);
  return all.orderBy('opened_at').orderBy('kind').execute();
}
