import type { Kysely } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';

export const directoryMigrations: Migrations = { 'directory-0001': directory };

async function directory(db: Kysely<unknown>): Promise<void> {
  await contacts(db);
  await departments(db);
}

async function contacts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('contacts')
    .addColumn('owner', 'varchar(32)', (column) => column.notNull())
    .addColumn('other', 'varchar(32)', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('remark', 'varchar(80)')
    .addColumn('blocked', 'integer', (column) => column.notNull())
    .addColumn('word', 'varchar(400)')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('contacts_key', ['owner', 'other'])
    .execute();
  await db.schema.createIndex('contacts_by_state').on('contacts').columns(['owner', 'state']).execute();
  await db.schema.createIndex('contacts_by_block').on('contacts').columns(['other', 'blocked']).execute();
}

async function departments(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('departments')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('parent', 'varchar(32)', (column) => column.notNull())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('name_key', 'varchar(200)', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('departments_by_parent').on('departments').columns(['parent', 'position']).execute();
  await db.schema
    .createTable('department_members')
    .addColumn('department', 'varchar(32)', (column) => column.notNull())
    .addColumn('account', 'varchar(32)', (column) => column.notNull())
    .addColumn('title', 'varchar(200)')
    .addColumn('head', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('department_members_key', ['department', 'account'])
    .execute();
  await db.schema.createIndex('department_members_by_account').on('department_members').columns(['account']).execute();
}
