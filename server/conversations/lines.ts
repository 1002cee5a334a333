import type { Kysely } from 'kysely';
import { quoteOf } from '#kernel/line-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line, MessageEvent, MessageLine, Quote } from '#protocol/conversations.ts';
import { withoutHiddenQuotes } from './groups/hidden-quotes.ts';
import { erasedOf } from './marks/erasures.ts';
import { ownMarks, withOwnMarks } from './marks/own-marks.ts';
import { emojiKey, eventFromRow } from './rows.ts';
import type { ConversationTables, EventRow } from './tables.ts';
import { withoutWithheldQuotes } from './withheld.ts';

type Db = Kysely<ConversationTables>;

/** What has become of a message since it was sent, as it is stored: the parts of the line that its event doesn't have. */
export type LineState = Pick<MessageLine, 'editedAt' | 'reactions' | 'pinned' | 'poll' | 'replies' | 'changed'> & {
  /** With `editedAt`: the present text and mentions. */
  text?: string;
  mentions?: NonNullable<MessageLine['mentions']>;
  here?: UserId[];
  /** The places of its edits. */
  edits?: Seq[];
};

export type LineRow = EventRow & { state: string | null };

/** Lines with their events: `l` and `e`. */
export function lineQuery(db: Db) {
  return db
    .selectFrom('conversation_lines as l')
    .innerJoin('conversation_events as e', (join) =>
      join.onRef('e.conversation_id', '=', 'l.conversation_id').onRef('e.seq', '=', 'l.seq'),
    )
    .selectAll('e')
    .select('l.state');
}

/** The lines among the places `from` … `to`, both included, in order. */
export async function linesBetween(db: Db, conversation: ConversationId, from: Seq, to: Seq): Promise<LineRow[]> {
  if (to < from) return [];
  return lineQuery(db)
    .where('l.conversation_id', '=', conversation)
    .where('l.hidden', '=', 0)
    .where('l.seq', '>=', from)
    .where('l.seq', '<=', to)
    .orderBy('l.seq')
    .execute();
}

/** The line at a place, also one that is in its thread alone. */
export async function findLine(db: Db, conversation: ConversationId, seq: Seq): Promise<LineRow | undefined> {
  return lineQuery(db).where('l.conversation_id', '=', conversation).where('l.seq', '=', seq).executeTakeFirst();
}

/** The places of at most `limit` lines before `before` that `reader` has not taken away, the nearest first. */
export async function lineSeqsBefore(db: Db, reader: UserId, conversation: ConversationId, before: Seq, limit: number) {
  const rows = await db
    .selectFrom('conversation_lines')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('hidden', '=', 0)
    .where('seq', 'not in', erasedOf(db, reader, conversation))
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.seq);
}

/** The places of at most `limit` lines after `after` and up to `to` that `reader` has not taken away, the nearest first. */
export async function lineSeqsAfter(
  db: Db,
  reader: UserId,
  conversation: ConversationId,
  after: Seq,
  to: Seq,
  limit: number,
) {
  const rows = await db
    .selectFrom('conversation_lines')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('hidden', '=', 0)
    .where('seq', 'not in', erasedOf(db, reader, conversation))
    .where('seq', '>', after)
    .where('seq', '<=', to)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => row.seq);
}

export function stateOf(row: Pick<LineRow, 'state'>): LineState {
  return row.state === null ? {} : (JSON.parse(row.state) as LineState);
}

/** The line as it is, but for what it quotes and which reactions are the reader's own. */
export function bareLine(row: LineRow): Line {
  const line = eventFromRow(row) as Line;
  if (line.type !== 'message' || row.state === null) return line;
  const { edits: _, ...state } = stateOf(row);
  if (state.editedAt === undefined) return { ...line, ...state };
  const { mentions: __, here: ___, ...rest } = line;
  return { ...rest, ...state };
}

/** The lines as `reader` sees them: what is their own is told, what they took away is to be left out before. */
export async function presentLines(db: Db, rows: readonly LineRow[], reader: UserId): Promise<Line[]> {
  const lines = rows.map(bareLine);
  const [quotes, own, marks] = await Promise.all([
    quotesOf(db, lines),
    ownReactions(db, lines, reader),
    ownMarks(db, lines, reader),
  ]);
  const presented = lines.map((line) => {
    if (line.type !== 'message') return line;
    return withOwnMarks(withOwnReactions(withQuote(line, quotes), own), marks);
  });
  return withoutHiddenQuotes(db, reader, await withoutWithheldQuotes(db, reader, presented));
}

/** A place of a message, across conversations. */
function keyOf(conversation: ConversationId, seq: Seq): string {
  return `${conversation} ${seq}`;
}

/** The events of one conversation, with what the messages among them quote. */
export async function withQuotes(db: Db, events: readonly ConversationEvent[]): Promise<ConversationEvent[]> {
  const quotes = await quotesOf(db, events);
  return events.map((event) => (event.type === 'message' ? withQuote(event, quotes) : event));
}

/** What the messages quote, by the places of what they quote. */
async function quotesOf(db: Db, lines: readonly (ConversationEvent | Line)[]): Promise<ReadonlyMap<string, Quote>> {
  const quotes = new Map<string, Quote>();
  const places = lines.flatMap((line) =>
    line.type === 'message' && line.replyTo !== undefined
      ? [{ conversation: line.conversation, seq: line.replyTo }]
      : [],
  );
  for (const [conversation, seqs] of byConversation(places)) {
    const rows = await lineQuery(db).where('l.conversation_id', '=', conversation).where('l.seq', 'in', seqs).execute();
    for (const line of rows.map(bareLine)) {
      if (line.type === 'message') quotes.set(keyOf(conversation, line.seq), quoteOf(line));
    }
  }
  return quotes;
}

function withQuote<Any extends MessageEvent>(line: Any, quotes: ReadonlyMap<string, Quote>): Any {
  const quote = line.replyTo === undefined ? undefined : quotes.get(keyOf(line.conversation, line.replyTo));
  return quote === undefined ? line : { ...line, quote };
}

/** Which reactions to the messages are the reader's own. */
async function ownReactions(db: Db, lines: readonly Line[], reader: UserId): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  const places = lines.filter((line) => line.type === 'message' && line.reactions !== undefined);
  for (const [conversation, seqs] of byConversation(places)) {
    const rows = await db
      .selectFrom('message_reactions')
      .select(['seq', 'emoji'])
      .where('conversation_id', '=', conversation)
      .where('seq', 'in', seqs)
      .where('user_id', '=', reader)
      .execute();
    for (const { seq, emoji } of rows) own.add(`${keyOf(conversation, seq)} ${emoji}`);
  }
  return own;
}

function withOwnReactions(line: MessageLine, own: ReadonlySet<string>): MessageLine {
  if (line.reactions === undefined) return line;
  const reactions = line.reactions.map((one) =>
    own.has(`${keyOf(line.conversation, line.seq)} ${emojiKey(one.emoji)}`) ? { ...one, me: true as const } : one,
  );
  return { ...line, reactions };
}

function byConversation(places: readonly { conversation: ConversationId; seq: Seq }[]): Map<ConversationId, Seq[]> {
  const grouped = Map.groupBy(places, ({ conversation }) => conversation);
  return new Map(
    [...grouped].map(([conversation, group]) => [conversation, [...new Set(group.map(({ seq }) => seq))]]),
  );
}
