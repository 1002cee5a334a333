import { useCallback, useEffect, useRef, useState } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';

export interface Stars {
  lines: readonly MessageLine[] | undefined;
  failed: boolean;
  /** Fetches the next page; undefined when there is none. */
  more: (() => void) | undefined;
  again: () => void;
  /** Takes a line out of the list. */
  drop: (line: MessageLine) => void;
}

/** Time without typing after which a search goes out. */
const IDLE_MS = 200;

/** The starred messages that say `query`, a page at a time. */
export function useStars(query: string): Stars {
  const client = useClient();
  const [lines, setLines] = useState<readonly MessageLine[]>();
  const [next, setNext] = useState<string>();
  const [failed, setFailed] = useState(false);
  const round = useRef(0);
  const load = useCallback(
    async (page: string | undefined) => {
      round.current += 1;
      const now = round.current;
      setFailed(false);
      try {
        const wanted = query === '' ? {} : { query };
        const answer = await client.call('message.stars', { ...wanted, ...(page === undefined ? {} : { page }) });
        if (round.current !== now) return;
        setLines((known) => (page === undefined ? answer.lines : [...(known ?? []), ...answer.lines]));
        setNext(answer.next);
      } catch {
        if (round.current === now) setFailed(true);
      }
    },
    [client, query],
  );
  useEffect(() => {
    const timer = setTimeout(() => void load(undefined), query === '' ? 0 : IDLE_MS);
    return () => clearTimeout(timer);
  }, [load, query]);
  return {
    lines,
    failed,
    more: next === undefined ? undefined : () => void load(next),
    again: () => void load(undefined),
    drop: (line) => setLines((known) => known?.filter((one) => one !== line)),
  };
}
