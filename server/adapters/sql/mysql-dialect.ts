import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  MysqlDialect,
  type MysqlDialectConfig,
  MysqlDriver,
  type MysqlPool,
  MysqlQueryCompiler,
  type QueryCompiler,
  type QueryResult,
} from 'kysely';
import type { IsolationVariable } from './mysql-kind.ts';

/** What every connection is set to. `||` joins texts as in SQLite; nothing is cut off to fit. */
const SESSION = `set session sql_mode = 'STRICT_ALL_TABLES,PIPES_AS_CONCAT,NO_ENGINE_SUBSTITUTION',
  session innodb_lock_wait_timeout = 5`;

/**
 * A transaction that writes sees nothing that another one changes meanwhile, as if they came one after the other: what it
 * reads is locked. One that only reads sees one moment, and is in nobody's way.
 */
const LEVELS = { writes: 'SERIALIZABLE', reads: 'REPEATABLE-READ' } as const;

export interface MysqlRole {
  /** What its transactions do. */
  role: keyof typeof LEVELS;
  isolation: IsolationVariable;
  /** What an error becomes before it is told. */
  tell(error: unknown): unknown;
}

/** Kysely over a pool of connections to MySQL or MariaDB. */
export function kyselyOverMysql<Tables>(pool: MysqlPool, { role, isolation, tell }: MysqlRole): Kysely<Tables> {
  const session = `${SESSION}, session ${isolation} = '${LEVELS[role]}'`;
  const onCreateConnection = async (connection: DatabaseConnection) => {
    await connection.executeQuery(CompiledQuery.raw(session));
  };
  return new Kysely<Tables>({ dialect: new Dialect({ pool, onCreateConnection }, tell) });
}

class Dialect extends MysqlDialect {
  readonly #config: MysqlDialectConfig;
  readonly #tell: MysqlRole['tell'];

  constructor(config: MysqlDialectConfig, tell: MysqlRole['tell']) {
    super(config);
    this.#config = config;
    this.#tell = tell;
  }

  override createDriver(): Driver {
    return new GuardedDriver(this.#config, this.#tell);
  }

  override createQueryCompiler(): QueryCompiler {
    return new Compiler();
  }
}

/** SQLite's `text` has no bound; MySQL's ends at 64 KiB. */
class Compiler extends MysqlQueryCompiler {
  protected override visitDataType(node: Parameters<MysqlQueryCompiler['visitDataType']>[0]): void {
    this.append(node.dataType === 'text' ? 'longtext' : node.dataType);
  }
}

/** Refuses statements that come after their transaction is over: the connection is another's then. */
class GuardedDriver extends MysqlDriver {
  readonly #tell: MysqlRole['tell'];

  constructor(config: MysqlDialectConfig, tell: MysqlRole['tell']) {
    super(config);
    this.#tell = tell;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new Guarded(await super.acquireConnection(), this.#tell);
    } catch (error) {
      throw this.#tell(error);
    }
  }

  /** Where the connection is lost, or the server undid it, there is nothing to undo, and the first error counts. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }

  override async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const guarded = connection as Guarded;
    guarded.over = true;
    await super.releaseConnection(guarded.inner as Parameters<MysqlDriver['releaseConnection']>[0]);
  }
}

class Guarded implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #tell: MysqlRole['tell'];
  over = false;

  constructor(inner: DatabaseConnection, tell: MysqlRole['tell']) {
    this.inner = inner;
    this.#tell = tell;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.over) throw new Error('The transaction is over');
    try {
      return await this.inner.executeQuery(query);
    } catch (error) {
      throw this.#tell(error);
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    if (this.over) throw new Error('The transaction is over');
    return this.inner.streamQuery(query, chunkSize);
  }
}
