import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Migrations } from '#server/adapters/sql/migrations.ts';
import { upsert } from '#server/adapters/sql/upsert.ts';

export interface SmallBlobTables {
  /** `bytes` in base64, which every tool that copies tables can carry. */
  small_blobs: { kind: string; name: string; bytes: string };
}

export const smallBlobMigrations: Migrations = {
  '0801-small-blobs': async (db) => {
    await db.schema
      .createTable('small_blobs')
      .addColumn('kind', 'varchar(20)', (column) => column.notNull())
      .addColumn('name', 'varchar(80)', (column) => column.notNull())
      .addColumn('bytes', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('small_blobs_pk', ['kind', 'name'])
      .execute();
  },
};

/** Small files in the database, where every process finds them. */
export class SqlSmallBlobs implements SmallBlobs {
  readonly #database: Database<SmallBlobTables>;
  readonly #kind: string;
  readonly #older: SmallBlobs | undefined;

  /** `older`: where they were kept before they were kept here. */
  constructor(database: Database<SmallBlobTables>, kind: string, older?: SmallBlobs) {
    this.#database = database;
    this.#kind = kind;
    this.#older = older;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const row = { kind: this.#kind, name, bytes: Buffer.from(bytes).toString('base64') };
    await this.#database.write((db) => upsert(db, 'small_blobs', row, ['kind', 'name']));
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const rows = this.#database.read.selectFrom('small_blobs').select('bytes').where('kind', '=', this.#kind);
    const row = await rows.where('name', '=', name).executeTakeFirst();
    return row === undefined ? this.#older?.get(name) : Buffer.from(row.bytes, 'base64');
  }

  async remove(name: string): Promise<void> {
    await this.#older?.remove(name);
    await this.#database.write(async (db) => {
      await db.deleteFrom('small_blobs').where('kind', '=', this.#kind).where('name', '=', name).execute();
    });
  }
}
