import { useSyncExternalStore } from 'react';
import type { ConversationId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';

/** What this person may do in a conversation, as its summary tells. The server decides. */

type Standing = Pick<Summary, 'myRole' | 'settings' | 'mutedUntil'>;

export function manages({ myRole }: Pick<Summary, 'myRole'>): boolean {
  return myRole !== 'member';
}

export function may({ myRole, settings }: Standing, what: 'post' | 'invite' | 'pin' | 'mentionAll'): boolean {
  return myRole !== 'member' || settings?.[what] !== 'admins';
}

export function isMuted({ mutedUntil = 0 }: { mutedUntil?: number }, now: number): boolean {
  return mutedUntil > now;
}

/** How many wait to be let in; 0 for who doesn't decide about it. */
export function useRequestCount(conversation: ConversationId): number {
  const client = useClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.personal('join-requests').get(`join-requests:${conversation}`)?.count ?? 0,
  );
}
