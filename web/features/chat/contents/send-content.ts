import type { Content } from '#protocol/content.ts';
import { useClient } from '#web/app/client.tsx';
import { showEnd, threadOf, type WritingTo } from '../composing/writing-to.ts';
import { compose, composerOf, useComposing } from '../messages/acting.ts';
import { answerTo } from '../stars/unsent.ts';

/** Sends a content as the composer would: into its place, as an answer where one is meant. */
export function useSendContent(to: WritingTo): (content: Content) => void {
  const client = useClient();
  const { conversation, thread } = to;
  const place = composerOf(conversation, thread);
  const composing = useComposing(place);
  return (content) => {
    const answered = composing?.is === 'answer' ? answerTo(composing.line) : {};
    client.send(conversation, '', { content, ...answered, ...threadOf(to) });
    if (composing?.is === 'answer') compose(place, undefined);
    showEnd(client, to);
  };
}
