import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import { conversationStoreContract } from './conversations-contract.ts';
import { worldMigrations } from './conversations-world.ts';
import type { ConversationTables } from './tables.ts';

function open(file: string): Promise<Database<ConversationTables>> {
  return openSqliteDatabase({ file, migrations: worldMigrations, log: silentLog });
}

async function openInFolder(): Promise<Database<ConversationTables>> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-conversations-'));
  const database = await open(join(folder, 'yiqi.db'));
  return {
    read: database.read,
    write: (work) => database.write(work),
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

conversationStoreContract('sqlite memory', () => open(':memory:'));
conversationStoreContract('sqlite file', openInFolder);
