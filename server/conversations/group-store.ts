import type { Kysely, Transaction } from 'kysely';
import { foldSettings } from '#kernel/settings-fold.ts';
import { toldOf } from '#kernel/visibility.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, EventOf, Member } from '#protocol/conversations.ts';
import { membershipsAmong } from './keeping-store.ts';
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
    .set({ settings: place.settings, topic: settings.topic ?? null, ends_at: place.ends_at })
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

export async function setMute(db: Db, conversation: ConversationId, user: UserId, until: number): Promise<void> {
  await db
    .updateTable('conversation_members')
    .set({ muted_until: until === 0 ? null : until })
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user)
    .execute();
}

/** The group ends no more by itself. */
export async function clearEnd(db: Db, place: ConversationRow): Promise<void> {
  place.ends_at = null;
  await db.updateTable('conversations').set({ ends_at: null }).where('id', '=', place.id).execute();
}

/** Groups whose time has come, the first first. */
export async function dueConversations(
  db: Kysely<ConversationTables>,
  now: number,
  most: number,
): Promise<ConversationId[]> {
  const rows = await db
    .selectFrom('conversations')
    .select('id')
    .where('ends_at', '<=', now)
    .orderBy('ends_at')
    .limit(most)
    .execute();
  return rows.map((row) => row.id);
}

/** When the next group ends. */
export async function nextEnd(db: Kysely<ConversationTables>): Promise<number | undefined> {
  const row = await db
    .selectFrom('conversations')
    .select('ends_at')
    .where('ends_at', 'is not', null)
    .orderBy('ends_at')
    .limit(1)
    .executeTakeFirst();
  return row?.ends_at ?? undefined;
}

/** The first `most` members of each of the conversations in which `user` is, in order of joining. */
export async function firstMembers(
  db: Kysely<ConversationTables>,
  user: UserId,
  conversations: readonly ConversationId[],
  most: number,
): Promise<{ conversation: ConversationId; users: UserId[] }[]> {
  const faces: { conversation: ConversationId; users: UserId[] }[] = [];
  for (const conversation of await membershipsAmong(db, user, conversations)) {
    const rows = await db
      .selectFrom('conversation_members')
      .select('user_id')
      .where('conversation_id', '=', conversation)
      .orderBy('joined_seq')
      .orderBy('user_id')
      .limit(most)
      .execute();
    faces.push({ conversation, users: rows.map((row) => row.user_id) });
  }
  return faces;
}

/** Puts everybody out; they are to be told afterwards. */
export async function partLater(db: Db, conversation: ConversationId, why: 'dissolved' | 'ended'): Promise<void> {
  const leavers = db
    .selectFrom('conversation_members')
    .select((is) => ['conversation_id', 'user_id', is.val(why).as('why')])
    .where('conversation_id', '=', conversation);
  await db.insertInto('group_leavers').columns(['conversation_id', 'user_id', 'why']).expression(leavers).execute();
  await db.deleteFrom('conversation_members').where('conversation_id', '=', conversation).execute();
}

/** Some of those who are to be told that a group is over; they are not there any more. */
export async function takeLeavers(db: Db, most: number) {
  const rows = await db
    .selectFrom('group_leavers as l')
    .innerJoin('conversations as c', 'c.id', 'l.conversation_id')
    .select(['l.conversation_id', 'l.user_id', 'l.why', 'c.title'])
    .limit(most)
    .execute();
  for (const [conversation, some] of Map.groupBy(rows, (row) => row.conversation_id)) {
    const users = some.map((row) => row.user_id);
    await db
      .deleteFrom('group_leavers')
      .where('conversation_id', '=', conversation)
      .where('user_id', 'in', users)
      .execute();
  }
  return rows.map(({ conversation_id: id, user_id: user, why, title }) => ({ place: { id, title }, user, why }));
}

export async function findMember(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  user: UserId,
): Promise<Member | undefined> {
  const row = await db
    .selectFrom('conversation_members')
    .select(['role', 'muted_until'])
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { user, role: row.role, ...(row.muted_until === null ? {} : { mutedUntil: row.muted_until }) };
}

/** Owner and admins. */
export async function managersOf(db: Kysely<ConversationTables>, conversation: ConversationId): Promise<UserId[]> {
  const rows = await db
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', conversation)
    .where('role', '!=', 'member')
    .orderBy('joined_seq')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}
