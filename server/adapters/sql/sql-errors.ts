import { Failure } from '#kernel/failure.ts';

/** Result codes of SQLite, https://sqlite.org/rescode.html; the low byte of an extended code is its primary code. */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

const RETRY_AFTER_BUSY_MS = 1000;
const RETRY_AFTER_FULL_MS = 10_000;

/** The failure that people are told when the database could not take a write; undefined for everything else. */
export function writeFailure(error: unknown): Failure | undefined {
  const code = resultCode(error);
  if (code === undefined) return undefined;
  const primary = code & 0xff;
  if (primary === SQLITE_BUSY) return busy();
  const cannotStore = primary === SQLITE_FULL || primary === SQLITE_IOERR || primary === SQLITE_READONLY;
  return cannotStore ? full() : undefined;
}

export function full(): Failure {
  return new Failure('server.disk-full', { retryAfterMs: RETRY_AFTER_FULL_MS });
}

/** What mysql2 or the network calls an error: a name of the server's, as 'ER_LOCK_DEADLOCK', or of a lost connection. */
export function mysqlCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function busy(): Failure {
  return new Failure('server.busy', { retryAfterMs: RETRY_AFTER_BUSY_MS });
}

/** Whether a row was refused because another one has the same unique key. */
export function isDuplicate(error: unknown): boolean {
  const code = resultCode(error);
  if (code === undefined) return mysqlCode(error) === 'ER_DUP_ENTRY';
  return code === SQLITE_CONSTRAINT_UNIQUE || code === SQLITE_CONSTRAINT_PRIMARYKEY;
}

/** Whether the file is broken or is something else than a database. */
export function isDamaged(error: unknown): boolean {
  const primary = (resultCode(error) ?? 0) & 0xff;
  return primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB;
}

/** The extended result code of an error that SQLite told. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
