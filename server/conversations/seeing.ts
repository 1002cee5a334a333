import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { accessMessage, accessReadable } from './access.ts';
import { erasedAmong } from './marks/erasures.ts';
import type { ConversationTables } from './tables.ts';

/** Those of the messages that `user` sees at this moment. @throws Failure 'conversation.unknown' */
export async function seenAmong(
  db: Kysely<ConversationTables>,
  user: UserId,
  conversation: ConversationId,
  seqs: readonly Seq[],
): Promise<Seq[]> {
  const place = await accessReadable(db, { user }, conversation);
  const away = await erasedAmong(db, user, conversation, seqs);
  const seen: Seq[] = [];
  for (const seq of seqs) {
    if (!away.has(seq) && (await isThere(() => accessMessage(db, place, seq)))) seen.push(seq);
  }
  return seen;
}

async function isThere(access: () => Promise<unknown>): Promise<boolean> {
  try {
    await access();
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
