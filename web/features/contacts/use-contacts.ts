import { useMemo, useSyncExternalStore } from 'react';
import type { UserId } from '#protocol/common.ts';
import type { ContactState } from '#protocol/contacts.ts';
import type { ContactEntry } from '#protocol/personal.ts';
import { useClient } from '#web/app/client.tsx';

/** All that the person keeps of others, followed. */
export function useContactEntries(): ReadonlyMap<string, ContactEntry> {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.personal('contact'));
}

/** What the person keeps of somebody; undefined: nothing. */
export function useContact(id: UserId): ContactEntry | undefined {
  return useContactEntries().get(`contact:${id}`);
}

/** Those in one state, the newest first; without those whom the person has blocked. */
export function useContactsIn(state: ContactState): readonly ContactEntry[] {
  const entries = useContactEntries();
  return useMemo(
    () =>
      [...entries.values()]
        .filter((entry) => entry.state === state && !entry.blocked)
        .sort((one, other) => other.at - one.at),
    [entries, state],
  );
}

export function useBlocked(): readonly ContactEntry[] {
  const entries = useContactEntries();
  return useMemo(() => [...entries.values()].filter((entry) => entry.blocked), [entries]);
}
