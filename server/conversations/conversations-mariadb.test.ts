import { after } from 'node:test';
import { shareMariaDb } from '../testing/shared-mariadb.ts';
import { conversationStoreContract } from './conversations-contract.ts';
import { worldMigrations } from './conversations-world.ts';
import type { ConversationTables } from './tables.ts';

const shared = await shareMariaDb<ConversationTables>(worldMigrations);
after(() => shared.end());

conversationStoreContract('mariadb', () => shared.cleared());
