import type { Kysely } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';
import type { ConversationTables } from './tables.ts';

export const contentMigrations: Migrations = {
  'conversations-0007': async (untyped) => {
    const db = untyped as Kysely<ConversationTables>;
    await db.schema
      .createTable('nudges')
      .addColumn('by_user', 'varchar(32)', (column) => column.notNull())
      .addColumn('to_user', 'varchar(32)', (column) => column.notNull())
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('nudges_key', ['by_user', 'to_user'])
      .execute();
  },
};
