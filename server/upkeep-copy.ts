import { createHash, type Hash } from 'node:crypto';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from './adapters/sql/database.ts';

/** A table of the main database, as its file of SQLite tells it. */
interface Table {
  name: string;
  columns: readonly string[];
  /** What puts its rows in one order, everywhere. */
  key: readonly string[];
}

/** What a table holds: two of the same hash hold the same rows. */
export interface Contents {
  rows: number;
  /** SHA-256 of its rows in the order of their key. */
  hash: string;
}

type AnyTables = Record<string, Record<string, unknown>>;
type Row = Record<string, unknown>;

/** Rows that are read at a time. */
const CHUNK = 500;
/** Values in one statement: SQLite takes 32,766. */
const MOST_VALUES = 16_000;

/** Tables of SQLite's file in the order they were made: what a row points to comes before it. */
export async function tablesOf<Tables>(sqlite: Kysely<Tables>): Promise<Table[]> {
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'applied_migrations'
    order by rowid`.execute(sqlite);
  const tables: Table[] = [];
  for (const { name } of rows) {
    const info = await sql<{
      name: string;
      pk: number;
    }>`select name, pk from pragma_table_info(${name}) order by cid`.execute(sqlite);
    const columns = info.rows.map((column) => column.name);
    const keyed = info.rows.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    tables.push({ name, columns, key: keyed.length > 0 ? keyed.map((column) => column.name) : columns });
  }
  return tables;
}

/** Reads all rows of the tables. */
export async function contentsOf<Tables>(
  database: Kysely<Tables>,
  tables: readonly Table[],
  take: (table: Table, rows: readonly Row[]) => Promise<void> = async () => {},
): Promise<Record<string, Contents>> {
  const found: Record<string, Contents> = {};
  for (const table of tables) {
    const hash = createHash('sha256');
    let count = 0;
    for await (const rows of chunksOf(database as unknown as Kysely<AnyTables>, table)) {
      for (const row of rows) digest(hash, table, row);
      count += rows.length;
      await take(table, rows);
    }
    found[table.name] = { rows: count, hash: hash.digest('hex') };
  }
  return found;
}

async function* chunksOf(database: Kysely<AnyTables>, table: Table): AsyncGenerator<Row[]> {
  let query: SelectQueryBuilder<AnyTables, string, Row> = database.selectFrom(table.name).select([...table.columns]);
  for (const column of table.key) query = query.orderBy(column);
  let rows: Row[] = [];
  for await (const row of query.stream(CHUNK)) {
    rows.push(row);
    if (rows.length < CHUNK) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function digest(hash: Hash, { columns }: Table, row: Row): void {
  const values = columns.map((column) => {
    const value = row[column];
    return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
  });
  hash.update(`${JSON.stringify(values)}\n`);
}

/**
 * Copies everything from one database to another with the same tables, whose rows it replaces, and compares what came.
 * One of the two is SQLite's: `tables` are as that one tells them.
 *
 * @throws Error naming the first table that differs afterwards
 */
export async function copyDatabase<Tables>(
  from: Kysely<Tables>,
  to: Database<Tables>,
  tables: readonly Table[],
): Promise<Record<string, Contents>> {
  const target = to as unknown as Database<AnyTables>;
  await target.write(async (db) => {
    for (const { name } of tables.toReversed()) await db.deleteFrom(name).execute();
  });
  const source = await contentsOf(from, tables, async (table, rows) => {
    const most = Math.max(1, Math.floor(MOST_VALUES / table.columns.length));
    await target.write(async (db) => {
      for (let at = 0; at < rows.length; at += most)
        await db
          .insertInto(table.name)
          .values([...rows.slice(at, at + most)])
          .execute();
    });
  });
  assertSame(source, await contentsOf(to.read, tables));
  return source;
}

/** @throws Error naming the first table that differs */
export function assertSame(wanted: Record<string, Contents>, found: Record<string, Contents>): void {
  for (const [table, { rows, hash }] of Object.entries(wanted)) {
    if (found[table]?.rows === rows && found[table].hash === hash) continue;
    throw new Error(`The copy of ${table} is not the same: ${found[table]?.rows ?? 'no'} rows of ${rows}.`);
  }
}
