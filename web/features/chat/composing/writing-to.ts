import { useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import type { LineView } from '#client/view.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';

/** Where what is written goes: to the conversation, or into one of its threads. */
export interface WritingTo {
  conversation: ConversationId;
  /** The root of the thread. */
  thread?: Seq | undefined;
  /** With `thread`: to the conversation as well. */
  alsoSent?: boolean | undefined;
}

/** The same as `client.send` and the scheduling of messages want it. */
export function threadOf({ thread, alsoSent }: WritingTo): { thread?: Seq; alsoSent?: true } {
  if (thread === undefined) return {};
  return alsoSent ? { thread, alsoSent } : { thread };
}

/** What one writes stands at the end: somebody who read far above goes there. */
export function showEnd(client: Pick<Client, 'conversation' | 'loadNewest' | 'threads'>, to: WritingTo): void {
  const { conversation, thread } = to;
  const threads = client.threads();
  if (thread === undefined) {
    if (client.conversation(conversation).hasAfter) void client.loadNewest(conversation);
  } else if (threads?.view(conversation, thread).hasAfter) void threads.reload(conversation, thread);
}

/** What has been written there. */
export function useLinesOf({ conversation, thread }: WritingTo): readonly LineView[] {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => {
    if (thread === undefined) return client.conversation(conversation).lines;
    return client.threads()?.view(conversation, thread).lines ?? NOTHING;
  });
}

const NOTHING: readonly LineView[] = [];
