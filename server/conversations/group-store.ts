import type { Kysely, Transaction } from 'kysely';
import { foldSettings } from '#kernel/settings-fold.ts';
import { toldOf } from '#kernel/visibility.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, EventOf } from '#protocol/conversations.ts';
import { settingsOf } from './rows.ts';
import type { ConversationRow, ConversationTables } from './tables.ts';

/** What of groups is stored beside the log. */

type Db = Transaction<ConversationTables>;

/** Folds the change into the row of the conversation and into `place`. */
export async function changeSettings(
  db: Db,
  place: ConversationRow,
  event: EventOf<'settings-changed'>,
): Promise<void> {
  const settings = foldSettings(settingsOf(place), event.change, event);
  place.settings = JSON.stringify(settings);
  place.ends_at = settings.until ?? null;
  await db
    .updateTable('conversations')
    .set({ settings: place.settings, ends_at: place.ends_at })
    .where('id', '=', place.id)
    .execute();
  if (event.change.announcement === undefined) return;
  await db.insertInto('conversation_announcements').values({ conversation_id: place.id, seq: event.seq }).execute();
}

/** Notes that there are members who see nothing before `from`. */
export async function limit(db: Db, place: ConversationRow, from: Seq): Promise<void> {
  place.limited_from = from;
  await db.updateTable('conversations').set({ limited_from: from }).where('id', '=', place.id).execute();
}

/** The members who may not see what the event tells of; undefined: there are none. */
export async function blindTo(db: Db, place: ConversationRow, event: ConversationEvent): Promise<UserId[] | undefined> {
  const told = toldOf(event);
  if (told === undefined || told >= (place.limited_from ?? 0)) return undefined;
  const rows = await db
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', place.id)
    .where('visible_from', '>', told)
    .execute();
  return rows.length === 0 ? undefined : rows.map((row) => row.user_id);
}

/** The places where announcements were changed, from `from` on, the newest first. */
export async function announcementSeqs(
  db: Kysely<ConversationTables>,
  conversation: string,
  from: Seq,
  most: number,
): Promise<Seq[]> {
  const rows = await db
    .selectFrom('conversation_announcements')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('seq', '>=', from)
    .orderBy('seq', 'desc')
    .limit(most)
    .execute();
  return rows.map((row) => row.seq);
}
