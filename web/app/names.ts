import { useCallback, useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import type { UserId } from '#protocol/common.ts';
import type { Summary } from '#protocol/conversations.ts';
import { useClient } from './client.tsx';

/** What the reader calls somebody: by their own name for them, else by nickname. Undefined while neither is known. */
export function nameOf(client: Client, id: UserId): string | undefined {
  return client.personal('contact').get(`contact:${id}`)?.remark ?? client.person(id)?.nickname;
}

/** `nameOf`, followed. For what is shown to the reader alone: others must not learn of it. */
export function useName(id: UserId | undefined): string | undefined {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => (id === undefined ? undefined : nameOf(client, id)));
}

/** What the reader calls some people, followed. Undefined while one is not known. */
export function useNames(ids: readonly string[]): (id: string) => string | undefined {
  return useNamesBy(ids, nameOf);
}

/** What some people call themselves, for texts that others read. */
export function useNicknames(ids: readonly string[]): (id: string) => string | undefined {
  return useNamesBy(ids, nicknameOf);
}

type Naming = (client: Client, id: UserId) => string | undefined;
const nicknameOf: Naming = (client, id) => client.person(id)?.nickname;

function useNamesBy(ids: readonly string[], naming: Naming): (id: string) => string | undefined {
  const client = useClient();
  const read = () => ids.map((id) => naming(client, id) ?? '').join('\n');
  const names = useSyncExternalStore(client.subscribe, read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text of `names` is what makes a new function
  return useCallback((id: string) => naming(client, id), [client, naming, names]);
}

/** What a conversation is called: a group's title, or the other person. Empty while the person is not known. */
export function titleOf(client: Client, summary: Summary): string {
  if (summary.kind !== 'direct') return summary.title;
  return summary.peer === undefined ? '' : (nameOf(client, summary.peer) ?? '');
}

export function useTitle(summary: Summary | undefined): string {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => (summary === undefined ? '' : titleOf(client, summary)));
}
