import { type Kysely, sql } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';

/** Threads, who follows them, and what public channels have besides. */
export const threadMigrations: Migrations = {
  'conversations-0004': async (db: Kysely<unknown>) => {
    await db.schema
      .alterTable('conversation_lines')
      .addColumn('hidden', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createIndex('conversation_lines_shown')
      .on('conversation_lines')
      .columns(['conversation_id', 'hidden', 'seq'])
      .execute();
    await createThreads(db);
    await createFollowers(db);
    await db.schema.alterTable('conversations').addColumn('topic', sql`varchar(250)`).execute();
    await db.schema
      .createIndex('conversations_by_kind')
      .on('conversations')
      .columns(['kind', 'member_count', 'id'])
      .execute();
  },
};

async function createThreads(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('threads')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('root_seq', 'bigint', (column) => column.notNull())
    .addColumn('reply_count', 'bigint', (column) => column.notNull())
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addColumn('follower_count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('threads_key', ['conversation_id', 'root_seq'])
    .execute();
  await db.schema
    .createTable('thread_lines')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('root_seq', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('reply_count', 'bigint', (column) => column.notNull())
    .addColumn('made_by', 'varchar(32)', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('gone', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('thread_lines_key', ['conversation_id', 'root_seq', 'seq'])
    .execute();
}

async function createFollowers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('thread_followers')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('root_seq', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('following', 'integer', (column) => column.notNull())
    .addColumn('read_seq', 'bigint', (column) => column.notNull())
    .addColumn('read_count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('thread_followers_key', ['conversation_id', 'root_seq', 'user_id'])
    .execute();
  await db.schema
    .createIndex('thread_followers_by_user')
    .on('thread_followers')
    .columns(['user_id', 'following', 'conversation_id', 'root_seq'])
    .execute();
  await db.schema
    .createTable('thread_mentions')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('root_seq', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('thread_mentions_key', ['conversation_id', 'root_seq', 'user_id', 'seq'])
    .execute();
}
