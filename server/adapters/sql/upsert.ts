import { type Kysely, MysqlAdapter, type RawBuilder, sql, type Transaction } from 'kysely';

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
  const columns = Object.keys(row);
  const changing = columns.filter((column) => !key.some((one) => one === column));
  await sql`${insertion(table, row)} ${isMysql(db) ? mysqlUpdate(changing) : sqliteUpdate(changing, key)}`.execute(db);
}

/** Inserts a row unless one with the same unique key is there. Tells whether it did. */
export async function insertIfAbsent<Tables, Name extends NoInfer<keyof Tables & string>>(
  db: Transaction<Tables>,
  table: Name,
  row: NoInfer<Row<Tables[Name]>>,
): Promise<boolean> {
  const nothing = isMysql(db) ? mysqlUpdate(Object.keys(row).slice(0, 1), true) : sql`on conflict do nothing`;
  const result = await sql`${insertion(table, row)} ${nothing}`.execute(db);
  return (result.numAffectedRows ?? 0n) > 0n;
}

function isMysql<Tables>(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof MysqlAdapter;
}

function insertion(table: string, row: Record<string, SqlValue | undefined>): RawBuilder<unknown> {
  const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
  return sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(row))})`;
}

function sqliteUpdate(changing: readonly string[], key: readonly string[]): RawBuilder<unknown> {
  const target = sql.join(key.map((column) => sql.ref(column)));
  if (changing.length === 0) return sql`on conflict (${target}) do nothing`;
  const changes = changing.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`);
  return sql`on conflict (${target}) do update set ${sql.join(changes)}`;
}

/** With `keep`, columns are set to what they are: MySQL's way to do nothing without hiding other errors. */
function mysqlUpdate(columns: readonly string[], keep = false): RawBuilder<unknown> {
  const changes = columns.map((column) => {
    const name = sql.ref(column);
    return keep ? sql`${name} = ${name}` : sql`${name} = values(${name})`;
  });
  return sql`on duplicate key update ${sql.join(changes)}`;
}
