import type { Kysely } from 'kysely';
import type { NewJob } from '#kernel/ports/jobs.ts';
import type { ClientId, Seq, UserId } from '#protocol/common.ts';
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

/** Takes the item away if it is still what `row` says. Tells whether it was. */
export async function takeScheduled(db: Db, row: MarkTables['scheduled_messages']): Promise<boolean> {
  const { user_id, item, send_at, body } = row;
  const found = db.deleteFrom('scheduled_messages').where((is) => is.and({ user_id, item, send_at, body }));
  return (await found.where('failure', 'is', null).executeTakeFirst()).numDeletedRows > 0n;
}

/** The kind of the jobs by which messages that wait are sent. */
export const SENDING = 'message.send';

/** The job by which one message that waits is sent. */
export function sendingJob(user: UserId, item: ClientId, due: number): NewJob {
  return { kind: SENDING, key: sendingKey(user, item), payload: { user, item }, due };
}

export function sendingKey(user: UserId, item: ClientId): string {
  return `${user} ${item}`;
}
