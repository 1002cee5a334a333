import { useEffect, useRef, useState } from 'react';
import type { Client } from '#client/api.ts';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import { useClient, useStatus } from '#web/app/client.tsx';

/** How long somebody may pause while typing before a search goes out, in ms. */
const PAUSE_MS = 180;

export type Hits = ResultOf<'search.messages'>['hits'];
export type Overview = ResultOf<'search.all'>;

/** What the server said to what is asked; while it lags behind, what it said before stays. */
export interface Answer<Result> {
  result: Result | undefined;
  /** Whether `result` is not of what is asked now. */
  busy: boolean;
  failure: Failure | undefined;
  again: () => void;
}

/** The last answers, so that who comes back from a message finds the list as it was. */
const kept = new Map<string, { result: unknown; until: number }>();
const MOST_KEPT = 4;
const KEPT_MS = 60_000;

function keptOf(key: string | undefined): { result: unknown } | undefined {
  const found = key === undefined ? undefined : kept.get(key);
  return found !== undefined && found.until > Date.now() ? found : undefined;
}

function keep(key: string, result: unknown): void {
  kept.delete(key);
  kept.set(key, { result, until: Date.now() + KEPT_MS });
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest);
}

/** Asks after a pause, and again as the connection comes back. `key` undefined: nothing is asked. */
function useAnswer<Result>(key: string | undefined, ask: (client: Client) => Promise<Result>): Answer<Result> {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [answer, setAnswer] = useState<{ key: string; result?: Result; failure?: Failure } | undefined>(() => {
    const found = keptOf(key);
    return key !== undefined && found !== undefined ? { key, result: found.result as Result } : undefined;
  });
  const known = useRef(answer?.key);
  const [tries, setTries] = useState(0);
  const asking = useRef(ask);
  asking.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another connection and another try ask again
  useEffect(() => {
    const fresh = known.current === key;
    known.current = undefined;
    if (key === undefined || fresh) return;
    let wanted = true;
    const timer = setTimeout(() => {
      asking.current(client).then(
        (result) => {
          keep(key, result);
          if (wanted) setAnswer({ key, result });
        },
        (error: unknown) => wanted && setAnswer({ key, failure: asFailure(error) }),
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, key, online, tries]);
  return {
    result: key === undefined ? undefined : answer?.result,
    busy: key !== undefined && answer?.key !== key,
    failure: answer?.key === key ? answer?.failure : undefined,
    again: () => {
      setAnswer(undefined);
      setTries((n) => n + 1);
    },
  };
}

export function useOverview(query: string | undefined): Answer<Overview> {
  const words = query?.trim();
  return useAnswer(words === '' ? undefined : words, (client) => client.call('search.all', { query: words ?? '' }));
}

export interface MessagePages {
  hits: Hits;
  next: string | undefined;
  incomplete: boolean;
}

/** The messages that fit, and how to get more of them. */
export function useMessages(params: ParamsOf<'search.messages'> | undefined) {
  const client = useClient();
  const key = params && JSON.stringify(params);
  const answer = useAnswer<MessagePages>(key, async (asked) =>
    pageOf(await asked.call('search.messages', params ?? { query: '' })),
  );
  const [more, setMore] = useState<{ key: string | undefined } & MessagePages>();
  const [loading, setLoading] = useState(false);
  const shown = more !== undefined && more.key === key ? more : answer.result;

  async function loadMore() {
    if (shown?.next === undefined || params === undefined || loading) return;
    setLoading(true);
    try {
      const page = pageOf(await client.call('search.messages', { ...params, cursor: shown.next }));
      const joined = { ...page, hits: [...shown.hits, ...page.hits] };
      if (key !== undefined) keep(key, joined);
      setMore({ ...joined, key });
    } catch {
      // The button stays, and one can press it again.
    } finally {
      setLoading(false);
    }
  }
  return { ...answer, result: shown, loading, more: shown?.next === undefined ? undefined : () => void loadMore() };
}

function pageOf({ hits, next, incomplete }: ResultOf<'search.messages'>): MessagePages {
  return { hits, next, incomplete: incomplete === true };
}
