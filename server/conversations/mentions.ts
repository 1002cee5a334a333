import type { Kysely, Transaction } from 'kysely';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { Mention } from '#protocol/conversations.ts';
import { nobodyOnline, type Online, thoseHere } from './marks/here.ts';
import type { AccessRow } from './rows.ts';
import { membersAmong } from './store.ts';
import type { ConversationTables } from './tables.ts';
import { withheldFrom } from './withheld.ts';

/** How a mention of everybody is stored. */
const EVERYBODY = '*';

/** For each conversation, the unread messages that mention `user`: [CV65]. */
export async function mentionsOf(
  db: Kysely<ConversationTables>,
  rows: readonly AccessRow[],
  user: UserId,
): Promise<ReadonlyMap<ConversationId, Seq[]>> {
  if (rows.length === 0) return new Map();
  const found = await db
    .selectFrom('conversation_members as m')
    .innerJoin('message_mentions as x', (join) =>
      join.onRef('x.conversation_id', '=', 'm.conversation_id').onRef('x.seq', '>', 'm.read_seq'),
    )
    .select(['x.conversation_id', 'x.seq'])
    .distinct()
    .where('m.user_id', '=', user)
    .where(
      'm.conversation_id',
      'in',
      rows.map((row) => row.id),
    )
    .where('x.user_id', 'in', [user, EVERYBODY])
    .orderBy('x.seq')
    .execute();
  const grouped = Map.groupBy(found, (one) => one.conversation_id);
  return new Map([...grouped].map(([conversation, some]) => [conversation, some.map(({ seq }) => seq)]));
}

/** Who of those named can be mentioned: members, everybody, and those who are online now. */
export async function mentionable(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  mentions: readonly Mention[] = [],
  online: Online = nobodyOnline,
): Promise<{ mentions?: Mention[]; here?: UserId[] }> {
  const users = mentions.filter((one) => one !== 'all' && one !== 'here');
  const members = users.length === 0 ? new Set() : await membersAmong(db, conversation, users);
  const kept = mentions.filter((one) => one === 'all' || one === 'here' || members.has(one));
  const here = kept.includes('here') ? { here: await thoseHere(db, conversation, online) } : {};
  return kept.length === 0 ? {} : { mentions: kept, ...here };
}

/** Stores whom a message mentions that mentioned nobody. */
export async function addMentions(
  db: Transaction<ConversationTables>,
  conversation: ConversationId,
  seq: Seq,
  { mentions = [], here = [] }: { mentions?: readonly Mention[]; here?: readonly UserId[] },
): Promise<void> {
  const named = mentions.filter((one) => one !== 'here').map((one) => (one === 'all' ? EVERYBODY : one));
  const rows = [...new Set([...named, ...here])].map((user_id) => ({ conversation_id: conversation, user_id, seq }));
  if (rows.length === 0 || (await withheldFrom(db, conversation, seq)) !== undefined) return;
  await db.insertInto('message_mentions').values(rows).execute();
}

export async function clearMentions(
  db: Transaction<ConversationTables>,
  conversation: ConversationId,
  seq: Seq,
): Promise<void> {
  await db.deleteFrom('message_mentions').where('conversation_id', '=', conversation).where('seq', '=', seq).execute();
}
