import type { Kysely } from 'kysely';
import type { ClientId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import type { Mention } from '#protocol/conversations.ts';
import type { MarkTables, ScheduledRow } from '../marks/tables.ts';
import type { ConversationTables } from '../tables.ts';

type Db = Kysely<ConversationTables>;

/** What a message says that waits for its time. */
export interface Said {
  text: string;
  content?: Content;
  replyTo?: number;
  mentions?: Mention[];
  thread?: Seq;
  alsoSent?: true;
}

export function saidIn(row: Pick<ScheduledRow, 'body'>): Said {
  return JSON.parse(row.body) as Said;
}

export function findScheduled(db: Db, user: UserId, item: ClientId): Promise<ScheduledRow | undefined> {
  return db
    .selectFrom('scheduled_messages')
    .selectAll()
    .where('user_id', '=', user)
    .where('item', '=', item)
    .executeTakeFirst();
}

export async function countScheduled(db: Db, user: UserId): Promise<number> {
  const rows = await db.selectFrom('scheduled_messages').select('item').where('user_id', '=', user).execute();
  return rows.length;
}

/** What waits and is due at `now`, what is due first first. */
export function dueScheduled(db: Db, now: TimeMs, limit: number): Promise<ScheduledRow[]> {
  return db
    .selectFrom('scheduled_messages')
    .selectAll()
    .where('failure', 'is', null)
    .where('send_at', '<=', now)
    .orderBy('send_at')
    .limit(limit)
    .execute();
}

/** When the next one is due; undefined: none waits. */
export async function nextDue(db: Db): Promise<TimeMs | undefined> {
  const row = await db
    .selectFrom('scheduled_messages')
    .select('send_at')
    .where('failure', 'is', null)
    .orderBy('send_at')
    .limit(1)
    .executeTakeFirst();
  return row?.send_at;
}

/** Takes the item away if it is still what `row` says. Tells whether it was. */
export async function takeScheduled(db: Db, row: MarkTables['scheduled_messages']): Promise<boolean> {
  const { user_id, item, send_at, body } = row;
  const found = db.deleteFrom('scheduled_messages').where((is) => is.and({ user_id, item, send_at, body }));
  return (await found.where('failure', 'is', null).executeTakeFirst()).numDeletedRows > 0n;
}
