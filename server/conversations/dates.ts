import type { Kysely } from 'kysely';
import type { ConversationId, Seq, TimeMs } from '#protocol/common.ts';
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
  const last = await lastSeq(db, conversation);
  let [low, high] = [from, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await madeAt(db, conversation, middle)) >= at) high = middle;
    else low = middle + 1;
  }
  return low > last ? undefined : low;
}

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

async function lastSeq(db: Db, conversation: ConversationId): Promise<Seq> {
  const row = await db.selectFrom('conversations').select('last_seq').where('id', '=', conversation).executeTakeFirst();
  return row?.last_seq ?? 0;
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
