import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';

/** Settings of conversations, mutes and places of joining. Null is what was before. */
export const groupMigrations: Migrations = {
  'conversations-0003': async (db: Kysely<unknown>) => {
    await db.schema.alterTable('conversations').addColumn('settings', sql`mediumtext`).execute();
    for (const column of ['ends_at', 'limited_from']) {
      await db.schema.alterTable('conversations').addColumn(column, 'bigint').execute();
    }
    for (const column of ['visible_from', 'muted_until']) {
      await db.schema.alterTable('conversation_members').addColumn(column, 'bigint').execute();
    }
    await db.schema.createIndex('conversations_by_end').on('conversations').column('ends_at').execute();
    await db.schema
      .createTable('conversation_announcements')
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('conversation_announcements_key', ['conversation_id', 'seq'])
      .execute();
  },
  'conversations-mutes-0001': async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('left_mutes')
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('muted_until', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('left_mutes_key', ['conversation_id', 'user_id'])
      .execute();
  },
  'conversations-leavers-0001': async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('group_leavers')
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('why', 'varchar(16)', (column) => column.notNull())
      .addPrimaryKeyConstraint('group_leavers_key', ['conversation_id', 'user_id'])
      .execute();
  },
  'conversations-bans-0001': async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('conversation_bans')
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('banned_by', 'varchar(32)', (column) => column.notNull())
      .addColumn('banned_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('conversation_bans_key', ['conversation_id', 'user_id'])
      .execute();
  },
  'conversations-join-0001': async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('join_links')
      .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('token_hash', 'varchar(43)', (column) => column.notNull().unique())
      .addColumn('made_by', 'varchar(32)', (column) => column.notNull())
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('most_uses', 'bigint')
      .addColumn('uses', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('join_links_by_conversation')
      .on('join_links')
      .columns(['conversation_id', 'made_at'])
      .execute();
    await db.schema
      .createTable('join_requests')
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('asked_by', 'varchar(32)')
      .addColumn('link_id', 'varchar(32)')
      .addColumn('word', 'text', (column) => column.notNull())
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('join_requests_key', ['conversation_id', 'user_id'])
      .execute();
  },
};
