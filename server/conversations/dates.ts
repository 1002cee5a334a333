import { type Kysely, sql } from 'kysely';
import type { ConversationId, Seq, TimeMs } from '#protocol/common.ts';
import { type Place, prepared } from '../adapters/sql/prepared.ts';
import type { ConversationTables } from './tables.ts';

type Db = Kysely<ConversationTables>;

/**
 * The first event from `from` on that was made at `at` or later; undefined when all are earlier. Events lie in the order
 * of time, and without a gap, so a few looks are enough and no index of times has to be kept. Where the clock of
 * the server was set back, it is one of the places where the time is passed.
 */
export async function firstAt(
  db: Db,
  conversation: ConversationId,
  at: TimeMs,
  from: Seq = 1,
): Promise<Seq | undefined> {
  const [found] = (await halve(db, { conversation, at, from })).rows;
  return found === undefined || found.low > found.last ? undefined : found.low;
}

type Halving = { conversation: ConversationId; at: TimeMs; from: Seq };

/** Halves the log until the place is found: one question to the database instead of one for each half. */
const halve = prepared((db: Db, place: Place<Halving>) => ({
  compile: () => {
    const [conversation, at] = [place('conversation'), place('at')];
    return sql<{ low: Seq; last: Seq }>`
      with recursive half (low, high, last) as (
        select ${place('from')}, last_seq + 1, last_seq from conversations where id = ${conversation}
        union all
        select case when e.made_at >= ${at} then half.low else e.seq + 1 end,
          case when e.made_at >= ${at} then e.seq else half.high end, half.last
        from half join conversation_events e on e.conversation_id = ${conversation}
          and e.seq = (half.low + half.high - (half.low + half.high) % 2) / 2
        where half.low < half.high
      )
      select low, last from half where low >= high`.compile(db);
  },
}));

/** For each stretch between two of `starts`, which must rise, the first line in it that `seen` lets pass. */
export async function firstOfStretches(
  db: Db,
  conversation: ConversationId,
  from: Seq,
  starts: readonly TimeMs[],
  lineFrom: (seq: Seq) => Promise<Seq | undefined>,
): Promise<(Seq | null)[]> {
  const days: (Seq | null)[] = [];
  let place: Seq | undefined = from;
  for (const [index, start] of starts.slice(0, -1).entries()) {
    if (place !== undefined) place = await firstAt(db, conversation, start, place);
    const line = place === undefined ? undefined : await lineFrom(place);
    const inside = line !== undefined && (await madeAt(db, conversation, line)) < (starts[index + 1] ?? 0);
    days.push(inside ? line : null);
    if (!inside) place = line;
  }
  return days;
}

async function madeAt(db: Db, conversation: ConversationId, seq: Seq): Promise<TimeMs> {
  const row = await db
    .selectFrom('conversation_events')
    .select('made_at')
    .where('conversation_id', '=', conversation)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.made_at ?? 0;
}
