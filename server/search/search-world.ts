import { silentLog } from '#kernel/ports/log.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import { InlineIndex } from '../adapters/search/inline-index.ts';
import type { Database } from '../adapters/sql/database.ts';
import { openWorld, type World } from '../conversations/conversations-world.ts';
import { conversationMigrations } from '../conversations/migrations.ts';
import type { ConversationTables } from '../conversations/tables.ts';
import type { Caller } from '../identity/api.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import type { Search } from './api.ts';
import { createSearch } from './module.ts';
import type { SearchIndex } from './ports.ts';

export type Asked = Partial<ParamsOf<'search.messages'>>;

/** Conversations over a real database, and search over them. */
export interface SearchWorld extends World {
  search: Search;
  find(caller: Caller, query: string, more?: Asked): Promise<ResultOf<'search.messages'>>;
  /** The texts of all pages, newest first. */
  texts(caller: Caller, query: string, more?: Asked): Promise<string[]>;
}

interface SearchWorldOptions {
  /** One of its own, unless given. */
  database?: Database<ConversationTables>;
  index?: SearchIndex;
  searches?: number;
}

export async function openSearchWorld(options: SearchWorldOptions = {}): Promise<SearchWorld> {
  const files = { file: ':memory:', migrations: conversationMigrations, log: silentLog };
  const database = options.database ?? (await openTestDatabase<ConversationTables>(files));
  const world = await openWorld({ database });
  const search = openSearch(world, options);
  const find: SearchWorld['find'] = (caller, query, more = {}) =>
    search.commands['search.messages'](caller, { query, ...more });
  return {
    ...world,
    search,
    find,
    async texts(caller, query, more = {}) {
      const texts: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const { hits, next } = await find(caller, query, { ...more, ...(cursor === undefined ? {} : { cursor }) });
        texts.push(...hits.map((hit) => hit.text));
        cursor = next;
        if (cursor === undefined) return texts;
      }
    },
    async close() {
      await search.close();
      await world.close();
    },
  };
}

export function openSearch(
  world: World,
  { index = new InlineIndex(), searches = 1e6 }: SearchWorldOptions = {},
): Search {
  return createSearch({
    source: world.conversations.searchable,
    identity: world.people,
    findPeople: (_caller, query) => world.people.named(query),
    index,
    bus: world.bus,
    clock: world.clock,
    log: silentLog,
    searches,
    patienceMs: 60_000,
  });
}
