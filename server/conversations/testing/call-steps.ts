import type { CallOutcome } from '#protocol/calls.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { Caller } from '../../identity/api.ts';
import type { World } from '../conversations-world.ts';

/** What random histories do with lines of calls. */
export const CALL_KINDS = ['call', 'call'] as const;

const OUTCOMES: readonly CallOutcome[] = ['no-answer', 'ended', 'cancelled', 'declined', 'started'];

export function isCallKind(kind: string): kind is (typeof CALL_KINDS)[number] {
  return kind === 'call';
}

/** A call of `caller` is told of; now and then they are out of the conversation by then. */
export async function callStep(
  { conversations, database }: World,
  caller: Caller,
  { conversation, seq }: { conversation: ConversationId; seq: number },
): Promise<void> {
  const outcome = OUTCOMES[seq % OUTCOMES.length] ?? 'ended';
  const call = `v_${String(seq).padStart(20, '0')}`;
  const lasted = outcome === 'ended' ? { durationMs: seq } : {};
  const place = await database.read
    .selectFrom('conversations')
    .select('kind')
    .where('id', '=', conversation)
    .executeTakeFirst();
  await conversations.together(async (together) => {
    // Nobody leaves a conversation of two.
    if (seq % 4 > 0 || place?.kind === 'direct') await together.access(caller, conversation);
    await together.sayCall(conversation, caller.user, { type: 'call', call, mode: 'voice', outcome, ...lasted });
  });
}
