import { type Kysely, sql } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';

/** Stars, messages that people took away for themselves, votes, and messages that wait for their time. */
export const keepingMigrations: Migrations = {
  'conversations-0005': async (db: Kysely<unknown>) => {
    await createMarks(db);
    await createVotes(db);
    await createScheduled(db);
  },
};

async function createMarks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('message_stars')
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('starred_seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('message_stars_key', ['user_id', 'conversation_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('message_stars_in_order')
    .on('message_stars')
    .columns(['user_id', 'starred_seq'])
    .execute();
  await db.schema
    .createIndex('message_stars_by_message')
    .on('message_stars')
    .columns(['conversation_id', 'seq'])
    .execute();
  await db.schema
    .createTable('message_erasures')
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('message_erasures_key', ['user_id', 'conversation_id', 'seq'])
    .execute();
}

async function createVotes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('poll_votes')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('options', 'varchar(60)', (column) => column.notNull())
    .addColumn('voted_seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('poll_votes_key', ['conversation_id', 'seq', 'user_id'])
    .execute();
}

async function createScheduled(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scheduled_messages')
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('item', 'varchar(40)', (column) => column.notNull())
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('send_at', 'bigint', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .addColumn('failure', 'varchar(60)')
    .addPrimaryKeyConstraint('scheduled_messages_key', ['user_id', 'item'])
    .execute();
  await db.schema
    .createIndex('scheduled_messages_by_time')
    .on('scheduled_messages')
    .columns(['failure', 'send_at'])
    .execute();
}
