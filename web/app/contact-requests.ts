import { useSyncExternalStore } from 'react';
import { useClient } from './client.tsx';

/** How many people wait for an answer to their request. */
export function useRequestCount(): number {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => {
    let count = 0;
    for (const entry of client.personal('contact').values()) if (entry.state === 'asked') count += 1;
    return count;
  });
}
