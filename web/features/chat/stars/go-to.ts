import type { ConversationId, Seq } from '#protocol/common.ts';
import { goToMessage as goTo, messagePath } from '#web/app/message-place.ts';

/** Shows the message in its conversation, wherever one is. */
export function goToMessage(conversation: ConversationId, seq: Seq): void {
  goTo(messagePath(conversation, seq));
}
