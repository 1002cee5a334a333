import type { Kysely } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';

export const meetingChatMigrations: Migrations = { '0600-meeting-chat': chats };

async function chats(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meeting_chats')
    .addColumn('place', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull())
    .addColumn('conversation', 'varchar(32)', (column) => column.notNull().unique())
    .execute();
  await db.schema
    .createTable('meeting_guests')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .execute();
}
