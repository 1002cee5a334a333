import { type Kysely, sql } from 'kysely';
import { isChange } from '#kernel/line-fold.ts';
import type { ConversationId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { type Place, prepared } from '../adapters/sql/prepared.ts';
import { firstAt } from './dates.ts';
import { bareLine, lineQuery } from './lines.ts';
import { visibleFrom } from './rows.ts';
import { eventsBetween } from './store.ts';
import type { ConversationTables } from './tables.ts';

type Db = Kysely<ConversationTables>;

/** What one person may see of a conversation. */
export interface Reach {
  conversation: ConversationId;
  /** The title of a group. */
  title: string;
  from: Seq;
  to: Seq;
  /** No message in it is newer than this. */
  changedAt: TimeMs;
}

/** One place of each conversation at most. */
interface EventPlace {
  conversation: ConversationId;
  seq: Seq;
}

/** What the messages that a part of a log tells of are now; recalled ones without words. */
export interface Changed {
  messages: MessageLine[];
  upTo: Seq;
}

/** What search reads of conversations. It decides nothing: who may see what is decided here. */
export interface Searchable {
  /** The conversations of the person, or the one, as they are at this moment. None: they are no member. */
  reach(user: UserId, conversation?: ConversationId): Promise<Reach[]>;
  /** Those of the places that the person may see and that say something, as they are now. */
  messages(user: UserId, reach: Reach, seqs: readonly Seq[]): Promise<MessageLine[]>;
  /** When what is at these places was made, in their order; undefined where there is nothing. */
  times(places: readonly EventPlace[]): Promise<(TimeMs | undefined)[]>;
  /** Those among the conversations in which one of the people is. */
  withAnyOf(conversations: readonly ConversationId[], people: readonly UserId[]): Promise<ConversationId[]>;
  /** The first event made at this time or later, by looking for it in the order of the log; undefined: none is. */
  firstAt(conversation: ConversationId, at: TimeMs): Promise<Seq | undefined>;
  /** Conversations in the order of their ids, and where their logs end. */
  heads(after: ConversationId, limit: number): Promise<{ conversation: ConversationId; lastSeq: Seq }[]>;
  /** What at most `limit` events after a place tell of. */
  changed(conversation: ConversationId, after: Seq, limit: number): Promise<Changed>;
}

const STAMPS_PER_MS = 1000;

export function searchable(db: Db): Searchable {
  return {
    reach: (user, conversation) => reach(db, user, conversation),
    messages: (user, place, seqs) => messages(db, user, place, seqs),
    times: (places) => times(db, places),
    withAnyOf: (conversations, people) => withAnyOf(db, conversations, people),
    firstAt: (conversation, at) => firstAt(db, conversation, at),
    heads: (after, limit) => heads(db, after, limit),
    changed: (conversation, after, limit) => changed(db, conversation, after, limit),
  };
}

async function reach(db: Db, user: UserId, conversation: ConversationId | undefined): Promise<Reach[]> {
  let query = db
    .selectFrom('conversation_members as m')
    .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
    .select(['c.id', 'c.title', 'c.last_seq', 'c.stamp', 'm.visible_from'])
    .where('m.user_id', '=', user);
  if (conversation !== undefined) query = query.where('c.id', '=', conversation);
  const rows = await query.execute();
  return rows.map((row) => ({
    conversation: row.id,
    title: row.title,
    from: visibleFrom(row),
    to: row.last_seq,
    changedAt: Math.ceil(row.stamp / STAMPS_PER_MS),
  }));
}

async function messages(db: Db, user: UserId, place: Reach, seqs: readonly Seq[]): Promise<MessageLine[]> {
  const wanted = seqs.filter((seq) => seq >= place.from);
  if (wanted.length === 0) return [];
  const { conversation } = place;
  const erased = await selectErased(db, { user, conversation, from: Math.min(...wanted), to: Math.max(...wanted) });
  const away = new Set(erased.rows.map(({ seq }) => seq));
  const found: MessageLine[] = [];
  for (const seq of wanted) {
    const [row] = away.has(seq) ? [] : (await selectLine(db, { conversation, seq })).rows;
    const line = row && bareLine(row);
    if (line?.type === 'message' && line.recalled === undefined) found.push(line);
  }
  return found;
}

/** Places that one query asks for: engines take only so many parts of a query. */
const PLACES_AT_ONCE = 100;

async function times(db: Db, places: readonly EventPlace[]): Promise<(TimeMs | undefined)[]> {
  const known = new Map<string, TimeMs>();
  for (let from = 0; from < places.length; from += PLACES_AT_ONCE) {
    const some = places.slice(from, from + PLACES_AT_ONCE);
    const asked = some.map(({ conversation, seq }) => sql`select ${conversation} as conversation_id, ${seq} as seq`);
    const { rows } = await sql<{ conversation_id: ConversationId; made_at: TimeMs }>`
      select p.conversation_id, e.made_at from (${sql.join(asked, sql` union all `)}) as p
      join conversation_events e on e.conversation_id = p.conversation_id and e.seq = p.seq`.execute(db);
    for (const row of rows) known.set(row.conversation_id, row.made_at);
  }
  return places.map(({ conversation }) => known.get(conversation));
}

/** A search looks at many lines: these are built once. */
const selectLine = prepared((db: Db, place: Place<{ conversation: ConversationId; seq: Seq }>) =>
  lineQuery(db).where('l.conversation_id', '=', place('conversation')).where('l.seq', '=', place('seq')),
);

type Erased = { user: UserId; conversation: ConversationId; from: Seq; to: Seq };
const selectErased = prepared((db: Db, place: Place<Erased>) =>
  db
    .selectFrom('message_erasures')
    .select('seq')
    .where('user_id', '=', place('user'))
    .where('conversation_id', '=', place('conversation'))
    .where('seq', '>=', place('from'))
    .where('seq', '<=', place('to')),
);

async function withAnyOf(db: Db, conversations: readonly ConversationId[], people: readonly UserId[]) {
  if (conversations.length === 0 || people.length === 0) return [];
  const rows = await db
    .selectFrom('conversation_members')
    .select('conversation_id')
    .distinct()
    .where('user_id', 'in', people)
    .where('conversation_id', 'in', conversations)
    .execute();
  return rows.map((row) => row.conversation_id);
}

async function heads(db: Db, after: ConversationId, limit: number) {
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'last_seq'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ conversation: row.id, lastSeq: row.last_seq }));
}

async function changed(db: Db, conversation: ConversationId, after: Seq, limit: number): Promise<Changed> {
  const events = await eventsBetween(db, conversation, after + 1, after + limit);
  const targets = events.flatMap((event) => {
    if (event.type === 'message') return [event.seq];
    return isChange(event) && (event.type === 'edited' || event.type === 'recalled') ? [event.target] : [];
  });
  return { messages: await present(db, conversation, [...new Set(targets)]), upTo: events.at(-1)?.seq ?? after };
}

/** The messages at these places, in their present state. */
async function present(db: Db, conversation: ConversationId, seqs: readonly Seq[]): Promise<MessageLine[]> {
  if (seqs.length === 0) return [];
  const rows = await lineQuery(db).where('l.conversation_id', '=', conversation).where('l.seq', 'in', seqs).execute();
  return rows.map(bareLine).filter((line) => line.type === 'message');
}
