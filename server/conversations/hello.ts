import { Failure } from '#kernel/failure.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import { entriesSince, stateEntries } from '../personal/api.ts';
import type { ConversationsHello, HelloSince, MessagePolicy } from './api.ts';
import { namedInSummaries, type PeopleSource } from './people.ts';
import { type ChangesPlace, changedConversations } from './summaries.ts';
import type { ConversationTables } from './tables.ts';

/**
 * How far behind its cursor a client is told of changes again: processes whose clocks differ by less than this lose
 * nothing. In microseconds.
 */
const OVERLAP = 60_000_000;

type Changed = { summary: Summary; stamp: number };
type ChangesPage = ResultOf<'conversation.changes'>;

/** What every answer says alike. */
interface Told {
  epoch: string;
  policy: MessagePolicy;
}

/** Brings a client up to date that was away: what changed since its cursor, newest first, in pages. */
export class Hello {
  readonly #database: Database<ConversationTables>;
  readonly #people: PeopleSource;
  readonly #epoch: string;
  readonly #policy: MessagePolicy;

  constructor(database: Database<ConversationTables>, people: PeopleSource, told: Told) {
    this.#database = database;
    this.#people = people;
    this.#epoch = told.epoch;
    this.#policy = told.policy;
  }

  async hello(user: UserId, since: HelloSince): Promise<ConversationsHello> {
    const cursor = since?.epoch === this.#epoch ? readCursor(since.cursor) : undefined;
    const seen = since !== undefined && cursor !== undefined ? { cursor, entrySeq: since.entrySeq } : undefined;
    const read = await this.#read(user, seen);
    // More entries than there are: the client knows another past than this database.
    const resync = seen === undefined || seen.entrySeq > read.last;
    const state = resync && seen !== undefined ? await this.#read(user, undefined) : read;
    return {
      epoch: this.#epoch,
      resync,
      cursor: String(Math.max(resync ? 0 : seen.cursor, state.changed[0]?.stamp ?? 0)),
      entries: state.entries,
      entrySeq: state.last,
      changes: await this.#page(state.floor, state.changed),
      policy: this.#policy,
    };
  }

  /** The page that `hello` or the page before pointed to. @throws Failure 'request.invalid' */
  async changes(user: UserId, page: string): Promise<ChangesPage> {
    const place = readPage(page);
    return this.#page(place.floor, await changedConversations(this.#database.read, user, place, LIMITS.helloPage + 1));
  }

  /** All at one moment: entries, their place, and the first page of conversations. */
  #read(user: UserId, seen: { cursor: number; entrySeq: number } | undefined) {
    const floor = Math.max(0, (seen?.cursor ?? 0) - OVERLAP);
    return this.#database.read.transaction().execute(async (db) => {
      const log = await entriesSince(db, user, seen?.entrySeq ?? Number.MAX_SAFE_INTEGER);
      const entries = seen === undefined ? await stateEntries(db, user) : log.entries;
      return { ...log, entries, floor, changed: await changedConversations(db, user, { floor }, LIMITS.helloPage + 1) };
    });
  }

  async #page(floor: number, changed: readonly Changed[]): Promise<ChangesPage> {
    const shown = changed.slice(0, LIMITS.helloPage);
    const conversations = shown.map(({ summary }) => summary);
    const people = await namedInSummaries(this.#people, conversations);
    const last = shown.at(-1);
    if (last === undefined || changed.length === shown.length) return { conversations, people };
    const after = { stamp: last.stamp, conversation: last.summary.id };
    return { conversations, people, next: writePage({ floor, after }) };
  }
}

/** A cursor is a stamp. What isn't one comes from somewhere else and means: start from nothing. */
function readCursor(text: string): number | undefined {
  const stamp = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(stamp) ? stamp : undefined;
}

function writePage({ floor, after }: Required<ChangesPlace>): string {
  return [floor, after.stamp, after.conversation].join('.');
}

function readPage(text: string): Required<ChangesPlace> {
  const [, floor, stamp, conversation] = /^(\d{1,16})\.(\d{1,16})\.(c_[0-9a-z]{20})$/.exec(text) ?? [];
  const place = { floor: Number(floor), after: { stamp: Number(stamp), conversation: conversation ?? '' } };
  if (!Number.isSafeInteger(place.floor) || !Number.isSafeInteger(place.after.stamp)) {
    throw new Failure('request.invalid');
  }
  return place satisfies { floor: number; after: { stamp: number; conversation: ConversationId } };
}
