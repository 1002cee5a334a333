import type { ConversationId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import { useClient } from '#web/app/client.tsx';
import { compose, useComposing } from '../messages/acting.ts';
import { answerTo } from '../stars/unsent.ts';

/** Sends a content as the composer would: as an answer where one is meant, at the end of the conversation. */
export function useSendContent(conversation: ConversationId): (content: Content) => void {
  const client = useClient();
  const composing = useComposing(conversation);
  return (content) => {
    const answered = composing?.is === 'answer' ? answerTo(composing.line) : {};
    client.send(conversation, '', { content, ...answered });
    if (composing?.is === 'answer') compose(conversation, undefined);
    if (client.conversation(conversation).hasAfter) void client.loadNewest(conversation);
  };
}
