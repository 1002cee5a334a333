import type { Migrations } from '../adapters/sql/migrations.ts';

export const pushMigrations: Migrations = {
  'push-0001': async (db) => {
    await db.schema
      .createTable('push_registrations')
      .addColumn('device_id', 'varchar(32)', (column) => column.primaryKey())
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('endpoint', 'text', (column) => column.notNull())
      .addColumn('endpoint_hash', 'varchar(64)', (column) => column.notNull().unique())
      .addColumn('p256dh', 'varchar(100)', (column) => column.notNull())
      .addColumn('auth', 'varchar(40)', (column) => column.notNull())
      .addColumn('language', 'varchar(4)', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('push_registrations_by_user').on('push_registrations').column('user_id').execute();
    await db.schema
      .createTable('push_told')
      .addColumn('device_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('topic', 'varchar(80)', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('push_told_pk', ['device_id', 'topic'])
      .execute();
    await db.schema
      .createTable('push_settings')
      .addColumn('user_id', 'varchar(32)', (column) => column.primaryKey())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('push_conversations')
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('level', 'varchar(10)')
      .addColumn('until_at', 'bigint')
      .addPrimaryKeyConstraint('push_conversations_pk', ['user_id', 'conversation_id'])
      .execute();
  },
  'push-0002-apps': async (db) => {
    await db.schema.alterTable('push_registrations').addColumn('kind', 'varchar(8)').execute();
  },
};
