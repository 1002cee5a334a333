import type { Kysely } from 'kysely';
import type { Migrations } from '#server/adapters/sql/migrations.ts';
import { readKey } from './registration.ts';

export const identityMigrations: Migrations = {
  'identity-0001': accountsAndDevices,
  'identity-0002': deviceClasses,
  'identity-0003': profiles,
  'identity-0004-devices': placesOfDevices,
  'identity-0005-password-links': passwordLinks,
  'identity-0006-readings': readingsOfNames,
  'identity-0007-readings-of-before': readNamesOfBefore,
};

async function accountsAndDevices(db: Kysely<unknown>): Promise<void> {
  await createAccounts(db);
  await createDevices(db);
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('id', 'varchar(22)', (column) => column.primaryKey())
    .addColumn('nickname', 'varchar(80)', (column) => column.notNull())
    .addColumn('nickname_key', 'varchar(160)', (column) => column.notNull())
    .addColumn('username_key', 'varchar(40)')
    .addColumn('password_hash', 'varchar(200)', (column) => column.notNull())
    .addColumn('role', 'varchar(10)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('account_by_name').on('account').columns(['nickname_key', 'id']).execute();
  await db.schema.createIndex('account_by_role').on('account').column('role').execute();
  await db.schema
    .createTable('login_name')
    .addColumn('value', 'varchar(254)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('account', 'varchar(22)', (column) => column.notNull().references('account.id'))
    .addColumn('shown', 'varchar(254)', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('login_name_by_account').on('login_name').column('account').execute();
  await db.schema
    .createTable('invitation')
    .addColumn('hash', 'char(64)', (column) => column.primaryKey())
    .addColumn('created_by', 'varchar(22)', (column) => column.notNull().references('account.id'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_by', 'varchar(22)')
    .execute();
}

async function createDevices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('device')
    .addColumn('id', 'varchar(22)', (column) => column.primaryKey())
    .addColumn('account', 'varchar(22)', (column) => column.notNull().references('account.id'))
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();
  await db.schema.createIndex('device_by_account').on('device').column('account').execute();
  await db.schema
    .createTable('refresh_token')
    .addColumn('hash', 'char(64)', (column) => column.primaryKey())
    .addColumn('device', 'varchar(22)', (column) => column.notNull().references('device.id'))
    .addColumn('parent', 'char(64)')
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('retried', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('refresh_token_by_device').on('refresh_token').columns(['device', 'used_at']).execute();
  await db.schema.createIndex('refresh_token_by_parent').on('refresh_token').column('parent').execute();
}

async function deviceClasses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('device')
    .addColumn('class', 'varchar(10)', (column) => column.notNull().defaultTo('other'))
    .execute();
}

async function profiles(db: Kysely<unknown>): Promise<void> {
  const add = (name: string, type: 'varchar(80)' | 'varchar(200)' | 'varchar(26)' | 'bigint') =>
    db.schema.alterTable('account').addColumn(name, type).execute();
  await add('real_name', 'varchar(80)');
  await add('job', 'varchar(200)');
  await add('signature', 'varchar(200)');
  await add('status_text', 'varchar(80)');
  await add('status_until', 'bigint');
  await add('avatar', 'varchar(26)');
  for (const name of ['show_phone', 'show_email']) {
    await db.schema
      .alterTable('account')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  }
}

async function placesOfDevices(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('device').addColumn('address', 'varchar(45)').execute();
  await db.schema
    .alterTable('device')
    .addColumn('replaced', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

async function passwordLinks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('password_link')
    .addColumn('hash', 'char(64)', (column) => column.primaryKey())
    .addColumn('account', 'varchar(22)', (column) => column.notNull().references('account.id'))
    .addColumn('created_by', 'varchar(22)', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('spent', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('password_link_by_account').on('password_link').column('account').execute();
}

async function readingsOfNames(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('account')
    .addColumn('nickname_read', 'varchar(1000)', (column) => column.notNull().defaultTo(''))
    .execute();
}

/** A step of its own, as it can be done again where changes of the schema are in no transaction. */
async function readNamesOfBefore(db: Kysely<unknown>): Promise<void> {
  const accounts = db as Kysely<{ account: { id: string; nickname: string; nickname_read: string } }>;
  let after = '';
  for (;;) {
    const page = accounts.selectFrom('account').select(['id', 'nickname']).where('id', '>', after);
    const rows = await page.orderBy('id').limit(1000).execute();
    for (const { id, nickname } of rows) {
      const nickname_read = readKey(nickname);
      if (nickname_read !== '')
        await accounts.updateTable('account').set({ nickname_read }).where('id', '=', id).execute();
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
