import type { Log } from '#kernel/ports/log.ts';
import { type SmallBlobTables, smallBlobMigrations } from './adapters/blob/sql-small-blobs.ts';
import { clusterMigrations } from './adapters/cluster/migrations.ts';
import type { ClusterTables } from './adapters/cluster/tables.ts';
import type { Database } from './adapters/sql/database.ts';
import { openMysqlDatabase } from './adapters/sql/mysql-database.ts';
import { openSqliteDatabase } from './adapters/sql/sqlite-database.ts';
import { CAPABILITY_MIGRATIONS, type Tables as CapabilityTables } from './capabilities.ts';
import type { Settings } from './config/settings.ts';
import { meetingMigrations } from './meetings/migrations.ts';
import type { MeetingTables } from './meetings/tables.ts';

export type Tables = CapabilityTables & MeetingTables & ClusterTables & SmallBlobTables;

/** Every step that the database of a server has. */
export const MIGRATIONS = {
  ...CAPABILITY_MIGRATIONS,
  ...meetingMigrations,
  ...clusterMigrations,
  ...smallBlobMigrations,
};

/** The file in the data folder that holds everything but the bytes of files. */
export const DATABASE_FILE = 'yiqi.sqlite';

/** All that the server keeps, in the file or in the database that the settings name. @throws DatabaseOpenError */
export function openMainDatabase(
  { database_url: url }: Pick<Settings, 'database_url'>,
  file: string,
  log: Log,
): Promise<Database<Tables>> {
  if (url === '') return openSqliteDatabase<Tables>({ file, migrations: MIGRATIONS, log });
  return openMysqlDatabase<Tables>({ url, migrations: MIGRATIONS, log });
}
