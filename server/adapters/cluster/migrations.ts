import type { Migrations } from '#server/adapters/sql/migrations.ts';

export const clusterMigrations: Migrations = {
  '0800-cluster': async (db) => {
    await db.schema
      .createTable('cluster_processes')
      .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('beat', 'bigint', (column) => column.notNull())
      .addColumn('fed', 'bigint', (column) => column.notNull())
      .addColumn('told', 'bigint', (column) => column.notNull())
      .addColumn('deaf', 'integer', (column) => column.notNull())
      .addColumn('host', 'varchar(255)', (column) => column.notNull())
      .addColumn('media_port', 'integer')
      .execute();
    await db.schema
      .createTable('cluster_feed')
      .addColumn('process', 'varchar(32)', (column) => column.notNull())
      .addColumn('place', 'bigint', (column) => column.notNull())
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('cluster_feed_pk', ['process', 'place'])
      .execute();
    await db.schema
      .createTable('shared_secrets')
      .addColumn('name', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('secret', 'varchar(255)', (column) => column.notNull())
      .execute();
  },
};
