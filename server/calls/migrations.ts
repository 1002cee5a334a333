import type { Kysely } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';

export const callMigrations: Migrations = { 'calls-0001': calls, 'calls-0002-holding': holding };

async function calls(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calls')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('conversation', 'varchar(32)', (column) => column.notNull())
    .addColumn('of_group', 'integer', (column) => column.notNull())
    .addColumn('room', 'varchar(32)', (column) => column.notNull())
    .addColumn('mode', 'varchar(10)', (column) => column.notNull())
    .addColumn('made_by', 'varchar(32)', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('answered_at', 'bigint')
    .addColumn('over_at', 'bigint')
    .addColumn('outcome', 'varchar(12)')
    .addColumn('due_at', 'bigint')
    .addColumn('changes', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('calls_by_end').on('calls').column('over_at').execute();
  await db.schema
    .createTable('live_calls')
    .addColumn('conversation', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('call', 'varchar(32)', (column) => column.notNull())
    .execute();
  await people(db);
}

async function people(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('call_people')
    .addColumn('call', 'varchar(32)', (column) => column.notNull())
    .addColumn('account', 'varchar(32)', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('device', 'varchar(32)')
    .addColumn('at', 'bigint')
    .addColumn('busy', 'integer', (column) => column.notNull())
    .addColumn('apart', 'integer', (column) => column.notNull())
    .addColumn('outside', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('call_people_key', ['call', 'account'])
    .execute();
  await db.schema.createIndex('call_people_by_time').on('call_people').columns(['account', 'started_at']).execute();
  await db.schema.createIndex('call_people_by_device').on('call_people').columns(['device', 'state']).execute();
}

/** Calls that wait while their person speaks elsewhere, and those in which somebody is alone. */
async function holding(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('calls').addColumn('alone_since', 'bigint').execute();
  await db.schema
    .alterTable('call_people')
    .addColumn('held', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
