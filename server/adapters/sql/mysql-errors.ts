import type { Failure } from '#kernel/failure.ts';
import { busy, full, mysqlCode } from './sql-errors.ts';

/** https://mariadb.com/kb/en/mariadb-error-code-reference */
const TRANSIENT: ReadonlySet<string> = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);

/** Full disks, tables or logs. */
const FULL: ReadonlySet<string> = new Set(['ER_DISK_FULL', 'ER_RECORD_FILE_FULL', 'ER_ERROR_ON_WRITE']);

/** The server is gone, or takes nothing for now: it stops, is a replica, or has too many clients. */
const AWAY: ReadonlySet<string> = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ER_SERVER_SHUTDOWN',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
  'ER_CON_COUNT_ERROR',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
]);

/** The failure that people are told when the database could not take a write; undefined for everything else. */
export function mysqlFailure(error: unknown): Failure | undefined {
  const code = mysqlCode(error) ?? '';
  if (FULL.has(code)) return full();
  return TRANSIENT.has(code) || AWAY.has(code) || isFatal(error) ? busy() : undefined;
}

/** Whether it went wrong by chance: another transaction was in the way, or the connection broke. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(mysqlCode(error) ?? '') || isLost(error);
}

/** Whether the whole transaction is gone, not only the statement. */
export function endsTransaction(error: unknown): boolean {
  return isTransient(error) || FULL.has(mysqlCode(error) ?? '');
}

function isLost(error: unknown): boolean {
  return AWAY.has(mysqlCode(error) ?? '') || isFatal(error);
}

/** mysql2 marks an error after which a connection is of no use any more. */
function isFatal(error: unknown): boolean {
  return error instanceof Error && 'fatal' in error && error.fatal === true;
}

/** Why the database can't be opened, as the end of a sentence; undefined: a bug. */
export function whyNotOpened(error: unknown): string | undefined {
  const code = mysqlCode(error) ?? '';
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') return 'refuses this user or password';
  if (code === 'ER_BAD_DB_ERROR') return 'is not there: create it first, and give the user all rights in it';
  if (code === 'ER_TABLEACCESS_DENIED_ERROR') return 'gives this user too few rights: it has to make tables';
  return isLost(error) ? `cannot be reached (${code})` : undefined;
}
