import type { Transaction } from 'kysely';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Change, Place } from '../change.ts';
import { setMute } from '../group-store.ts';
import type { ConversationTables } from '../tables.ts';

type Db = Transaction<ConversationTables>;

/** [GR24] Before a member goes: who is muted would be so when they came back. */
export async function keepMute(change: Change, conversation: ConversationId, user: UserId): Promise<void> {
  const row = await change.db
    .selectFrom('conversation_members')
    .select('muted_until')
    .where('conversation_id', '=', conversation)
    .where('user_id', '=', user)
    .executeTakeFirst();
  const until = row?.muted_until ?? 0;
  if (until <= change.now()) return;
  const mute = { conversation_id: conversation, user_id: user, muted_until: until };
  await upsert(change.db, 'left_mutes', mute, ['conversation_id', 'user_id']);
}

/** [GR24] Mutes those again who have just joined and were muted when they went. */
export async function muteAgain(change: Change, place: Place, users: readonly UserId[]): Promise<void> {
  const rows = await takeMutes(change.db, place.id, users);
  for (const { user_id: member, muted_until: until } of rows) {
    if (until <= change.now()) continue;
    const by = (await ownerOf(change.db, place.id)) ?? member;
    await change.append(place, by, { type: 'member-muted', member, until });
    await setMute(change.db, place.id, member, until);
  }
}

async function takeMutes(db: Db, conversation: ConversationId, users: readonly UserId[]) {
  const rows = await db
    .selectFrom('left_mutes')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('user_id', 'in', users)
    .execute();
  if (rows.length === 0) return rows;
  await db.deleteFrom('left_mutes').where('conversation_id', '=', conversation).where('user_id', 'in', users).execute();
  return rows;
}

async function ownerOf(db: Db, conversation: ConversationId): Promise<UserId | undefined> {
  const row = await db
    .selectFrom('conversation_members')
    .select('user_id')
    .where('conversation_id', '=', conversation)
    .where('role', '=', 'owner')
    .executeTakeFirst();
  return row?.user_id;
}
