import type { Migrations } from '../adapters/sql/migrations.ts';

export const withheldMigrations: Migrations = {
  'conversations-0008': async (db) => {
    await db.schema
      .createTable('withheld_messages')
      .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('user_id', 'varchar(32)', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('withheld_messages_key', ['conversation_id', 'user_id', 'seq'])
      .execute();
  },
};
