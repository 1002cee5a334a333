import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { Caller } from '../identity/api.ts';
import type { AccessRow } from './rows.ts';
import { findAccess } from './summaries.ts';
import type { ConversationTables } from './tables.ts';

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

/** The same for what direct conversations don't have. @throws Failure 'conversation.unknown', 'access.denied' */
export async function accessGroup(
  db: Kysely<ConversationTables>,
  caller: Caller,
  conversation: ConversationId,
): Promise<AccessRow> {
  const row = await accessConversation(db, caller, conversation);
  if (row.kind !== 'group') throw new Failure('access.denied');
  return row;
}
