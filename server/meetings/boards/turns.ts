import { sql } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import type { BoardKind } from '#protocol/boards.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { APART_MS } from '../planning/history.ts';
import type { MeetingTables } from '../tables.ts';
import type { Insider } from './rights.ts';
import { type BoardHead, type Db, insertBoard, lastBoard } from './store.ts';

interface Options {
  database: Database<MeetingTables>;
  clock: Clock;
}

/**
 * [BO10] The document of a meeting that goes on. Where a number stays and everybody was gone for a while, other people meet
 * under it: they begin with an empty one.
 */
export async function currentBoard(
  { database, clock }: Options,
  insider: Insider,
  kind: BoardKind,
): Promise<BoardHead> {
  const { number: meeting, room } = insider;
  const last = await lastBoard(database.read, room, kind);
  if (last !== undefined && !(await isOver(database.read, last, clock.now()))) return last;
  const board = { meeting, room, kind, turn: (last?.turn ?? -1) + 1 };
  return database.write((db) => insertBoard(db, board, clock.now()));
}

/** Whether it belongs to an earlier meeting of the same number. */
async function isOver(db: Db, { meeting, changed_at }: BoardHead, now: number): Promise<boolean> {
  // Who writes is there: what was written just now is of this meeting.
  if (now - changed_at < APART_MS) return false;
  const { rows } = await sql<{ one: number }>`select 1 as one from kept_numbers where number = ${meeting}`.execute(db);
  if (rows.length === 0) return false;
  return nobodySince(db, meeting, changed_at, now);
}

/** Whether there was nobody for a while, some time after `from`. */
async function nobodySince(db: Db, meeting: string, from: number, now: number): Promise<boolean> {
  const all = db.selectFrom('meeting_visits').select(['in_at', 'out_at']).where('meeting', '=', meeting);
  const visits = await all.where((is) => is.or([is('out_at', 'is', null), is('out_at', '>', from)])).execute();
  let until = from;
  for (const { in_at, out_at } of visits.toSorted((one, other) => one.in_at - other.in_at)) {
    if (in_at - until > APART_MS) return true;
    until = Math.max(until, out_at ?? now);
  }
  return now - until > APART_MS;
}
