import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { silentLog } from '#kernel/ports/log.ts';
import { viewOf } from './adapters/sql/database.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import { findByLogin } from './identity/account-store.ts';
import type { IdentityTables } from './identity/tables.ts';
import { makeToken, tokenHash } from './identity/tokens.ts';
import { insertPasswordLink } from './identity/workspace-store.ts';
import { DATABASE_FILE, openMainDatabase, type Tables } from './main-database.ts';

const LINK_MS = 3600_000;

/**
 * A link, good once and for an hour, by which whoever signs in by `login` takes a new password: for the owner, above whom nobody
 * stands, and whoever may read the data folder may have it. The server may run.
 *
 * @returns its path and query, to be put behind the server's address
 * @throws StartError when there is nobody of that name, DatabaseOpenError
 */
export async function passwordLink(settings: Settings, login: string, nowMs: number): Promise<string> {
  const file = join(resolve(settings.data), DATABASE_FILE);
  if (settings.database_url === '' && !existsSync(file)) throw new StartError(`There is no ${file}.`);
  const database = await openMainDatabase(settings, file, silentLog);
  try {
    const found = await findByLogin(viewOf<IdentityTables, Tables>(database).read, [login]);
    const account = found.get(login);
    if (account === undefined) throw new StartError(`Nobody signs in by ${login}.`);
    const token = makeToken();
    const link = { hash: tokenHash(token), account, by: account, expiresAt: nowMs + LINK_MS };
    await viewOf<IdentityTables, Tables>(database).write((db) => insertPasswordLink(db, link));
    return `/new-password?token=${token}`;
  } finally {
    await database.close();
  }
}
