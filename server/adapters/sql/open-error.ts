import { Failure } from '#kernel/failure.ts';
import { isDamaged, resultCode } from './sql-errors.ts';

/** Why the database can't be used, in one line for the person who starts the server. */
export class DatabaseOpenError extends Error {
  override name = 'DatabaseOpenError';
}

/** What went wrong while opening `file`, told in words if it can be; else `error` itself: a bug. */
export function openError(file: string, error: unknown): unknown {
  const why = reasonOf(error);
  return why === undefined ? error : new DatabaseOpenError(`The database ${file} ${why}.`, { cause: error });
}

function reasonOf(error: unknown): string | undefined {
  if (isDamaged(error)) return 'is damaged, or is no SQLite database';
  if (error instanceof Failure && error.code === 'server.disk-full') return 'cannot be written: is the disk full?';
  if (error instanceof Failure && error.code === 'server.busy') return 'is in use by another program';
  if (resultCode(error) !== undefined) return `cannot be opened (${(error as Error).message})`;
  if (error instanceof Error && 'syscall' in error && 'code' in error) return `cannot be opened (${error.code})`;
  return undefined;
}
