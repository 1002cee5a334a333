import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ThreadView } from '#client/threads.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';
import { goBack, navigate } from '#web/app/navigation.ts';

/** The root of the thread that what is below is drawn in; undefined: the conversation itself. */
export const ThreadPlace = createContext<Seq | undefined>(undefined);

export function useThreadPlace(): Seq | undefined {
  return useContext(ThreadPlace);
}

/** The thread as the client has it; undefined while nobody is signed in. */
export function useThread(conversation: ConversationId, root: Seq): ThreadView | undefined {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.threads()?.view(conversation, root));
}

/** Beside the conversation as it stands; at `reply` when one is meant. */
export function openThread(conversation: ConversationId, root: Seq, reply?: Seq): void {
  navigate(`/c/${conversation}?thread=${root}${reply === undefined ? '' : `&reply=${reply}`}`);
}

export function closeThread(conversation: ConversationId): void {
  goBack(`/c/${conversation}`);
}

const jumpers = new Set<(seq: Seq) => void>();

/** Shows the message in the thread in view. */
export function jumpInThread(seq: Seq): void {
  for (const jumper of jumpers) jumper(seq);
}

export function onThreadJump(jumper: (seq: Seq) => void): () => void {
  jumpers.add(jumper);
  return () => jumpers.delete(jumper);
}
