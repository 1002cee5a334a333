import { type Kysely, sql } from 'kysely';
import { randomText } from '#kernel/ids.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { contentMigrations } from './content-migrations.ts';
import { groupMigrations } from './migrations-groups.ts';
import { keepingMigrations } from './migrations-keeping.ts';
import { threadMigrations } from './migrations-threads.ts';
import { withheldMigrations } from './migrations-withheld.ts';
import type { ConversationTables } from './tables.ts';

export const conversationMigrations: Migrations = {
  'conversations-0001': async (untyped) => {
    const db = untyped as Kysely<ConversationTables>;
    await createLog(db);
    await createMembers(db);
    await createUserLog(db);
    await createMeta(db);
  },
  'conversations-0002': async (untyped) => {
    const db = untyped as Kysely<ConversationTables>;
    await createLines(db);
    await createMessageTables(db);
  },
  ...keepingMigrations,
  ...contentMigrations,
  ...groupMigrations,
  ...threadMigrations,
  ...withheldMigrations,
};

/** Text of up to 16 MiB: MariaDB's `text` ends at 64 KiB. SQLite takes it as text. */
const longText = sql`mediumtext`;

async function createLog(db: Kysely<ConversationTables>): Promise<void> {
  await db.schema
    .createTable('conversations')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(8)', (column) => column.notNull())
    .addColumn('title', 'varchar(200)', (column) => column.notNull())
    .addColumn('direct_key', 'varchar(65)', (column) => column.unique())
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .addColumn('message_count', 'bigint', (column) => column.notNull())
    .addColumn('shown_seq', 'bigint', (column) => column.notNull())
    .addColumn('member_count', 'bigint', (column) => column.notNull())
    .addColumn('stamp', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('conversation_events')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('made_by', 'varchar(32)', (column) => column.notNull())
    .addColumn('type', 'varchar(32)', (column) => column.notNull())
    .addColumn('message_count', 'bigint', (column) => column.notNull())
    .addColumn('body', longText, (column) => column.notNull())
    .addPrimaryKeyConstraint('conversation_events_key', ['conversation_id', 'seq'])
    .execute();
  await db.schema
    .createTable('client_ids')
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('client_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('fingerprint', 'varchar(43)', (column) => column.notNull())
    .addPrimaryKeyConstraint('client_ids_key', ['user_id', 'client_id'])
    .execute();
}

async function createMembers(db: Kysely<ConversationTables>): Promise<void> {
  await db.schema
    .createTable('conversation_members')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('role', 'varchar(8)', (column) => column.notNull())
    .addColumn('read_seq', 'bigint', (column) => column.notNull())
    .addColumn('read_count', 'bigint', (column) => column.notNull())
    .addColumn('joined_seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('conversation_members_key', ['conversation_id', 'user_id'])
    .execute();
  await db.schema
    .createIndex('conversation_members_by_user')
    .on('conversation_members')
    .columns(['user_id', 'conversation_id'])
    .execute();
}

async function createUserLog(db: Kysely<ConversationTables>): Promise<void> {
  await db.schema
    .createTable('user_logs')
    .addColumn('user_id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('user_entries')
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('slot', 'varchar(64)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('body', longText, (column) => column.notNull())
    .addPrimaryKeyConstraint('user_entries_key', ['user_id', 'slot'])
    .execute();
  await db.schema
    .createIndex('user_entries_in_order')
    .on('user_entries')
    .columns(['user_id', 'seq'])
    .unique()
    .execute();
}

/** The epoch is made with the database and says: seqs and cursors from another one mean nothing here. */
async function createMeta(db: Kysely<ConversationTables>): Promise<void> {
  await db.schema
    .createTable('conversation_meta')
    .addColumn('name', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db
    .insertInto('conversation_meta')
    .values({ name: 'epoch', value: randomText(20) })
    .execute();
}

/** Every event so far is a line. */
async function createLines(db: Kysely<ConversationTables>): Promise<void> {
  await db.schema
    .createTable('conversation_lines')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('state', longText)
    .addPrimaryKeyConstraint('conversation_lines_key', ['conversation_id', 'seq'])
    .execute();
  await db
    .insertInto('conversation_lines')
    .columns(['conversation_id', 'seq'])
    .expression(db.selectFrom('conversation_events').select(['conversation_id', 'seq']))
    .execute();
}

async function createMessageTables(db: Kysely<ConversationTables>): Promise<void> {
  await db.schema
    .createTable('message_mentions')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('message_mentions_key', ['conversation_id', 'user_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('message_mentions_by_message')
    .on('message_mentions')
    .columns(['conversation_id', 'seq'])
    .execute();
  await db.schema
    .createTable('message_reactions')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('emoji', 'varchar(200)', (column) => column.notNull())
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('reacted_seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('message_reactions_key', ['conversation_id', 'seq', 'emoji', 'user_id'])
    .execute();
  await db.schema
    .createTable('conversation_pins')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('pinned_seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('conversation_pins_key', ['conversation_id', 'seq'])
    .execute();
}
