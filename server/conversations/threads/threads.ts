import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { seenFrom } from '#kernel/visibility.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { Line } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import { accessConversation, accessReadable } from '../access.ts';
import type { Change } from '../change.ts';
import type { Commits } from '../commits.ts';
import { findLine, lineQuery, presentLines } from '../lines.ts';
import { erasedAmong, erasedOf } from '../marks/erasures.ts';
import { fitting } from '../page-bytes.ts';
import { namedIn, type PeopleSource } from '../people.ts';
import { surrounding } from '../reading.ts';
import { type AccessRow, visibleFrom } from '../rows.ts';
import type { ConversationTables } from '../tables.ts';
import { followByHand, tellFollowers, unfollow } from './following.ts';
import { accessRoot } from './replying.ts';
import { entryOf, findFollower, findThread, followedThreads, keyOf, mentionsIn, replyUpTo } from './store.ts';
import type { ThreadKey } from './tables.ts';

type Db = Kysely<ConversationTables>;

/** Replies that stand with each thread in a list. */
const LISTED_REPLIES = 2;

/** What members do with threads besides writing in them. */
export class Threads {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, commits: Commits, people: PeopleSource) {
    this.#database = database;
    this.#commits = commits;
    this.#people = people;
  }

  async history(caller: Caller, params: ParamsOf<'thread.history'>): Promise<ResultOf<'thread.history'>> {
    const db = this.#database.read;
    const place = await accessReadable(db, caller, params.conversation);
    const root = await rootLine(db, place, params.root, caller.user);
    const key = keyOf(place.id, params.root);
    const seqs = await windowOf(db, caller.user, key, params, place.last_seq);
    const rows = await linesAt(db, key, seqs);
    const from = visibleFrom(place);
    const anchor = seqs.findLastIndex((seq) => seq <= (params.around ?? params.after ?? Number.POSITIVE_INFINITY));
    const lines = [...fitting(await presentLines(db, rows, caller.user), anchor)].map((line) => seenFrom(line, from));
    const people = await namedIn(this.#people, [root, ...lines]);
    const page = { root, lines, people, asOf: place.last_seq };
    const [first, last] = [lines[0]?.seq, lines.at(-1)?.seq];
    if (first === undefined || last === undefined) {
      return { ...page, before: params.after !== undefined, after: params.after === undefined && seqs.length > 0 };
    }
    const before = (await repliesBefore(db, caller.user, key, first, 1)).length > 0;
    const after = (await repliesAfter(db, caller.user, key, last, place.last_seq, 1)).length > 0;
    return { ...page, before, after };
  }

  async follow(caller: Caller, params: ParamsOf<'thread.follow'>): Promise<ResultOf<'thread.follow'>> {
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, params.conversation);
      const key = keyOf(place.id, params.root);
      if (params.on) await followByHand(change, await threadFor(change, place, params.root), caller.user);
      else {
        await rootLine(change.db, place, params.root, caller.user);
        const thread = await findThread(change.db, key);
        if (thread !== undefined) await unfollow(change, thread, caller.user);
      }
      return {};
    });
  }

  /** Moves the mark forward; never back, never past the last reply. */
  async read(caller: Caller, params: ParamsOf<'thread.read'>): Promise<ResultOf<'thread.read'>> {
    const { conversation, root, seq } = params;
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      await rootLine(change.db, place, root, caller.user);
      const key = keyOf(conversation, root);
      const known = await findFollower(change.db, key, caller.user);
      if (known?.following !== 1) return {};
      const to = await replyUpTo(change.db, key, seq);
      const thread = await findThread(change.db, key);
      if (thread === undefined || to === undefined || to.seq <= known.read_seq) {
        return { read: { seq: known.read_seq, count: known.read_count } };
      }
      await change.db
        .updateTable('thread_followers')
        .set({ read_seq: to.seq, read_count: to.reply_count })
        .where((is) => is.and({ ...key, user_id: caller.user }))
        .execute();
      await tellFollowers(change, thread, [caller.user]);
      return { read: { seq: to.seq, count: to.reply_count } };
    });
  }

  async list(caller: Caller, { page }: ParamsOf<'thread.list'>): Promise<ResultOf<'thread.list'>> {
    const db = this.#database.read;
    const after = page === undefined ? undefined : readPage(page);
    const rows = await followedThreads(db, caller.user, LIMITS.threadPage + 1, after);
    const threads: ResultOf<'thread.list'>['threads'] = [];
    for (const row of rows.slice(0, LIMITS.threadPage)) {
      const key = keyOf(row.conversation_id, row.root_seq);
      const found = await findLine(db, row.conversation_id, row.root_seq);
      const [root] = await presentLines(db, found === undefined ? [] : [found], caller.user);
      if (root === undefined) continue;
      const seqs = (await repliesBefore(db, caller.user, key, Number.MAX_SAFE_INTEGER, LISTED_REPLIES)).reverse();
      const replies = await presentLines(db, await linesAt(db, key, seqs), caller.user);
      threads.push({ entry: entryOf(row, row, (await mentionsIn(db, key)).get(caller.user)), root, replies });
    }
    const people = await namedIn(
      this.#people,
      threads.flatMap(({ root, replies }) => [root, ...replies]),
    );
    const last = rows.length > LIMITS.threadPage ? rows[LIMITS.threadPage - 1] : undefined;
    return { threads, people, ...(last === undefined ? {} : { next: writePage(last) }) };
  }
}

