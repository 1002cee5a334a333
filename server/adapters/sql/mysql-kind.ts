import { DatabaseOpenError } from './open-error.ts';

/** What the server calls the isolation of transactions: MariaDB has the second name alone until 11.1. */
export type IsolationVariable = 'transaction_isolation' | 'tx_isolation';

export interface MysqlKind {
  isolation: IsolationVariable;
  /** Tells letters apart byte by byte, and spaces at the end too. */
  collation: string;
}

/** Servers that speak as MySQL does, but let transactions overtake each other. */
const WITHOUT_SERIALIZABLE = /tidb|vitess/i;

/** By what `select version()` answers. @throws DatabaseOpenError */
export function kindOf(version: string): MysqlKind {
  const [unfit] = WITHOUT_SERIALIZABLE.exec(version) ?? [];
  if (unfit !== undefined) {
    throw new DatabaseOpenError(
      `The database is ${unfit}, which has no SERIALIZABLE transactions: what people write at once would be lost. Use MySQL or MariaDB.`,
    );
  }
  if (!/mariadb/i.test(version)) return { isolation: 'transaction_isolation', collation: 'utf8mb4_0900_bin' };
  return { isolation: 'tx_isolation', collation: 'utf8mb4_nopad_bin' };
}
