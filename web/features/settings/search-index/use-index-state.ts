import { useCallback, useEffect, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient, useStatus } from '#web/app/client.tsx';

export type IndexState = ResultOf<'search.state'>;

/** While it works, its state is asked for again after this time, in ms; at rest, less often. */
const BUSY_MS = 1_000;
const REST_MS = 10_000;

/** How the search index is, followed while the page is in view. */
export function useIndexState(): { state: IndexState | undefined; failure: Failure | undefined; ask: () => void } {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [state, setState] = useState<IndexState>();
  const [failure, setFailure] = useState<Failure>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is a reason to ask
  useEffect(() => {
    if (!online) return;
    let live = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look() {
      try {
        const next = await client.call('search.state', {});
        if (!live) return;
        setState(next);
        setFailure(undefined);
        timer = setTimeout(look, next.at === 'ready' ? REST_MS : BUSY_MS);
      } catch (error) {
        if (live) setFailure(asFailure(error));
      }
    }
    void look();
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [client, online, turn]);
  const ask = useCallback(() => setTurn((now) => now + 1), []);
  return { state, failure, ask };
}
