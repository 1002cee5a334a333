import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { Caller } from '../identity/api.ts';
import { findChannel } from './channels/store.ts';
import { findBan } from './groups/ban-store.ts';
import { bareLine, findLine, stateOf } from './lines.ts';
import { type AccessRow, settingsOf, visibleFrom } from './rows.ts';
import { findAccess } from './summaries.ts';
import type { ConversationTables } from './tables.ts';
import { withheldFrom } from './withheld.ts';

/**
 * The only way to a conversation's data: who isn't a member is told the same as if there were none.
 *
 * @throws Failure 'conversation.unknown'
 */
export async function accessConversation(
  db: Kysely<ConversationTables>,
  caller: Caller,
  conversation: ConversationId,
): Promise<AccessRow> {
  const row = await findAccess(db, conversation, caller.user);
  if (!row) throw new Failure('conversation.unknown');
  return row;
}

/**
 * For reading: what is public may be read by everybody of the workspace.
 *
 * @throws Failure 'conversation.unknown', 'join.banned' for who may not come back
 */
export async function accessReadable(
  db: Kysely<ConversationTables>,
  caller: Pick<Caller, 'user'>,
  conversation: ConversationId,
): Promise<AccessRow> {
  const row = await findAccess(db, conversation, caller.user);
  if (row) return row;
  const channel = await findChannel(db, conversation);
  if (!channel) throw new Failure('conversation.unknown');
  if (await findBan(db, conversation, caller.user)) throw new Failure('join.banned');
  const hidden = settingsOf(channel).history === 'joining';
  return {
    ...channel,
    ...{ user_id: caller.user, role: 'member', muted_until: null },
    ...{ read_seq: channel.last_seq, read_count: channel.message_count },
    visible_from: hidden ? channel.last_seq + 1 : null,
  };
}

/** The same for what direct conversations don't have. @throws Failure 'conversation.unknown', 'access.denied' */
export async function accessGroup(
  db: Kysely<ConversationTables>,
  caller: Caller,
  conversation: ConversationId,
): Promise<AccessRow> {
  const row = await accessConversation(db, caller, conversation);
  if (row.kind === 'direct') throw new Failure('access.denied');
  return row;
}

/** A message that has not been recalled. */
export interface Message {
  line: MessageLine;
  /** The places of its edits. */
  edits: readonly Seq[];
}

/**
 * A message of a conversation that the caller has been let into.
 *
 * @throws Failure 'message.unknown', also when it was recalled, or is from before what the caller may see
 */
export async function accessMessage(db: Kysely<ConversationTables>, place: AccessRow, seq: Seq): Promise<Message> {
  const row = seq < visibleFrom(place) ? undefined : await findLine(db, place.id, seq);
  const line = row && bareLine(row);
  const apart = place.kind === 'direct' && (await withheldFrom(db, place.id, seq)) === place.user_id;
  if (row === undefined || line?.type !== 'message' || line.recalled || apart) throw new Failure('message.unknown');
  return { line, edits: stateOf(row).edits ?? [] };
}
