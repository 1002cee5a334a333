import type { Kysely, Transaction } from 'kysely';
import { type ChatKeeping, isPlain, keepChat } from '#kernel/chat-keeping.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { findEntry } from '../personal/api.ts';
import type { Change } from './change.ts';
import type { ConversationTables } from './tables.ts';

/** Those of `conversations` in which `user` is. */
export async function membershipsAmong(
  db: Kysely<ConversationTables>,
  user: UserId,
  conversations: readonly ConversationId[],
): Promise<Set<ConversationId>> {
  if (conversations.length === 0) return new Set();
  const rows = await db
    .selectFrom('conversation_members')
    .select('conversation_id')
    .where('user_id', '=', user)
    .where('conversation_id', 'in', conversations)
    .execute();
  return new Set(rows.map((row) => row.conversation_id));
}

/** How `user` keeps the conversation in their list; undefined: like any other. */
export async function findChat(
  db: Transaction<ConversationTables>,
  user: UserId,
  conversation: ConversationId,
): Promise<ChatKeeping | undefined> {
  const entry = await findEntry(db, user, `chat:${conversation}`);
  return entry?.type === 'chat' ? entry : undefined;
}

/** Ends how `user`, who is no member any more, kept the conversation: [LR2]. */
export async function endKeeping(change: Change, conversation: ConversationId, user: UserId): Promise<void> {
  if (await findChat(change.db, user, conversation))
    await change.tell(user, { type: 'chat', conversation, gone: true });
}

/** [LR7] Who has read further than where they marked it unread: it is marked no more. */
export async function endUnread(change: Change, conversation: ConversationId, user: UserId, read: Seq): Promise<void> {
  const before = await findChat(change.db, user, conversation);
  if (before?.unread === undefined || before.unread >= read) return;
  const after = keepChat(conversation, before, { unread: false }, 0);
  await change.tell(user, isPlain(after) ? { type: 'chat', conversation, gone: true } : after);
}
