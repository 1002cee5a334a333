import { type Kysely, MysqlAdapter, type RawBuilder, sql, type Transaction } from 'kysely';
import { isDuplicate } from './sql-errors.ts';

/** A plain value that both engines store in the same way. */
export type SqlValue = string | number | null;
type Row<Table> = Partial<Record<keyof Table & string, SqlValue>>;

/**
 * Inserts a row, or brings the one with the same `key` up to date: every given column that isn't in `key`.
 * `key` names the columns of a primary or unique key.
 */
export async function upsert<Tables, Name extends NoInfer<keyof Tables & string>>(
  db: Transaction<Tables>,
  table: Name,
  row: NoInfer<Row<Tables[Name]>>,
  key: readonly NoInfer<keyof Tables[Name] & string>[],
): Promise<void> {
  await upsertAll(db, table, [row], key);
}

/** The same for several rows in one statement. All have the same columns as the first. */
export async function upsertAll<Tables, Name extends NoInfer<keyof Tables & string>>(
  db: Transaction<Tables>,
  table: Name,
  rows: readonly NoInfer<Row<Tables[Name]>>[],
  key: readonly NoInfer<keyof Tables[Name] & string>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const changing = Object.keys(first).filter((column) => !key.some((one) => one === column));
  const update = isMysql(db) ? mysqlUpdate(changing, key) : sqliteUpdate(changing, key);
  await sql`${insertion(table, rows)} ${update}`.execute(db);
}

/** Inserts a row unless one with the same unique key is there. Tells whether it did. */
export async function insertIfAbsent<Tables, Name extends NoInfer<keyof Tables & string>>(
  db: Transaction<Tables>,
  table: Name,
  row: NoInfer<Row<Tables[Name]>>,
): Promise<boolean> {
  if (isMysql(db)) return insertOrNot(db, table, row);
  const result = await sql`${insertion(table, [row])} on conflict do nothing`.execute(db);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** A statement that a key refuses is undone alone; `insert ignore` would hide other errors, too. */
async function insertOrNot<Tables>(db: Kysely<Tables>, table: string, row: Row<unknown>): Promise<boolean> {
  try {
    await insertion(table, [row]).execute(db);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

function isMysql<Tables>(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof MysqlAdapter;
}

function insertion(table: string, rows: readonly Record<string, SqlValue | undefined>[]): RawBuilder<unknown> {
  const names = Object.keys(rows[0] ?? {});
  const columns = sql.join(names.map((column) => sql.ref(column)));
  const values = sql.join(rows.map((row) => sql`(${sql.join(names.map((name) => row[name]))})`));
  return sql`insert into ${sql.table(table)} (${columns}) values ${values}`;
}

function sqliteUpdate(changing: readonly string[], key: readonly string[]): RawBuilder<unknown> {
  const target = sql.join(key.map((column) => sql.ref(column)));
  if (changing.length === 0) return sql`on conflict (${target}) do nothing`;
  const changes = changing.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`);
  return sql`on conflict (${target}) do update set ${sql.join(changes)}`;
}

/** Without columns, the first of the key is set to what it is. */
function mysqlUpdate(columns: readonly string[], [first = '']: readonly string[]): RawBuilder<unknown> {
  const changes =
    columns.length === 0
      ? [sql`${sql.ref(first)} = ${sql.ref(first)}`]
      : columns.map((column) => sql`${sql.ref(column)} = values(${sql.ref(column)})`);
  return sql`on duplicate key update ${sql.join(changes)}`;
}
