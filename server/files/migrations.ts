import type { Kysely } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';
import type { FileTables } from './tables.ts';

export const fileMigrations: Migrations = {
  'files-0001': async (untyped) => {
    const db = untyped as Kysely<FileTables>;
    await createFiles(db);
    await createPlaces(db);
  },
  '0750-files-shared': async (untyped) => {
    const db = untyped as Kysely<FileTables>;
    await db.schema.alterTable('files').addColumn('blob', 'varchar(32)').execute();
    await db.schema.alterTable('files').addColumn('hash', 'varchar(64)').execute();
    await db.schema.alterTable('file_removals').addColumn('due', 'bigint').execute();
    await db.schema.createIndex('files_by_blob').on('files').column('blob').execute();
    await db.schema.createIndex('files_by_content').on('files').columns(['size', 'hash']).execute();
  },
  '0751-files-unread': async (untyped) => {
    await (untyped as Kysely<FileTables>).schema.createIndex('files_by_hash').on('files').column('hash').execute();
  },
  '0802-files-writer': async (untyped) => {
    await (untyped as Kysely<FileTables>).schema.alterTable('files').addColumn('writer', 'varchar(32)').execute();
  },
};

async function createFiles(db: Kysely<FileTables>): Promise<void> {
  await db.schema
    .createTable('files')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('owner', 'varchar(32)', (column) => column.notNull())
    .addColumn('state', 'varchar(12)', (column) => column.notNull())
    .addColumn('name', 'varchar(255)', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('received', 'bigint', (column) => column.notNull())
    .addColumn('as_picture', 'integer', (column) => column.notNull())
    .addColumn('type', 'varchar(128)')
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('blur', 'varchar(80)')
    .addColumn('moving', 'integer')
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('files_by_owner').on('files').column('owner').execute();
  await db.schema.createIndex('files_by_end').on('files').column('expires_at').execute();
}

async function createPlaces(db: Kysely<FileTables>): Promise<void> {
  await db.schema
    .createTable('file_places')
    .addColumn('conversation_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('file_id', 'varchar(32)', (column) => column.notNull())
    .addPrimaryKeyConstraint('file_places_key', ['conversation_id', 'seq', 'file_id'])
    .execute();
  await db.schema.createIndex('file_places_by_file').on('file_places').column('file_id').execute();
  await db.schema
    .createTable('file_removals')
    .addColumn('file_id', 'varchar(32)', (column) => column.primaryKey())
    .execute();
}
