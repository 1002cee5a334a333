import type { Kysely } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';

export const meetingMigrations: Migrations = {
  'meetings-0001': meetingsAndPasses,
  'meetings-0002': removedAndLocked,
};

async function meetingsAndPasses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meeting')
    .addColumn('number', 'varchar(12)', (column) => column.primaryKey())
    .addColumn('room', 'varchar(32)', (column) => column.notNull().unique())
    .addColumn('title', 'varchar(120)', (column) => column.notNull())
    .addColumn('host', 'varchar(22)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute();
  await db.schema.createIndex('meeting_by_host').on('meeting').columns(['host', 'created_at']).execute();
  await db.schema.createIndex('meeting_by_end').on('meeting').column('ended_at').execute();
  await db.schema
    .createTable('meeting_pass')
    .addColumn('account', 'varchar(22)', (column) => column.notNull())
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('device', 'varchar(22)', (column) => column.notNull())
    .addColumn('minted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_pass_key', ['account', 'meeting'])
    .execute();
  await db.schema.createIndex('meeting_pass_by_meeting').on('meeting_pass').columns(['meeting', 'minted_at']).execute();
  await db.schema.createIndex('meeting_pass_by_device').on('meeting_pass').column('device').execute();
}

async function removedAndLocked(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('meeting').addColumn('locked_at', 'bigint').execute();
  await db.schema
    .createTable('meeting_removed')
    .addColumn('meeting', 'varchar(12)', (column) => column.notNull().references('meeting.number'))
    .addColumn('identity', 'varchar(64)', (column) => column.notNull())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('removed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('meeting_removed_key', ['meeting', 'identity'])
    .execute();
  await db.schema.createIndex('meeting_removed_by_time').on('meeting_removed').column('removed_at').execute();
}
