import type { Kysely } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';

export const presenceMigrations: Migrations = { 'presence-0001': presence };

async function presence(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('presence')
    .addColumn('account', 'varchar(22)', (column) => column.primaryKey())
    .addColumn('availability', 'varchar(10)', (column) => column.notNull().defaultTo('auto'))
    .addColumn('show_seen', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('seen_at', 'bigint')
    .execute();
}
