import { useSyncExternalStore } from 'react';
import { type Calling, type CallView, callingOf } from '#client/calling.ts';
import type { ConversationId } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';

export function useCalling(): Calling {
  return callingOf(useClient());
}

/** The calls that go on, followed. */
export function useCallViews(): readonly CallView[] {
  const calling = useCalling();
  return useSyncExternalStore(calling.subscribe, calling.views);
}

/** The call that goes on in a conversation. */
export function useCallIn(conversation: ConversationId): CallView | undefined {
  return useCallViews().find(({ entry }) => entry.conversation === conversation);
}
