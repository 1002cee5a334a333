import { useCallback, useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import type { Summary } from '#protocol/conversations.ts';
import { useClient } from './client.tsx';

/** Nicknames of some people, followed as they become known. Undefined while one is not. */
export function useNames(ids: readonly string[]): (id: string) => string | undefined {
  const client = useClient();
  const read = () => ids.map((id) => client.person(id)?.nickname ?? '').join('\n');
  const names = useSyncExternalStore(client.subscribe, read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text of `names` is what makes a new function
  return useCallback((id: string) => client.person(id)?.nickname, [client, names]);
}

/** What a conversation is called: a group's title, or the other person. Empty while the person is not known. */
export function titleOf(client: Client, summary: Summary): string {
  if (summary.kind === 'group') return summary.title;
  return summary.peer === undefined ? '' : (client.person(summary.peer)?.nickname ?? '');
}

export function useTitle(summary: Summary | undefined): string {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => (summary === undefined ? '' : titleOf(client, summary)));
}
