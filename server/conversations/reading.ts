import { Failure } from '#kernel/failure.ts';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation } from './access.ts';
import { fitting } from './page-bytes.ts';
import { named, namedIn, namedInSummaries, type PeopleSource } from './people.ts';
import { eventsBetween, membersAsOf } from './store.ts';
import { findSummary } from './summaries.ts';
import type { ConversationTables } from './tables.ts';

/** What members read of a conversation. */
export class Reading {
  readonly #database: Database<ConversationTables>;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, people: PeopleSource) {
    this.#database = database;
    this.#people = people;
  }

  async summary(caller: Caller, conversation: ConversationId): Promise<ResultOf<'conversation.get'>> {
    await accessConversation(this.#database.read, caller, conversation);
    const summary = await findSummary(this.#database.read, conversation, caller.user);
    if (!summary) throw new Failure('conversation.unknown');
    return { summary, people: await namedInSummaries(this.#people, [summary]) };
  }

  /** Fills a gap: the events after a place, in order, as many as fit on a page. */
  async events(caller: Caller, params: ParamsOf<'conversation.events'>): Promise<ResultOf<'conversation.events'>> {
    const { conversation, after, limit = LIMITS.pageSize } = params;
    const { last_seq: lastSeq } = await accessConversation(this.#database.read, caller, conversation);
    const to = Math.min(after + limit, lastSeq);
    const events = [...fitting(await eventsBetween(this.#database.read, conversation, after + 1, to), 0)];
    return { events, people: await namedIn(this.#people, events), lastSeq };
  }

  async history(caller: Caller, params: ParamsOf<'conversation.history'>): Promise<ResultOf<'conversation.history'>> {
    const { last_seq: asOf } = await accessConversation(this.#database.read, caller, params.conversation);
    const { from, to } = windowOf(params, asOf);
    const found = await eventsBetween(this.#database.read, params.conversation, from, to);
    const lines = [...fitting(found, anchorOf(params) - from)];
    const people = await namedIn(this.#people, lines);
    const [first = from, last = to] = [lines[0]?.seq, lines.at(-1)?.seq];
    return { lines, people, asOf, before: first > 1, after: last < asOf };
  }

  async members(caller: Caller, conversation: ConversationId): Promise<ResultOf<'conversation.members'>> {
    await accessConversation(this.#database.read, caller, conversation);
    const { members, asOf } = await membersAsOf(this.#database.read, conversation);
    if (!members.some((member) => member.user === caller.user)) throw new Failure('conversation.unknown');
    const people = await named(
      this.#people,
      members.map((member) => member.user),
    );
    return { members, people, asOf };
  }
}

/** The place that a page is about, and that it keeps when not everything fits. */
function anchorOf({ after, around }: ParamsOf<'conversation.history'>): number {
  return around ?? after ?? Number.POSITIVE_INFINITY;
}

/**
 * The places that a page of history shows, both included. Every event is a line and seqs are dense, so this is
 * arithmetic. An empty page has `to` = `from` − 1.
 *
 * @throws Failure 'request.invalid' for more than one of before, after, around
 */
export function windowOf(
  { before, after, around, limit = LIMITS.pageSize }: Omit<ParamsOf<'conversation.history'>, 'conversation'>,
  lastSeq: number,
): { from: number; to: number } {
  if ([before, after, around].filter((one) => one !== undefined).length > 1) throw new Failure('request.invalid');
  if (after !== undefined) {
    const from = Math.min(after, lastSeq) + 1;
    return { from, to: Math.min(from + limit - 1, lastSeq) };
  }
  const wanted = around === undefined ? (before ?? lastSeq + 1) - 1 : around + Math.floor(limit / 2);
  const to = Math.max(0, Math.min(wanted, lastSeq));
  if (around === undefined) return { from: Math.max(1, to - limit + 1), to };
  const from = Math.max(1, to - limit + 1);
  return { from, to: Math.min(from + limit - 1, lastSeq) };
}
