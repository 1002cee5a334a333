import type { Kysely } from 'kysely';
import { withStar } from '#kernel/mark-fold.ts';
import { withOwnVote } from '#kernel/poll-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { Line, MessageLine } from '#protocol/conversations.ts';
import type { PollChoice } from '#protocol/polls.ts';
import type { MarkTables } from './tables.ts';

type Db = Kysely<MarkTables>;

/** What a reader did with some lines for themself. */
export interface OwnMarks {
  stars: ReadonlySet<string>;
  votes: ReadonlyMap<string, PollChoice>;
}

/** A place of a message, across conversations. */
function keyOf(conversation: ConversationId, seq: Seq): string {
  return `${conversation} ${seq}`;
}

export async function ownMarks<Tables extends MarkTables>(
  reader: Kysely<Tables>,
  lines: readonly Line[],
  user: UserId,
): Promise<OwnMarks> {
  const db = reader as unknown as Db;
  const messages = lines.filter((line): line is MessageLine => line.type === 'message' && line.recalled === undefined);
  const [stars, votes] = await Promise.all([
    starsAmong(db, messages, user),
    votesAmong(
      db,
      messages.filter((line) => line.poll !== undefined),
      user,
    ),
  ]);
  return { stars, votes };
}

export function withOwnMarks(line: MessageLine, { stars, votes }: OwnMarks): MessageLine {
  const key = keyOf(line.conversation, line.seq);
  const voted = votes.get(key);
  return withStar(voted === undefined ? line : withOwnVote(line, voted), stars.has(key));
}

async function starsAmong(db: Db, lines: readonly MessageLine[], user: UserId): Promise<ReadonlySet<string>> {
  if (lines.length === 0) return new Set();
  const rows = await db
    .selectFrom('message_stars')
    .select(['conversation_id', 'seq'])
    .where('user_id', '=', user)
    .where('conversation_id', 'in', distinct(lines.map((line) => line.conversation)))
    .where('seq', 'in', distinct(lines.map((line) => line.seq)))
    .execute();
  return new Set(rows.map((row) => keyOf(row.conversation_id, row.seq)));
}

async function votesAmong(db: Db, polls: readonly MessageLine[], user: UserId): Promise<Map<string, PollChoice>> {
  if (polls.length === 0) return new Map();
  const rows = await db
    .selectFrom('poll_votes')
    .select(['conversation_id', 'seq', 'options'])
    .where('user_id', '=', user)
    .where('conversation_id', 'in', distinct(polls.map((line) => line.conversation)))
    .where('seq', 'in', distinct(polls.map((line) => line.seq)))
    .execute();
  return new Map(
    rows.map((row) => [keyOf(row.conversation_id, row.seq), JSON.parse(row.options) as PollChoice] as const),
  );
}

function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
