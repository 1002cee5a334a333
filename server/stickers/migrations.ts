import type { Kysely } from 'kysely';
import type { Migrations } from '../adapters/sql/migrations.ts';
import type { StickerTables } from './tables.ts';

export const stickerMigrations: Migrations = {
  'stickers-0001': async (untyped) => {
    const db = untyped as Kysely<StickerTables>;
    await createStickers(db);
    await createPacks(db);
  },
  'stickers-0002': async (untyped) => {
    const db = untyped as Kysely<StickerTables>;
    for (const column of ['sent_at', 'gone_at']) {
      await db.schema.alterTable('stickers').addColumn(column, 'bigint').execute();
    }
    // Of those that there are nobody knows whether a message has them.
    await db.updateTable('stickers').set({ sent_at: 0 }).execute();
    await db.schema.createIndex('stickers_by_use').on('stickers').columns(['sent_at', 'gone_at']).execute();
    await db.schema
      .createIndex('sticker_pack_items_by_sticker')
      .on('sticker_pack_items')
      .column('sticker_id')
      .execute();
  },
};

async function createStickers(db: Kysely<StickerTables>): Promise<void> {
  await db.schema
    .createTable('stickers')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('made_by', 'varchar(32)', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('type', 'varchar(16)', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('words', 'varchar(200)', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('stickers_by_maker').on('stickers').column('made_by').execute();
}

async function createPacks(db: Kysely<StickerTables>): Promise<void> {
  await db.schema
    .createTable('sticker_packs')
    .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
    .addColumn('owner', 'varchar(32)', (column) => column.notNull())
    .addColumn('kind', 'varchar(12)', (column) => column.notNull())
    .addColumn('title', 'varchar(200)', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sticker_packs_by_owner').on('sticker_packs').column('owner').execute();
  await db.schema
    .createTable('sticker_pack_items')
    .addColumn('pack_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('sticker_id', 'varchar(32)', (column) => column.notNull())
    .addColumn('place', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('sticker_pack_items_key', ['pack_id', 'sticker_id'])
    .execute();
}
