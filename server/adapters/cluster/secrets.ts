import type { Database } from '#server/adapters/sql/database.ts';
import { insertIfAbsent } from '#server/adapters/sql/upsert.ts';
import type { ClusterTables } from './tables.ts';

/** The secret that all processes on the database have under this name: the one that was offered first. */
export async function sharedSecret(database: Database<ClusterTables>, name: string, offered: string): Promise<string> {
  await database.write((db) => insertIfAbsent(db, 'shared_secrets', { name, secret: offered }));
  const row = await database.read
    .selectFrom('shared_secrets')
    .select('secret')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.secret;
}
