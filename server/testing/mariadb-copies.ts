import { createHash } from 'node:crypto';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { silentLog } from '#kernel/ports/log.ts';
import type { Migrations } from '../adapters/sql/migrations.ts';
import { openMysqlDatabase } from '../adapters/sql/mysql-database.ts';
import { addressOf, createMariaDatabase } from './mariadb.ts';

/** Where it is noted how to make a copy of what the migrations make. */
const NOTES = 'yiqi_copies';
/** Another process of tests may be at the same migrations, in seconds. */
const WAIT_S = 120;

/** Scripts that this process has read, by the migrations that they stand for. */
const known = new Map<string, string>();

/**
 * A database of that name with what the migrations make: its address. They run once for each MariaDB; every other database
 * is a copy of what they made, as running them takes longer than most tests. One that is there already is left as it is.
 */
export async function copyMariaDatabase(socketPath: string, name: string, migrations: Migrations): Promise<string> {
  const connection = await createConnection({ socketPath, user: 'root', multipleStatements: true });
  try {
    await connection.query('do get_lock(?, ?)', [name, WAIT_S]);
    const there = 'select 1 from information_schema.schemata where schema_name = ?';
    const [found] = await connection.query<RowDataPacket[]>(there, [name]);
    if (found.length === 0) {
      const script = await scriptOf(connection, socketPath, migrations);
      await connection.query(`create database ${name}; use ${name}; set foreign_key_checks = 0; ${script}`);
    }
  } finally {
    await connection.end();
  }
  return addressOf(socketPath, name);
}

export async function dropMariaDatabase(socketPath: string, name: string): Promise<void> {
  const connection = await createConnection({ socketPath, user: 'root' });
  await connection.query(`drop database if exists ${name}`);
  await connection.end();
}

async function scriptOf(connection: Connection, socketPath: string, migrations: Migrations): Promise<string> {
  const text = Object.entries(migrations)
    .map(([name, step]) => `${name} ${step}`)
    .join();
  const name = `copied_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  const script = known.get(name) ?? (await noted(connection, socketPath, name, migrations));
  known.set(name, script);
  return script;
}

async function noted(
  connection: Connection,
  socketPath: string,
  name: string,
  migrations: Migrations,
): Promise<string> {
  await connection.query('do get_lock(?, ?)', [name, WAIT_S]);
  await connection.query(
    `create database if not exists ${NOTES}; create table if not exists ${NOTES}.scripts (name varchar(64) primary key, script longtext)`,
  );
  const [rows] = await connection.query<RowDataPacket[]>(`select script from ${NOTES}.scripts where name = ?`, [name]);
  const before = rows[0]?.['script'] as string | undefined;
  if (before !== undefined) return before;
  const url = await createMariaDatabase(socketPath, name);
  await (await openMysqlDatabase({ url, migrations, log: silentLog })).close();
  const script = await copying(connection, name);
  await connection.query(`insert into ${NOTES}.scripts values (?, ?)`, [name, script]);
  return script;
}

/** The statements which make another database the same, with all rows that the migrations put into it. */
async function copying(connection: Connection, database: string): Promise<string> {
  const [[made], [tables]] = await Promise.all([
    connection.query<RowDataPacket[]>(`show create database ${database}`),
    connection.query<RowDataPacket[]>(`show tables from ${database}`),
  ]);
  const collation = /COLLATE (\w+)/.exec(String(made[0]?.['Create Database']))?.[1];
  const statements = [`alter database character set utf8mb4 collate ${collation}`];
  for (const table of tables.map((row) => `\`${Object.values(row)[0]}\``)) {
    const [rows] = await connection.query<RowDataPacket[]>(`show create table ${database}.${table}`);
    statements.push(String(rows[0]?.['Create Table']), `insert into ${table} select * from ${database}.${table}`);
  }
  return statements.join(';\n');
}
