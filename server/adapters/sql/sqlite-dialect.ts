import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** How many prepared statements a connection keeps. Lists of different lengths make different statements. */
const CACHED_STATEMENTS = 400;

interface Prepared {
  statement: StatementSync;
  /** Whether it answers with rows. */
  reader: boolean;
}

/** What a connection is for. A writer only works inside transactions, which begin by taking the write lock. */
export type ConnectionRole = 'reader' | 'writer';

/** Kysely over one connection of `node:sqlite`. */
export function kyselyOver<Tables>(database: DatabaseSync, role: ConnectionRole): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: sqliteDialect(database, role) });
}

function sqliteDialect(database: DatabaseSync, role: ConnectionRole): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(new SqliteConnection(database, role)),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connection.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #role: ConnectionRole;
  /** In order of last use, the oldest first. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync, role: ConnectionRole) {
    this.#database = database;
    this.#role = role;
  }

  begin(): void {
    this.#database.exec(this.#role === 'writer' ? 'begin immediate' : 'begin');
  }

  commit(): void {
    this.#database.exec('commit');
  }

  /** Some errors, a full disk among them, have ended the transaction already. */
  rollback(): void {
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#role === 'writer' && !this.#database.isTransaction) throw new Error('The transaction is over');
    const { statement, reader } = this.#prepare(query.sql);
    const parameters = query.parameters as SQLInputValue[];
    if (reader) return { rows: statement.all(...parameters) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const statement = this.#database.prepare(query.sql);
    for (const row of statement.iterate(...(query.parameters as SQLInputValue[]))) yield { rows: [row as Row] };
  }

  #prepare(sql: string): Prepared {
    const found = this.#prepared.get(sql);
    if (found) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, found);
      return found;
    }
    const statement = this.#database.prepare(sql);
    const prepared = { statement, reader: statement.columns().length > 0 };
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > CACHED_STATEMENTS) this.#forgetOldest();
    return prepared;
  }

  #forgetOldest(): void {
    for (const sql of this.#prepared.keys()) {
      this.#prepared.delete(sql);
      return;
    }
  }
}
