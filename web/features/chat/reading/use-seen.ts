import { useCallback, useEffect, useRef } from 'react';
import { useClient } from '#web/app/client.tsx';
import { seen } from '../list/acts.ts';
import { isWatched, useWatching } from '../watching.ts';

/** [LR7] Who opens a conversation and looks at it has seen what they had marked unread. */
export function useSeen(id: string): void {
  const client = useClient();
  const told = useRef<string>(undefined);
  const look = useCallback(() => {
    if (told.current === id || !isWatched()) return;
    told.current = id;
    seen(client, id);
  }, [client, id]);
  useEffect(look, [look]);
  useWatching(look);
}
