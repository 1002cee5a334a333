import { type CompiledQuery, type Kysely, sql, type Transaction } from 'kysely';
import { createPool, type Pool } from 'mysql2';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from './database.ts';
import { GroupCommit, type Transactions } from './group-commit.ts';
import { type Migrations, migrate } from './migrations.ts';
import { kyselyOverMysql } from './mysql-dialect.ts';
import { endsTransaction, isTransient, mysqlFailure, whyNotOpened } from './mysql-errors.ts';
import { kindOf, type MysqlKind } from './mysql-kind.ts';
import { DatabaseOpenError } from './open-error.ts';
import { mysqlCode } from './sql-errors.ts';

export interface MysqlOptions {
  /** mysql://user:password@host:3306/database. The database exists, and the user may do anything in it. */
  url: string;
  migrations: Migrations;
  log: Log;
  /** Works that may wait for a commit before more are refused with 'server.busy'. */
  maxWaiting?: number;
  /** Connections that read. One more writes. */
  readers?: number;
}

const MAX_WAITING = 10_000;
const READERS = 8;
/** Reads that wait for a connection before more are refused. */
const MAX_QUEUED = 10_000;
/** Another process may be changing the schema: it is waited for this long, in seconds. */
const MIGRATION_WAIT_S = 120;

/**
 * Opens a database of MySQL 8 or MariaDB 10.6 and later, and brings its schema up to date. Writes of one process share
 * transactions on one connection; those of several processes are isolated by the server, and tried again when they were
 * in each other's way.
 *
 * @throws DatabaseOpenError when it can't be reached or used, or a newer version made it
 */
export async function openMysqlDatabase<Tables>(options: MysqlOptions): Promise<Database<Tables>> {
  const where = new URL(options.url);
  const [reading, writing] = [poolOf(options.url, options.readers ?? READERS), poolOf(options.url, 1)];
  try {
    const { isolation, collation } = await lookAt(writing);
    const read = kyselyOverMysql<Tables>(reading, {
      ...{ role: 'reads', isolation },
      tell: (error) => mysqlFailure(error) ?? error,
    });
    // Its errors are told once it is known whether to try again.
    const write = kyselyOverMysql<Tables>(writing, { role: 'writes', isolation, tell: (error) => error });
    await prepare(write, options.migrations, { database: where.pathname.slice(1), collation });
    return joined(read, write, options);
  } catch (error) {
    await Promise.all([reading, writing].map(ended));
    const why = whyNotOpened(error);
    if (why === undefined) throw error;
    throw new DatabaseOpenError(`The database ${where.host}${where.pathname} ${why}.`, { cause: error });
  }
}

/** Numbers stay below 2^53. Whoever passes an object as a value gets a text: it never becomes SQL. */
function poolOf(uri: string, connectionLimit: number): Pool {
  const pool = createPool({
    ...{ uri, connectionLimit, queueLimit: MAX_QUEUED, charset: 'utf8mb4', connectTimeout: 10_000 },
    ...{ decimalNumbers: true, stringifyObjects: true, enableKeepAlive: true, multipleStatements: false },
  });
  // What goes wrong while nobody asks is told to whoever asks next.
  pool.on('connection', (connection) => connection.on('error', () => undefined));
  return pool;
}

function ended(pool: Pool): Promise<void> {
  return new Promise((resolve) => pool.end(() => resolve()));
}

async function lookAt(pool: Pool): Promise<MysqlKind> {
  const [rows] = await pool.promise().query('select version() as version');
  return kindOf(String((rows as { version: string }[])[0]?.version));
}

/** A step that changes tables commits by itself: one that broke off is run again, and finds what it has done already. */
async function prepare<Tables>(
  write: Kysely<Tables>,
  migrations: Migrations,
  { database, collation }: { database: string; collation: string },
): Promise<void> {
  await write.connection().execute(async (connection) => {
    const locked = await lockMigrations(connection);
    await sql`alter database ${sql.id(database)} character set utf8mb4 collate ${sql.raw(collation)}`.execute(
      connection,
    );
    const alone = connection as unknown as Transaction<Tables>;
    await migrate({ read: connection, write: (work) => work(alone), close: async () => {} }, migrations);
    if (locked) await sql`do release_lock('yiqi.migrate')`.execute(connection);
  });
}

/** Whether it is certain that no other process changes the schema: some proxies in front of MySQL have no such locks. */
async function lockMigrations<Tables>(connection: Kysely<Tables>): Promise<boolean> {
  const asked = sql<{ got: number }>`select get_lock('yiqi.migrate', ${MIGRATION_WAIT_S}) as got`.execute(connection);
  const answer = await asked.catch((error: unknown) => {
    if (isTransient(error) || mysqlCode(error)?.startsWith('ER_') !== true) throw error;
  });
  if (answer === undefined) return false;
  if (answer.rows[0]?.got !== 1) {
    throw new DatabaseOpenError('Another process has been changing the schema for too long.');
  }
  return true;
}

function joined<Tables>(read: Kysely<Tables>, write: Kysely<Tables>, options: MysqlOptions): Database<Tables> {
  const commits = new GroupCommit(transactionsOf(write), options.log, options.maxWaiting ?? MAX_WAITING);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await commits.close();
    await Promise.all([read.destroy(), write.destroy()]);
  };
  return {
    read,
    write: (work) => commits.write(work),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function transactionsOf<Tables>(write: Kysely<Tables>): Transactions<Tables> {
  const say = async (transaction: Transaction<Tables>, statement: string) => {
    await transaction.executeQuery(sql.raw(statement).compile(transaction) as CompiledQuery);
  };
  return {
    run: (work) => write.transaction().execute(work),
    mark: (transaction) => say(transaction, 'savepoint work'),
    release: (transaction) => say(transaction, 'release savepoint work'),
    undo: async (transaction, error) => {
      if (endsTransaction(error)) return false;
      await say(transaction, 'rollback to savepoint work');
      return true;
    },
    failureOf: mysqlFailure,
    isTransient,
  };
}
