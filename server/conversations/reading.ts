import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { seenFrom } from '#kernel/visibility.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation, accessReadable } from './access.ts';
import { firstAt, firstOfStretches } from './dates.ts';
import { lineSeqsAfter, lineSeqsBefore, linesBetween, presentLines, withQuotes } from './lines.ts';
import { blankErased, lastSeenAmong } from './marks/erasures.ts';
import { fitting } from './page-bytes.ts';
import { namedIn, namedInSummaries, type PeopleSource } from './people.ts';
import { visibleFrom } from './rows.ts';
import { eventsBetween } from './store.ts';
import { findSummary } from './summaries.ts';
import type { ConversationTables } from './tables.ts';
import { blankWithheld } from './withheld.ts';

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
    const place = await accessConversation(this.#database.read, caller, conversation);
    const { last_seq: lastSeq } = place;
    const from = Math.max(after + 1, visibleFrom(place));
    const to = Math.min(from - 1 + limit, lastSeq);
    const found = await eventsBetween(this.#database.read, conversation, from, to);
    const quoted = await withQuotes(this.#database.read, fitting(found, 0));
    const seen = quoted.map((event) => seenFrom(event, visibleFrom(place)));
    const heard = await blankWithheld(this.#database.read, caller.user, place, seen);
    const events = await blankErased(this.#database.read, caller.user, conversation, heard);
    return { events, people: await namedIn(this.#people, events), lastSeq };
  }

  async history(caller: Caller, params: ParamsOf<'conversation.history'>): Promise<ResultOf<'conversation.history'>> {
    const db = this.#database.read;
    const place = await accessReadable(db, caller, params.conversation);
    const { last_seq: asOf } = place;
    const end = (await lastSeenAmong(db, caller.user, [place.id])).get(place.id) ?? place.shown_seq;
    const start = visibleFrom(place);
    const where = await dated(db, params);
    const seqs = await windowOf(db, where, { reader: caller.user, start, asOf });
    const wanted = new Set(seqs);
    const between = await linesBetween(db, params.conversation, seqs[0] ?? 1, seqs.at(-1) ?? 0);
    const rows = between.filter((row) => wanted.has(row.seq));
    const found = (await presentLines(db, rows, caller.user)).map((line) => seenFrom(line, start));
    const lines = [
      ...fitting(
        found,
        seqs.findLastIndex((seq) => seq <= anchorOf(where)),
      ),
    ];
    const people = await namedIn(this.#people, lines);
    const [first, last] = [lines[0]?.seq, lines.at(-1)?.seq];
    if (first === undefined || last === undefined) {
      return { lines, people, asOf, before: params.after !== undefined, after: params.after === undefined };
    }
    return { lines, people, asOf, before: first > start, after: last < end };
  }

  /** [SE31] @throws Failure 'request.invalid' when the times don't rise */
  async days(caller: Caller, { conversation, starts }: ParamsOf<'conversation.days'>): Promise<(Seq | null)[]> {
    const db = this.#database.read;
    const place = await accessReadable(db, caller, conversation);
    if (starts.some((start, index) => start <= (starts[index - 1] ?? -1))) throw new Failure('request.invalid');
    return firstOfStretches(db, conversation, visibleFrom(place), starts, async (seq) => {
      const [line] = await lineSeqsAfter(db, caller.user, conversation, seq - 1, place.last_seq, 1);
      return line;
    });
  }
}

/**
 * A date as the place of the first event from then on; past the last one, the newest page.
 *
 * @throws Failure 'request.invalid' for a place besides
 */
async function dated(
  db: Kysely<ConversationTables>,
  { date, ...params }: ParamsOf<'conversation.history'>,
): Promise<Omit<ParamsOf<'conversation.history'>, 'date'>> {
  if (date === undefined) return params;
  if ([params.before, params.after, params.around].some((one) => one !== undefined))
    throw new Failure('request.invalid');
  const around = await firstAt(db, params.conversation, date);
  return around === undefined ? params : { ...params, around };
}

/** The place that a page is about, and that it keeps when not everything fits. */
function anchorOf({ after, around }: ParamsOf<'conversation.history'>): number {
  return around ?? after ?? Number.POSITIVE_INFINITY;
}

/**
 * The places of the lines that a page of history shows, in order; none before `start`.
 *
 * @throws Failure 'request.invalid' for more than one of before, after, around
 */
async function windowOf(
  db: Kysely<ConversationTables>,
  { conversation, before, after, around, limit = LIMITS.pageSize }: ParamsOf<'conversation.history'>,
  { reader, start, asOf }: { reader: UserId; start: Seq; asOf: Seq },
): Promise<Seq[]> {
  if ([before, after, around].filter((one) => one !== undefined).length > 1) throw new Failure('request.invalid');
  if (after !== undefined) return lineSeqsAfter(db, reader, conversation, Math.max(after, start - 1), asOf, limit);
  const to = Math.max(start - 1, Math.min(asOf, around ?? (before ?? asOf + 1) - 1));
  const older = (await lineSeqsBefore(db, reader, conversation, to + 1, limit)).filter((seq) => seq >= start);
  if (around === undefined) return older.reverse();
  return surrounding(older, await lineSeqsAfter(db, reader, conversation, to, asOf, limit), limit);
}

/** At most `limit` of both, half from each side if there are as many. `older` and `newer` begin with the nearest. */
export function surrounding(older: readonly Seq[], newer: readonly Seq[], limit: number): Seq[] {
  const half = newer.slice(0, Math.floor(limit / 2));
  const before = older.slice(0, limit - half.length);
  return [...before.toReversed(), ...newer.slice(0, limit - before.length)];
}
