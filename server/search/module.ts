import { type Clock, systemClock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import { snippetOf } from '#kernel/search/snippet.ts';
import type { Hit } from '#protocol/commands/search.ts';
import type { ConversationId, Person } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { ConversationTopics, Reach, Searchable } from '../conversations/api.ts';
import type { Caller, Identity } from '../identity/api.ts';
import type { Search, SearchCommands } from './api.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { textOf } from './document.ts';
import { Finder, type Found } from './finder.ts';
import { Keeper } from './keeper.ts';
import { matchingConversations } from './matching.ts';
import type { SearchIndex } from './ports.ts';
import { SearchRate } from './rate.ts';
import { wantedBy } from './wanted.ts';

export interface SearchOptions {
  source: Searchable;
  identity: Pick<Identity, 'people'>;
  /** The people whom the asker may find by these words. */
  findPeople: (caller: Caller, query: string) => Promise<Person[]>;
  index: SearchIndex;
  bus: Pick<Bus<ConversationTopics>, 'subscribe' | 'onLoss'>;
  log: Log;
  clock?: Clock;
  /** Searches of one person in ten seconds. */
  searches?: number;
  /** How long a search waits for what was written just now, in ms. */
  patienceMs?: number;
}

const SEARCHES = 60;
const PATIENCE_MS = 300;
/** A snippet may be one longer, where a character would be cut. */
const SNIPPET_CHARS = LIMITS.snippetChars - 2;

export function createSearch(options: SearchOptions): Search {
  return new RunningSearch(options);
}

class RunningSearch implements Search {
  readonly commands: SearchCommands;
  readonly #options: SearchOptions;
  readonly #keeper: Keeper;
  readonly #finder: Finder;
  readonly #rate: SearchRate;

  constructor(options: SearchOptions) {
    const { source, index, bus, clock = systemClock } = options;
    this.#options = options;
    this.#keeper = new Keeper({ source, index, bus, clock, log: options.log.child({ part: 'search' }) });
    this.#finder = new Finder(source, index);
    this.#rate = new SearchRate(options.searches ?? SEARCHES);
    this.commands = {
      'search.messages': (caller, params) => this.#messages(caller, params),
      'search.all': (caller, { query }) => this.#all(caller, query),
      'search.rebuild': async (caller) => this.#rebuild(caller),
      'search.state': async (caller) => {
        assertRules(caller);
        return this.#keeper.report();
      },
    };
  }

  async settled(): Promise<void> {
    await this.#keeper.settle();
  }

  async close(): Promise<void> {
    await this.#keeper.close();
    await this.#options.index.close();
  }

  async #messages(caller: Caller, params: ParamsOf<'search.messages'>): Promise<ResultOf<'search.messages'>> {
    await this.#rate.spend(caller.user);
    const place = params.cursor === undefined ? undefined : readCursor(params.cursor);
    const reaches = await this.#options.source.reach(caller.user, params.conversation);
    if (params.conversation !== undefined && reaches.length === 0) throw new Failure('conversation.unknown');
    const { after = 0, before = Number.POSITIVE_INFINITY } = params;
    const wanted = wantedBy(caller.user, params);
    if (wanted === undefined) return { hits: [], people: [] };
    const incomplete = await this.#incomplete();
    const request = { user: caller.user, wanted, reaches, after, before, place, limit: LIMITS.searchPage };
    const page = await this.#finder.page(request);
    const next = page.next === undefined ? {} : { next: writeCursor(page.next) };
    return { ...(await this.#told(page.found)), ...next, ...incomplete };
  }

  async #all(caller: Caller, query: string): Promise<ResultOf<'search.all'>> {
    await this.#rate.spend(caller.user);
    const reaches = await this.#options.source.reach(caller.user);
    const people = await this.#people(caller, query);
    const conversations = await matchingConversations(this.#options.source, reaches, people, query);
    const { hits, incomplete, named } = await this.#fewHits(caller, query, reaches);
    return {
      found: people.slice(0, LIMITS.searchFew),
      conversations: conversations.slice(0, LIMITS.searchFew),
      hits,
      people: named,
      ...incomplete,
    };
  }

  async #fewHits(caller: Caller, query: string, reaches: readonly Reach[]) {
    const wanted = wantedBy(caller.user, { query });
    if (wanted === undefined) return { hits: [], named: [], incomplete: {} };
    const incomplete = await this.#incomplete();
    const request = { user: caller.user, wanted, reaches, after: 0, before: Number.POSITIVE_INFINITY };
    const { found } = await this.#finder.page({ ...request, place: undefined, limit: LIMITS.searchFew });
    const { hits, people } = await this.#told(found);
    return { hits, named: people, incomplete };
  }

  async #people(caller: Caller, query: string): Promise<Person[]> {
    const words = query.trim();
    if (words === '' || words.length > LIMITS.searchChars) return [];
    try {
      return await this.#options.findPeople(caller, words);
    } catch (error) {
      // Who tries many phone numbers is held up there, and still finds words.
      if (error instanceof Failure && error.code === 'rate.limited') return [];
      throw error;
    }
  }

  /** Waits a moment for what was written just now. */
  async #incomplete(): Promise<{ incomplete?: true }> {
    if (!this.#keeper.whole) return { incomplete: true };
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), this.#options.patienceMs ?? PATIENCE_MS);
    const settled = await Promise.race([this.#keeper.settle(), late.promise]);
    clearTimeout(timer);
    return settled ? {} : { incomplete: true };
  }

  #rebuild(caller: Caller): object {
    assertRules(caller);
    this.#keeper.rebuild().catch((error: unknown) => {
      this.#options.log.warn(
        { error: error instanceof Error ? error.message : '' },
        'the search index was not rebuilt',
      );
    });
    return {};
  }

  async #told(found: readonly Found[]): Promise<{ hits: Hit[]; people: Person[] }> {
    const authors = [...new Set(found.map(({ line }) => line.by))];
    const people = authors.length === 0 ? [] : await this.#options.identity.people(authors);
    return { hits: found.map(hitOf), people };
  }
}

function hitOf({ line, ranges }: Found): Hit {
  const { text, before, after, ...snippet } = snippetOf(textOf(line), ranges, SNIPPET_CHARS);
  const { conversation, seq, at, by, thread, content } = line;
  return {
    conversation: conversation satisfies ConversationId,
    seq,
    at,
    by,
    ...(thread === undefined ? {} : { thread }),
    ...(content === undefined ? {} : { content: content.type }),
    text,
    ranges: snippet.ranges.map(({ from, to }) => [from, to]),
    cut: { before, after },
  };
}

/** @throws Failure 'access.denied' for everybody but owner and admins of the workspace */
function assertRules({ role }: Caller): void {
  if (role === 'member') throw new Failure('access.denied');
}
