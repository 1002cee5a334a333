import type { Kysely } from 'kysely';
import type { Migrations } from '../../adapters/sql/migrations.ts';

export const planningMigrations: Migrations = {
  'planning-0001': plans,
  'planning-0002': peopleAndNotices,
  'planning-0003': feeds,
  '0601-plan-answers': dayAnswers,
};

async function plans(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plans')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('organiser', 'varchar(32)', (column) => column.notNull())
    .addColumn('client_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('number', 'varchar(12)', (column) => column.notNull())
    .addColumn('title', 'varchar(120)', (column) => column.notNull())
    .addColumn('agenda', 'text', (column) => column.notNull())
    .addColumn('timetable', 'text', (column) => column.notNull())
    .addColumn('remind', 'integer')
    .addColumn('conversation', 'varchar(32)')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('cancelled_at', 'bigint')
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('reminded_to', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('plans_by_client_id', ['organiser', 'client_id'])
    .execute();
  await db.schema.createIndex('plans_by_conversation').on('plans').columns(['conversation', 'ends_at']).execute();
  await db.schema.createIndex('plans_by_number').on('plans').column('number').execute();
}

async function peopleAndNotices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plan_people')
    .addColumn('plan', 'varchar(32)', (column) => column.notNull())
    .addColumn('account', 'varchar(32)', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('organises', 'integer', (column) => column.notNull())
    .addColumn('named', 'integer', (column) => column.notNull())
    .addColumn('answer', 'varchar(8)')
    .addPrimaryKeyConstraint('plan_people_key', ['plan', 'account'])
    .execute();
  await db.schema.createIndex('plan_people_by_account').on('plan_people').column('account').execute();
  await db.schema
    .createTable('plan_notices')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('plan', 'varchar(32)', (column) => column.notNull())
    .addColumn('organiser', 'varchar(32)', (column) => column.notNull())
    .addColumn('conversation', 'varchar(32)')
    .addColumn('account', 'varchar(32)')
    .addColumn('content', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('plan_notices_by_plan').on('plan_notices').column('plan').execute();
}

async function feeds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calendar_feeds')
    .addColumn('account', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('token_hash', 'varchar(64)', (column) => column.notNull().unique())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function dayAnswers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plan_answers')
    .addColumn('plan', 'varchar(32)', (column) => column.notNull())
    .addColumn('account', 'varchar(32)', (column) => column.notNull())
    .addColumn('day', 'varchar(10)', (column) => column.notNull())
    .addColumn('answer', 'varchar(8)', (column) => column.notNull())
    .addPrimaryKeyConstraint('plan_answers_key', ['plan', 'account', 'day'])
    .execute();
}
