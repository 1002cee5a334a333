import type { Kysely } from 'kysely';
import { seenFrom } from '#kernel/visibility.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import { type Place, prepared } from '../adapters/sql/prepared.ts';
import { findLine, type LineRow, presentLines } from './lines.ts';
import { lastSeenAmong } from './marks/erasures.ts';
import { mentionsOf } from './mentions.ts';
import { type AccessRow, toSummary, visibleFrom } from './rows.ts';
import type { ConversationTables } from './tables.ts';

type Db = Kysely<ConversationTables>;

/** A place in the list of changed conversations, newest first. */
export interface ChangesPlace {
  /** Only what changed after this stamp. */
  floor: number;
  /** Only what comes after this one in the list. */
  after?: { stamp: number; conversation: ConversationId };
}

/** The conversation as `user`, a member, may see it; undefined for everybody else. */
export async function findAccess(db: Db, conversation: ConversationId, user: UserId): Promise<AccessRow | undefined> {
  return (await selectAccess(db, { conversation, user })).rows[0];
}

const selectAccess = prepared((db: Db, place: Place<{ conversation: ConversationId; user: UserId }>) =>
  accessQuery(db, place('user')).where('m.conversation_id', '=', place('conversation')),
);

function accessQuery(db: Db, user: UserId) {
  return db
    .selectFrom('conversation_members as m')
    .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
    .where('m.user_id', '=', user)
    .selectAll('c')
    .select(['m.user_id', 'm.role', 'm.read_seq', 'm.read_count', 'm.visible_from', 'm.muted_until']);
}

const LAST_COLUMNS = [
  'e.seq',
  'e.made_at',
  'e.made_by',
  'e.type',
  'e.message_count as event_count',
  'e.body',
  'l.state',
] as const;

function summaryQuery(db: Db, user: UserId) {
  return accessQuery(db, user)
    .innerJoin('conversation_events as e', (join) =>
      join.onRef('e.conversation_id', '=', 'c.id').onRef('e.seq', '=', 'c.shown_seq'),
    )
    .innerJoin('conversation_lines as l', (join) =>
      join.onRef('l.conversation_id', '=', 'c.id').onRef('l.seq', '=', 'c.shown_seq'),
    )
    .select(LAST_COLUMNS);
}

type SummaryRow = AccessRow & Omit<LineRow, 'conversation_id' | 'message_count'> & { event_count: number };

async function summariesFrom(db: Db, rows: readonly SummaryRow[], user: UserId): Promise<Summary[]> {
  const newest = rows.map((row) => ({ ...row, conversation_id: row.id, message_count: row.event_count }));
  const lastRows = await lastSeenRows(db, newest, user);
  const [lines, mentions] = await Promise.all([presentLines(db, lastRows, user), mentionsOf(db, rows, user)]);
  return rows.flatMap((row, index) => {
    const last = lines[index];
    return last === undefined
      ? []
      : [toSummary(row, seenFrom(last, visibleFrom(row)), user, mentions.get(row.id) ?? [])];
  });
}

/** The rows with the last lines that `user` has not taken away. */
async function lastSeenRows<Row extends LineRow>(db: Db, rows: readonly Row[], user: UserId): Promise<LineRow[]> {
  const ids = rows.map((row) => row.conversation_id);
  const replaced = await lastSeenAmong(db, user, ids);
  if (replaced.size === 0) return [...rows];
  return Promise.all(
    rows.map(async (row) => {
      const seq = replaced.get(row.conversation_id);
      return seq === undefined ? row : ((await findLine(db, row.conversation_id, seq)) ?? row);
    }),
  );
}

export async function findSummary(db: Db, conversation: ConversationId, user: UserId): Promise<Summary | undefined> {
  const rows = await summaryQuery(db, user).where('c.id', '=', conversation).execute();
  return (await summariesFrom(db, rows, user))[0];
}

/** Conversations of `user` that changed, newest first, and their stamps. */
export async function changedConversations(
  db: Db,
  user: UserId,
  place: ChangesPlace,
  limit: number,
): Promise<{ summary: Summary; stamp: number }[]> {
  const { floor, after } = place;
  let changed = accessQuery(db, user).where('c.stamp', '>', floor);
  if (after) {
    changed = changed.where((is) =>
      is.or([
        is('c.stamp', '<', after.stamp),
        is.and([is('c.stamp', '=', after.stamp), is('c.id', '<', after.conversation)]),
      ]),
    );
  }
  // Sorted before the events are joined: their texts can be long, and most of them aren't on the page.
  const page = changed.orderBy('c.stamp', 'desc').orderBy('c.id', 'desc').limit(limit);
  const rows = await db
    .selectFrom(page.as('c'))
    .innerJoin('conversation_events as e', (join) =>
      join.onRef('e.conversation_id', '=', 'c.id').onRef('e.seq', '=', 'c.shown_seq'),
    )
    .innerJoin('conversation_lines as l', (join) =>
      join.onRef('l.conversation_id', '=', 'c.id').onRef('l.seq', '=', 'c.shown_seq'),
    )
    .selectAll('c')
    .select(LAST_COLUMNS)
    .orderBy('c.stamp', 'desc')
    .orderBy('c.id', 'desc')
    .execute();
  const summaries = await summariesFrom(db, rows, user);
  return summaries.map((summary, index) => ({ summary, stamp: rows[index]?.stamp ?? 0 }));
}
