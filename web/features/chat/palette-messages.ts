import { useEffect, useState } from 'react';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient } from '#web/app/client.tsx';

export type FoundMessage = ResultOf<'search.all'>['hits'][number];

/** How long somebody may pause while typing before a search goes out, in ms. */
const PAUSE_MS = 180;
const NONE: readonly FoundMessage[] = [];

/** A few messages that hold the words; none without a connection. */
export function useFoundMessages(query: string): readonly FoundMessage[] {
  const client = useClient();
  const [found, setFound] = useState<{ query: string; hits: readonly FoundMessage[] }>();
  useEffect(() => {
    if (query === '') return;
    let wanted = true;
    const timer = setTimeout(() => {
      client.call('search.all', { query: query.slice(0, 200) }).then(
        ({ hits }) => wanted && setFound({ query, hits }),
        () => {},
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, query]);
  return query !== '' && found?.query === query ? found.hits : NONE;
}
