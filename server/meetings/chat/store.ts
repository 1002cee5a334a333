import type { Kysely, Transaction } from 'kysely';
import type { ConversationId, TimeMs, UserId } from '#protocol/common.ts';
import { insertIfAbsent, upsert } from '#server/adapters/sql/upsert.ts';
import type { AllTables } from '../planning/store.ts';
import type { StoredMeeting } from '../store.ts';
import type { ChatTables } from './tables.ts';

export type ChatDb = Kysely<AllTables & ChatTables>;
type Writing = Transaction<AllTables & ChatTables>;
export type StoredChat = ChatTables['meeting_chats'];
type StoredGuest = ChatTables['meeting_guests'];

/** What a meeting's chat is found by: [MC2]. */
export async function placeOf(db: ChatDb, { number, room }: Pick<StoredMeeting, 'number' | 'room'>): Promise<string> {
  const kept = db.selectFrom('kept_numbers').select('account').where('number', '=', number);
  const account = (await kept.executeTakeFirst())?.account ?? null;
  return account === null ? number : room;
}

export async function findChat(
  db: ChatDb,
  meeting: Pick<StoredMeeting, 'number' | 'room'>,
): Promise<StoredChat | undefined> {
  const place = await placeOf(db, meeting);
  return db.selectFrom('meeting_chats').selectAll().where('place', '=', place).executeTakeFirst();
}

export async function chatOfConversation(db: ChatDb, conversation: ConversationId): Promise<StoredChat | undefined> {
  return db.selectFrom('meeting_chats').selectAll().where('conversation', '=', conversation).executeTakeFirst();
}

/** @returns false when the meeting has one already */
export function insertChat(db: Writing, chat: StoredChat): Promise<boolean> {
  return insertIfAbsent(db, 'meeting_chats', chat);
}

export async function putGuests(db: Writing, guests: readonly StoredGuest[]): Promise<void> {
  for (const guest of guests) await upsert(db, 'meeting_guests', guest, ['id']);
}

/** Under another name from now on, also what they have said. */
export async function renameGuest(db: Writing, id: UserId, name: string): Promise<void> {
  await db.updateTable('meeting_guests').set({ name }).where('id', '=', id).execute();
}

/** Since when what is said is for the guest. */
export async function guestSince(db: ChatDb, id: UserId): Promise<TimeMs | undefined> {
  return (await db.selectFrom('meeting_guests').select('since').where('id', '=', id).executeTakeFirst())?.since;
}

/** Members who have been in a meeting, by the accounts that their seats had. */
export async function membersSeen(db: ChatDb, number: string, most: number): Promise<UserId[]> {
  const rows = await db
    .selectFrom('meeting_visits')
    .select('identity')
    .distinct()
    .where('meeting', '=', number)
    .where('guest', '=', 0)
    .limit(most)
    .execute();
  return rows.map(({ identity }) => identity);
}

/** The chats of meetings by their numbers; those of people's own numbers are of one meeting each, and not among them. */
export async function chatsOfNumbers(db: ChatDb, numbers: readonly string[]): Promise<Map<string, ConversationId>> {
  const rows = await db.selectFrom('meeting_chats').selectAll().where('place', 'in', numbers).execute();
  return new Map(rows.map(({ place, conversation }) => [place, conversation]));
}

/** The chat of a planned meeting. */
export async function chatOfNumber(db: ChatDb, number: string): Promise<ConversationId | undefined> {
  return (await chatsOfNumbers(db, [number])).get(number);
}
