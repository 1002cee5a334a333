import type { Kysely } from 'kysely';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import { type Place, prepared } from '../adapters/sql/prepared.ts';
import { type AccessRow, eventFromRow, toSummary } from './rows.ts';
import type { ConversationTables, EventRow } from './tables.ts';

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
    .select(['m.role', 'm.read_seq', 'm.read_count']);
}

const EVENT_COLUMNS = [
  'e.seq',
  'e.made_at',
  'e.made_by',
  'e.type',
  'e.message_count as event_count',
  'e.body',
] as const;

function summaryQuery(db: Db, user: UserId) {
  return accessQuery(db, user)
    .innerJoin('conversation_events as e', (join) =>
      join.onRef('e.conversation_id', '=', 'c.id').onRef('e.seq', '=', 'c.shown_seq'),
    )
    .select(EVENT_COLUMNS);
}

type SummaryRow = AccessRow & Omit<EventRow, 'conversation_id' | 'message_count'> & { event_count: number };

function summaryFromRow(row: SummaryRow, user: UserId): Summary {
  const last = eventFromRow({ ...row, conversation_id: row.id, message_count: row.event_count });
  return toSummary(row, last, user);
}

export async function findSummary(db: Db, conversation: ConversationId, user: UserId): Promise<Summary | undefined> {
  const row = await summaryQuery(db, user).where('c.id', '=', conversation).executeTakeFirst();
  return row && summaryFromRow(row, user);
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
    .selectAll('c')
    .select(EVENT_COLUMNS)
    .orderBy('c.stamp', 'desc')
    .orderBy('c.id', 'desc')
    .execute();
  return rows.map((row) => ({ summary: summaryFromRow(row, user), stamp: row.stamp }));
}
