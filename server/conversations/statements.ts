import type { Kysely } from 'kysely';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ReadMark } from '#protocol/conversations.ts';
import { type Place, prepared } from '../adapters/sql/prepared.ts';
import type { ClientIdRow, ConversationRow, ConversationTables, EventRow, LineStateRow } from './tables.ts';

/** What every message writes, built once. */

type Db = Kysely<ConversationTables>;

export const insertEvent = prepared((db: Db, place: Place<EventRow>) =>
  db.insertInto('conversation_events').values({
    conversation_id: place('conversation_id'),
    seq: place('seq'),
    made_at: place('made_at'),
    made_by: place('made_by'),
    type: place('type'),
    message_count: place('message_count'),
    body: place('body'),
  }),
);

export const insertLine = prepared((db: Db, place: Place<Omit<LineStateRow, 'state'>>) =>
  db
    .insertInto('conversation_lines')
    .values({ conversation_id: place('conversation_id'), seq: place('seq'), hidden: place('hidden'), state: null }),
);

export const updateConversation = prepared((db: Db, place: Place<ConversationRow>) =>
  db
    .updateTable('conversations')
    .set({
      last_seq: place('last_seq'),
      message_count: place('message_count'),
      shown_seq: place('shown_seq'),
      member_count: place('member_count'),
      title: place('title'),
      stamp: place('stamp'),
    })
    .where('id', '=', place('id')),
);

export const updateRead = prepared((db: Db, place: Place<ReadMark & { conversation: ConversationId; user: UserId }>) =>
  db
    .updateTable('conversation_members')
    .set({ read_seq: place('seq'), read_count: place('count') })
    .where('conversation_id', '=', place('conversation'))
    .where('user_id', '=', place('user')),
);

export const insertClientId = prepared((db: Db, place: Place<ClientIdRow>) =>
  db.insertInto('client_ids').values({
    user_id: place('user_id'),
    client_id: place('client_id'),
    conversation_id: place('conversation_id'),
    seq: place('seq'),
    fingerprint: place('fingerprint'),
  }),
);
