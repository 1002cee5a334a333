import { type Kysely, sql } from 'kysely';
import type { ConversationId } from '#protocol/common.ts';
import type { ConversationRow, ConversationTables } from '../tables.ts';

type Db = Kysely<ConversationTables>;

/** A place in the list of channels, those with the most members first. */
export interface ChannelPlace {
  memberCount: number;
  id: ConversationId;
}

/** A channel that somebody is in. */
export async function findChannel(db: Db, id: ConversationId): Promise<ConversationRow | undefined> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', 'channel')
    .where('member_count', '>', 0)
    .executeTakeFirst();
}

/** Channels whose title or topic has `text` in it. */
export async function channelsLike(
  db: Db,
  text: string,
  limit: number,
  after?: ChannelPlace,
): Promise<ConversationRow[]> {
  let list = db.selectFrom('conversations').selectAll().where('kind', '=', 'channel').where('member_count', '>', 0);
  if (text !== '') {
    const pattern = `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
    list = list.where(
      sql<boolean>`(lower(title) like ${pattern} escape '!' or lower(coalesce(topic, '')) like ${pattern} escape '!')`,
    );
  }
  if (after !== undefined) {
    list = list.where((is) =>
      is.or([
        is('member_count', '<', after.memberCount),
        is.and([is('member_count', '=', after.memberCount), is('id', '<', after.id)]),
      ]),
    );
  }
  return list.orderBy('member_count', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
