import type { Transaction } from 'kysely';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { type EventBody, settingsOf } from './rows.ts';
import type { ConversationRow } from './tables.ts';

/** Whether `by` may speak in the chat of a meeting now. @throws Failure why not */
export type SpeechGate = (db: Transaction<never>, conversation: ConversationId, by: UserId) => Promise<void>;

/** What the hosts of a meeting allow or not, in its chat: writing and reacting. Votes, and lines of the server's, are free. */
export function heldBack(place: Pick<ConversationRow, 'settings'>, body: EventBody): boolean {
  const spoken = body.type === 'edited' || body.type === 'reacted' || body.type === 'pinned';
  const sent = body.type === 'message' && body.content?.type !== 'call' && body.content?.type !== 'meeting';
  return (spoken || sent) && settingsOf(place).meeting !== undefined;
}