/** The thread, which has a row once somebody replied or follows it. */
async function threadFor(change: Change, place: AccessRow, seq: Seq) {
  const key = keyOf(place.id, seq);
  const known = await findThread(change.db, key);
  if (known !== undefined) {
    await rootLine(change.db, place, seq, place.user_id);
    return known;
  }
  const { line } = await accessRoot(change, place, seq);
  const thread = { ...key, reply_count: 0, last_seq: line.seq, last_at: line.at, follower_count: 0 };
  await change.db.insertInto('threads').values(thread).execute();
  return thread;
}

/** What a thread hangs under, recalled or not. @throws Failure 'message.unknown' */
async function rootLine(db: Db, place: AccessRow, seq: Seq, reader: UserId): Promise<Line> {
  const erased = (await erasedAmong(db, reader, place.id, [seq])).has(seq);
  const row = erased || seq < visibleFrom(place) ? undefined : await findLine(db, place.id, seq);
  const [line] = await presentLines(db, row === undefined ? [] : [row], reader);
  if (line?.type !== 'message' || line.thread !== undefined) throw new Failure('message.unknown');
  return seenFrom(line, visibleFrom(place));
}

async function linesAt(db: Db, { conversation_id }: ThreadKey, seqs: readonly Seq[]) {
  if (seqs.length === 0) return [];
  const lines = lineQuery(db).where('l.conversation_id', '=', conversation_id).where('l.seq', 'in', seqs);
  return lines.orderBy('l.seq').execute();
}

/** The places of the replies before a place, the nearest first. */
async function repliesBefore(db: Db, reader: UserId, key: ThreadKey, before: Seq, limit: number): Promise<Seq[]> {
  const replies = db
    .selectFrom('thread_lines')
    .select('seq')
    .where((is) => is.and(key))
    .where('seq', 'not in', erasedOf(db, reader, key.conversation_id));
  const rows = await replies.where('seq', '<', before).orderBy('seq', 'desc').limit(limit).execute();
  return rows.map((row) => row.seq);
}

/** The places of the replies after a place, the nearest first. */
async function repliesAfter(
  db: Db,
  reader: UserId,
  key: ThreadKey,
  after: Seq,
  to: Seq,
  limit: number,
): Promise<Seq[]> {
  const replies = db
    .selectFrom('thread_lines')
    .select('seq')
    .where((is) => is.and(key))
    .where('seq', 'not in', erasedOf(db, reader, key.conversation_id));
  const rows = await replies.where('seq', '>', after).where('seq', '<=', to).orderBy('seq').limit(limit).execute();
  return rows.map((row) => row.seq);
}

/** @throws Failure 'request.invalid' for more than one of before, after, around */
async function windowOf(
  db: Db,
  reader: UserId,
  key: ThreadKey,
  params: ParamsOf<'thread.history'>,
  asOf: Seq,
): Promise<Seq[]> {
  const { before, after, around, limit = LIMITS.pageSize } = params;
  if ([before, after, around].filter((one) => one !== undefined).length > 1) throw new Failure('request.invalid');
  if (after !== undefined) return repliesAfter(db, reader, key, after, asOf, limit);
  const to = Math.min(asOf, around ?? (before ?? asOf + 1) - 1);
  const older = await repliesBefore(db, reader, key, to + 1, limit);
  if (around === undefined) return older.reverse();
  return surrounding(older, await repliesAfter(db, reader, key, to, asOf, limit), limit);
}

function writePage({ last_at, conversation_id, root_seq }: ThreadKey & { last_at: number }): string {
  return [last_at, conversation_id, root_seq].join('.');
}

/** @throws Failure 'request.invalid' */
function readPage(text: string) {
  const [, at, conversation, root] = /^(\d{1,16})\.(c_[0-9a-z]{20})\.(\d{1,16})$/.exec(text) ?? [];
  if (at === undefined || conversation === undefined || root === undefined) throw new Failure('request.invalid');
  return { last_at: Number(at), ...keyOf(conversation, Number(root)) };
}
